import AgentProtocol
import Crypto
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// What retention takes away, and what it leaves.
@Suite(.timeLimit(.minutes(1))) struct PurgeTests {
    private struct Figures: Equatable {
        var tasks = 0
        var reports = 0
        var events = 0
        var hasPlan = false
        var messages = 0
    }

    private func figures(_ bench: Workbench, _ swarm: SwarmID) async throws -> Figures {
        try await bench.store.read { transaction in
            let conversation = try transaction.conversation(.terminal, "test")
            return Figures(
                tasks: try transaction.tasks(of: swarm).count, reports: try transaction.reportCount(),
                events: try transaction.events(after: 0, swarm: swarm, limit: 1_000).count,
                hasPlan: try transaction.plan(of: swarm) != nil,
                messages: try conversation.map {
                    try transaction.messages(of: $0.id, after: MessageID(0), limit: 1_000).count
                } ?? 0)
        }
    }

    private func cancel(_ swarm: SwarmRecord, _ owner: PrincipalID, _ bench: Workbench) async throws {
        _ = try await bench.store.perform(
            PerformCommand(
                principal: owner, command: Command(.swarmCancel, [.swarm: .text("#\(swarm.id)")]),
                settings: bench.settings))
    }

    private func purge(_ bench: Workbench, olderThan age: Duration) async throws -> Int {
        var steps = 0
        while try await bench.store.perform(PurgeExpired(before: bench.store.now - age)) { steps += 1 }
        return steps
    }

    @Test func `an ended swarm loses its details after its time, a running one and the audit log nothing`() async throws
    {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let old = try await bench.runningSwarm(PRDText.pair, by: owner)
            let agent = try await bench.agent("a")
            let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            let (report, bundle) = try await bench.work(on: offer)
            _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: agent.id)
            #expect(try await bench.desk.complete(offer.lease, by: agent.id, report).verdict == .accepted)
            try await cancel(old, owner, bench)
            bench.advance(.seconds(86_400))
            let running = try await bench.runningSwarm(PRDText.pair, by: owner)
            let before = try await figures(bench, old.id)
            #expect(before.tasks == 2 && before.reports == 1 && before.events > 3 && before.hasPlan)
            let audit = try await bench.store.read { try $0.audit() }

            #expect(try await purge(bench, olderThan: .seconds(2 * 86_400)) == 0)
            #expect(try await figures(bench, old.id) == before)

            let untouched = try await figures(bench, running.id)
            #expect(try await purge(bench, olderThan: .seconds(3_600)) > 0)
            let after = try await figures(bench, old.id)
            #expect(after == Figures(messages: after.messages))
            var left = untouched
            left.reports = 0
            #expect(try await figures(bench, running.id) == left)
            let swarm = try #require(try await bench.store.read { try $0.swarm(old.id) })
            #expect(swarm.state == .cancelled && swarm.name == old.name && swarm.slug == old.slug && swarm.prd.isEmpty)
            let records = try await bench.store.read { try $0.audit() }
            #expect(records.prefix(audit.count).map(\.hash) == audit.map(\.hash))
            #expect(records.last?.action == "swarm.purge")
            #expect(AuditChain.verify(records).isEmpty)
            // Once is enough.
            #expect(try await purge(bench, olderThan: .seconds(3_600)) == 0)
        }
    }

    @Test func `the swarm with the newest task waits, so that no task's id is given out twice`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.pair, by: owner)
            let ids = try await bench.store.read { try $0.tasks(of: swarm.id) }.map(\.core.id)
            try await cancel(swarm, owner, bench)
            bench.advance(.seconds(86_400))
            #expect(try await purge(bench, olderThan: .seconds(60)) == 0)
            let next = try await bench.runningSwarm(PRDText.pair, by: owner)
            #expect(try await purge(bench, olderThan: .seconds(60)) > 0)
            let fresh = try await bench.store.read { try $0.tasks(of: next.id) }.map(\.core.id)
            #expect(Set(fresh).isDisjoint(with: ids))
            #expect(try await bench.store.read { try $0.tasks(of: swarm.id) }.isEmpty)
        }
    }

    @Test func `old messages go when their ids are forgotten, the newest and those that wait stay`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.pair, by: owner)
            for _ in 0..<5 { try await bench.say([Command(.help)], as: owner) }
            let waiting = try await bench.store.perform(Workbench.Incoming(sender: "principal:1", key: "waits"))
            bench.advance(.seconds(20 * 86_400))
            try await bench.say([Command(.help)], as: owner)
            let before = try await figures(bench, swarm.id).messages
            #expect(before == 13)
            // Their ids are still known: they lead to them.
            #expect(try await purge(bench, olderThan: .seconds(9 * 86_400)) == 0)
            #expect(try await figures(bench, swarm.id).messages == before)
            _ = try await bench.store.perform(ForgetOldKeys())
            _ = try await purge(bench, olderThan: .seconds(9 * 86_400))
            #expect(try await figures(bench, swarm.id).messages == 3)
            #expect(try await bench.store.read { try $0.message(try #require(waiting)) } != nil)
        }
    }

    private struct Send: StoreOperation {
        func perform(in transaction: WriteTransaction) throws -> OutboundID {
            let id = try transaction.insertOutbound(
                message: MessageID(1), provider: .standard, address: "a", isUrgent: false, part: 0, body: "{}")
            guard var record = try transaction.outbound(id) else { return id }
            record.state = .sent
            _ = try transaction.update(record, expecting: .queued)
            return id
        }
    }

    @Test func `of what was sent the newest stays, so that no name is given to two messages`() async throws {
        try await Workbench.with { bench in
            let sent = [try await bench.store.perform(Send()), try await bench.store.perform(Send())]
            bench.advance(.seconds(86_400))
            _ = try await purge(bench, olderThan: .seconds(60))
            let left = try await bench.store.read { [try $0.outbound(sent[0]), try $0.outbound(sent[1])] }
            #expect(left.map { $0 == nil } == [true, false])
            #expect(try await bench.store.perform(Send()).value > sent[1].value)
        }
    }
}
