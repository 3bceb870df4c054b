import AgentProtocol
import Orchestrator
import TestSupport
import Testing
import Vocabulary

@testable import Store

/// Finished work leaves the tables that claims and reports write, and nobody sees a difference.
@Suite(.timeLimit(.minutes(2))) struct HistoryTests {
    @Test func `after each step everything is seen as before, and every row lies in one place`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let before = try await ended.seen()
            #expect(try await ended.places().hot == EndedSwarm.all)
            for step in 1...4 {
                #expect(try await bench.store.perform(EndedSwarm.Move()) == 1)
                #expect(try await ended.seen() == before)
                let places = try await ended.places()
                #expect(zip(places.hot, places.history).map(+) == EndedSwarm.all)
                #expect(places.history[0] == step && places.history[1] == step)
            }
            #expect(try await bench.store.perform(EndedSwarm.Move()) == 0)
            #expect(try await bench.store.perform(EndedSwarm.Move()) == nil)
            let places = try await ended.places()
            #expect(places.hot == EndedSwarm.none && places.history == EndedSwarm.all)
            #expect(try await ended.seen() == before)
        }
    }

    @Test func `a step that fails changes nothing, and another process goes on where one ended`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let before = try await ended.seen()
            for moved in 0..<3 {
                await #expect(throws: StoreError.self) { try await bench.store.perform(EndedSwarm.Move(fails: true)) }
                #expect(try await ended.places().history[0] == moved)
                #expect(try await ended.seen() == before)
                #expect(try await bench.store.perform(EndedSwarm.Move()) == 1)
            }
            await bench.store.close()
            let store = try await Store(at: bench.location, clock: { bench.store.now }, randomNumber: { 7 })
            #expect(try await ended.seen(store) == before)
            #expect(try await store.perform(EndedSwarm.Move(limit: 50)) == 1)
            #expect(try await store.perform(EndedSwarm.Move()) == nil)
            #expect(try await ended.places(store).history == EndedSwarm.all)
            #expect(try await ended.seen(store) == before)
            await store.close()
        }
    }

    @Test func `housekeeping moves what ended an hour ago, a step after the other`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let housekeeping = Housekeeping(store: bench.store, settings: bench.settings, desk: bench.desk)
            let running = Task { try await housekeeping.run() }
            while try await ended.places().history != EndedSwarm.all { await Task.yield() }
            running.cancel()
            _ = await running.result
        }
    }

    // MARK: What stays

    /// Something that keeps a swarm where it is.
    private struct Hold: Sendable {
        let what: String
        let end: StaticString
        let begin: @Sendable (WriteTransaction) throws -> Void

        init(_ what: String, over end: StaticString, _ begin: @escaping @Sendable (WriteTransaction) throws -> Void) {
            (self.what, self.end, self.begin) = (what, end, begin)
        }
    }

    @Test func `nothing moves before its time, and not the swarm with the newest task`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let early = MoveToHistory(before: bench.store.now - .seconds(7_300))
            #expect(try await bench.store.perform(early) == false)
            let newest = try #require(try await bench.store.read { try $0.swarms().first })
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: ended.owner, command: Command(.swarmCancel, [.swarm: .text("#\(newest.id)")]),
                    settings: bench.settings))
            bench.advance(.seconds(7_200))
            try await ended.move()
            #expect(try await ended.places().history == EndedSwarm.all)
            let hot = try await bench.store.read { transaction in
                try transaction.connection.statement("SELECT COUNT(*) FROM task").first { $0.int(0) }
            }
            #expect(hot == 1)
            let ids = try await bench.store.read { try $0.tasks(after: TaskID(0), limit: 100).map(\.core.id) }
            let next = try await bench.runningSwarm(PRDText.single, by: ended.owner)
            let fresh = try await bench.store.read { try $0.tasks(of: next.id).map(\.core.id) }
            #expect(Set(fresh).isDisjoint(with: ids))
            try await ended.move()
            #expect(try await bench.store.read { try $0.task(1, of: newest.id) } != nil)
        }
    }

    @Test func `nothing moves while something of the swarm is under way`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let (swarm, task, agent) = (ended.id, TaskID(ended.missing.task), ended.first.id.value)
            let holds = [
                Hold("a lease", over: "DELETE FROM lease") {
                    try $0.connection.statement("INSERT INTO lease(holder, task) VALUES(?1, ?2)")
                        .bind(1, agent).bind(2, task.value).run()
                },
                Hold("a merge", over: "UPDATE merge_attempt SET state = 'lost' WHERE state = 'intended'") {
                    _ = try $0.insertMergeIntent(swarm: swarm, task: task, branch: "b", old: "o", new: "n")
                },
                Hold("a child to be told", over: "DELETE FROM unlock") { try $0.keepUnlock(of: task, true) },
                Hold("a model call", over: "UPDATE spend SET state = 'settled'") {
                    _ = try $0.insertReservation(
                        day: 1, swarm: swarm, task: task, purpose: "work", model: "m", amount: .zero)
                },
                Hold("an open task", over: "UPDATE swarm SET open_tasks = 0 WHERE finished_at IS NOT NULL") {
                    try $0.addTasks(0, open: 1, to: swarm)
                },
            ]
            for hold in holds {
                try await bench.store.perform(EndedSwarm.Change(body: hold.begin))
                #expect(try await bench.store.perform(EndedSwarm.Move()) == nil, "\(hold.what)")
                try await bench.store.perform(EndedSwarm.Change { try $0.connection.statement(hold.end).run() })
                #expect(try await bench.store.perform(EndedSwarm.Move()) != nil, "\(hold.what) is over")
                // Back, for the next one.
                try await bench.store.perform(EndedSwarm.Change { try $0.bringBack(swarm) })
                #expect(try await ended.places().hot == EndedSwarm.all)
            }
        }
    }

    // MARK: What comes back

    @Test(arguments: [1, 2, 50]) func `a retry brings all of its swarm back, and the swarm goes on`(
        _ moved: Int
    ) async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            #expect(try await bench.store.perform(EndedSwarm.Move(limit: moved)) == min(moved, 4))
            let swarm: [Slot: SlotValue] = [.swarm: .text("#\(ended.id)")]
            let number = try #require(
                try await bench.store.read { try $0.task(TaskID(ended.missing.task)) }?.core.number)
            // What is done cannot be retried: the answer changes nothing.
            try await bench.say([Command(.taskRetry, swarm.merging([.task: .integer(1)]) { $1 })], as: ended.owner)
            #expect(try await ended.places().history[0] == min(moved, 4))

            let retry = Command(.taskRetry, swarm.merging([.task: .integer(number)]) { $1 })
            let told = try await bench.say([retry], as: ended.owner)
            #expect(told.first?.text.contains("tried again") == true)
            let places = try await ended.places()
            #expect(places.hot == EndedSwarm.all && places.history == EndedSwarm.none)
            let again = try #require(try await bench.store.read { try $0.swarm(ended.id) })
            #expect(again.state == .running && again.tasks == 4 && again.openTasks == 1)
            for agent in [ended.first, ended.second] {
                let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
                guard offer.lease.task == ended.missing.task else { continue }
                #expect(offer.number == number && offer.lease.epoch > ended.missing.epoch)
                let verdict = try await bench.desk.complete(offer.lease, by: agent.id, EndedSwarm.result)
                #expect(verdict.verdict == .accepted)
            }
            #expect(try await bench.store.read { try $0.task(TaskID(ended.missing.task)) }?.core.state == .review)
            // It runs: nothing of it moves.
            bench.advance(.seconds(7_200))
            #expect(try await bench.store.perform(EndedSwarm.Move()) == nil)
        }
    }

    @Test func `a task that is changed and a swarm that runs again bring all of it back, or nothing`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let (swarm, task) = (ended.id, TaskID(ended.merged.task))
            let changes: [@Sendable (WriteTransaction) throws -> Void] = [
                { transaction in
                    guard let record = try transaction.record(task) else { throw StoreError.missing("task") }
                    var next = record
                    next.core.priority = .urgent
                    #expect(try transaction.write(next, from: record.core))
                },
                { transaction in
                    guard var record = try transaction.swarm(swarm) else { throw StoreError.missing("swarm") }
                    record.state = .running
                    record.finishedAt = nil
                    try transaction.update(record)
                },
            ]
            for change in changes {
                try await ended.move()
                #expect(try await ended.places().history == EndedSwarm.all)
                let before = try await ended.seen()
                await #expect(throws: StoreError.self) {
                    try await bench.store.perform(
                        EndedSwarm.Change { transaction in
                            try change(transaction)
                            // So that it is known how it stands now.
                            _ = try transaction.record(task)
                            throw StoreError.unavailable("taken back")
                        })
                }
                #expect(try await ended.places().history == EndedSwarm.all)
                #expect(try await ended.seen() == before)
                try await bench.store.perform(EndedSwarm.Change(body: change))
                #expect(try await ended.places().hot == EndedSwarm.all)
                #expect(try await bench.store.read { try $0.task(task)?.core.priority } == .urgent)
            }
        }
    }
}
