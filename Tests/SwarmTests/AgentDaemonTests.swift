import AgentProtocol
import Crypto
import Git
import Glibc
import Testing
import Threading
import Vocabulary

@testable import Swarm

@Suite(.timeLimit(.minutes(2)), .serialized)
struct AgentDaemonTests {
    @Test func `a job goes from offer to result, and its check likewise`() async throws {
        let place = try await AgentPlace()
        let agent = Task { try await place.daemon().run() }  // ended below
        let work = place.offer(run: "echo working on $WAGGLE_TASK; echo done > done")
        place.give(work)
        try await place.control.until { $0.reports[work.lease] != nil }
        let state = place.control.state.withLock { $0 }
        let report = try #require(state.reports[work.lease])
        let bundle = try #require(state.bundles[work.lease])
        #expect(report.bundle == SHA256.hex(bundle))
        #expect(report.isSandboxed && report.logTail == "working on 7\n")
        #expect(state.registrations.map(\.name) == ["bee-1"])
        try await place.control.until { $0.log[work.lease] == "working on 7\n" }
        // What came can be merged and checked.
        let tip = try #require(report.commit.flatMap { CommitID($0) })
        try write(bundle, to: place.work.root + "/received")
        try await place.work.mirror.importBundle(at: place.work.root + "/received", base: place.work.base, tip: tip)
        let check = place.offer(8, kind: .verification, commit: tip.text)
        place.give(check)
        try await place.control.until { $0.reports[check.lease] != nil }
        let checked = try #require(place.control.state.withLock { $0.reports[check.lease] })
        #expect(checked.baseChecks.map(\.exit) == [1] && checked.checks.map(\.exit) == [0])
        #expect(checked.commit == nil && checked.isSandboxed)
        // The answer to the report has to reach the agent before it lets go of its copy.
        while try !leftovers(place).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        agent.cancel()
        #expect(try await agent.value == .stopped)
        #expect(try leftovers(place) == [])
        try await place.remove()
    }

    @Test func `what a killed agent left of its sandbox is ended when the next one of the folder starts`()
        async throws
    {
        let (place, scratch) = (try await AgentPlace(), try ScratchPlace())
        mkdir(place.work.root + "/agent", 0o700)
        let stuck = try await StuckSandbox(
            scratch, marker: try await StuckSandbox.markerOfTheDead(in: place.work.root + "/agent"))
        #expect(stuck.isThere)
        let agent = Task { try await place.daemon().run() }  // ended below
        try await place.control.until { !$0.registrations.isEmpty }
        #expect(!stuck.isThere)
        agent.cancel()
        _ = try await agent.value
        try await scratch.remove()
        try await place.remove()
    }

    @Test func `failures say their kind and keep the end of the output`() async throws {
        let place = try await AgentPlace()
        let agent = Task { try await place.daemon().run() }  // ended below
        place.give(place.offer(1, run: "echo why; exit 9"))
        place.give(place.offer(2, run: nil))
        var broken = place.offer(3)
        broken.base = String(repeating: "ab", count: 20)
        place.give(broken)
        place.give(place.offer(4, run: "true"))
        var builtin = place.offer(5)
        builtin.executor = .builtin
        place.give(builtin)
        try await place.control.until { $0.failures.count == 4 && $0.reports.count == 1 }
        let state = place.control.state.withLock { $0 }
        let first = try #require(state.failures[LeaseID(task: 1, epoch: 10)])
        #expect(first.failure == .attempt && first.logTail == "why\n" && first.reason.contains("exit status 9"))
        #expect(state.failures[LeaseID(task: 2, epoch: 20)]?.failure == .permanent)
        #expect(state.failures[LeaseID(task: 3, epoch: 30)]?.failure == .transient)
        #expect(state.failures[LeaseID(task: 5, epoch: 50)]?.failure == .permanent)
        // Work that changed nothing is a report without a commit.
        let nothing = try #require(state.reports[LeaseID(task: 4, epoch: 40)])
        #expect(nothing.commit == nil && nothing.bundle == nil)
        agent.cancel()
        _ = try await agent.value
        try await place.remove()
    }

    @Test func `a stop ends the job's processes at once and says so`() async throws {
        let place = try await AgentPlace()
        let agent = Task { try await place.daemon().run() }  // ended below
        let marker = "4\(getpid())"
        let offer = place.offer(run: "setsid sleep \(marker) & sleep \(marker)")
        place.give(offer)
        while ScratchPlace.processes(with: marker).count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        let start = ContinuousClock.now
        place.control.state.withLock {
            $0.stop = [offer.lease]
            $0.directives.version += 1
        }
        try await place.control.until { $0.failures[offer.lease] != nil }
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(place.control.state.withLock { $0.failures[offer.lease]?.failure } == .stopped)
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        #expect(place.control.state.withLock { $0.releases } == [])
        // It goes on with the next job.
        let next = place.offer(8)
        place.give(next)
        try await place.control.until { $0.reports[next.lease] != nil }
        agent.cancel()
        _ = try await agent.value
        try await place.remove()
    }

    @Test func `a result outlives an outage and a restart`() async throws {
        let place = try await AgentPlace()
        let first = Task { try await place.daemon().run() }  // ended below
        let offer = place.offer(run: "echo precious > done; echo ready; until [ -f go ]; do sleep 0.05; done; rm go")
        place.give(offer)
        try await place.control.until { $0.log[offer.lease] != nil }
        place.control.state.withLock { $0.isAway = true }
        let go = ["\(place.work.root)/agent/clones", "\(offer.lease)", "work", "go"].joined(separator: "/")
        try write([], to: go)
        // Reported in vain at least once, then the process ends.
        try await place.control.until { $0.tries > 0 || $0.bundles[offer.lease] != nil }
        first.cancel()
        #expect(try await first.value == .stopped)
        #expect(try leftovers(place) == ["\(offer.lease)"])
        #expect(place.control.state.withLock { $0.releases } == [])
        place.control.state.withLock {
            $0.isAway = false
            $0.bundles = [:]
            $0.validTokens = ["slot-token"]
        }
        let second = Task { try await place.daemon(process: "p2", token: "slot-token").run() }  // ended below
        try await place.control.until { $0.reports[offer.lease] != nil }
        let state = place.control.state.withLock { $0 }
        #expect(state.reports[offer.lease]?.bundle == SHA256.hex(try #require(state.bundles[offer.lease])))
        while try leftovers(place) != [] { try await Task.sleep(for: .milliseconds(10)) }
        second.cancel()
        _ = try await second.value
        try await place.remove()
    }

    @Test func `after a restart the agent's own token opens what the join token no longer does`() async throws {
        let place = try await AgentPlace()
        let first = Task { try await place.daemon().run() }  // ended below
        try await place.control.until { !$0.claims.isEmpty }
        first.cancel()
        _ = try await first.value
        let second = Task { try await place.daemon(process: "p2").run() }  // ended below
        try await place.control.until { $0.registrations.map(\.process) == ["p1", "p2"] }
        second.cancel()
        _ = try await second.value
        var status = stat()
        stat(place.work.root + "/agent/token", &status)
        #expect(status.st_mode & 0o777 == 0o600)
        try await place.remove()
    }

    @Test func `a draining agent claims nothing, a retired one ends`() async throws {
        let place = try await AgentPlace()
        let agent = Task { try await place.daemon().run() }  // ends by itself
        try await place.control.until { !$0.claims.isEmpty }
        place.control.state.withLock {
            $0.directives.isDraining = true
            $0.directives.version += 1
            $0.claims = []
        }
        try await place.control.until { !$0.beats.isEmpty }
        place.give(place.offer())
        place.control.state.withLock {
            $0.directives.isDraining = false
            $0.directives.version += 1
        }
        try await place.control.until { $0.reports.count == 1 }
        place.control.state.withLock {
            $0.directives.isRetired = true
            $0.directives.version += 1
        }
        #expect(try await agent.value == .retired)
        try await place.remove()
    }

    @Test func `a revoked token ends the agent and its job`() async throws {
        let place = try await AgentPlace(leaseSeconds: 3)
        let agent = Task { try await place.daemon().run() }  // ends by itself
        let marker = "3\(getpid())"
        place.give(place.offer(run: "sleep \(marker)"))
        while ScratchPlace.processes(with: marker).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        place.control.state.withLock { $0.validTokens = [] }
        guard case .revoked = try await agent.value else {
            Issue.record("it did not end as revoked")
            return
        }
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        let stranger = try await place.daemon(token: "wrong").run()
        #expect(stranger == .revoked("no such token"))
        try await place.remove()
    }

    @Test func `the end of the supervisor's pipe ends the agent and its job`() async throws {
        let place = try await AgentPlace()
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        let daemon = place.daemon()
        daemon.endWithSupervisor(ends[0])
        let agent = Task { try await daemon.run() }  // ends by itself
        let marker = "2\(getpid())"
        place.give(place.offer(run: "sleep \(marker)"))
        while ScratchPlace.processes(with: marker).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        close(ends[1])
        #expect(try await agent.value == .supervisorEnded)
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        try await place.remove()
    }

    @Test func `the end of the process gives the job back`() async throws {
        let place = try await AgentPlace()
        let agent = Task { try await place.daemon().run() }  // ended below
        let marker = "1\(getpid())"
        let offer = place.offer(run: "sleep \(marker)")
        place.give(offer)
        while ScratchPlace.processes(with: marker).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        agent.cancel()
        #expect(try await agent.value == .stopped)
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        #expect(place.control.state.withLock { $0.releases } == [offer.lease])
        #expect(try leftovers(place) == [])
        try await place.remove()
    }

    @Test func `heartbeats come every third of the lease and name what is held`() async throws {
        let place = try await AgentPlace(leaseSeconds: 3)
        let agent = Task { try await place.daemon().run() }  // ended below
        let offer = place.offer(run: "sleep 100")
        place.give(offer)
        let start = ContinuousClock.now
        try await place.control.until { $0.beats.filter { $0 == [offer.lease] }.count >= 3 }
        #expect(ContinuousClock.now - start < .seconds(6))
        agent.cancel()
        _ = try await agent.value
        try await place.remove()
    }

    @Test func `a full disk stops claims of work`() async throws {
        let place = try await AgentPlace()
        let agent = Task { try await place.daemon(diskFloor: .max).run() }  // ended below
        try await place.control.until { !$0.claims.isEmpty }
        #expect(place.control.state.withLock { $0.claims.first?.acceptsWork } == false)
        agent.cancel()
        _ = try await agent.value
        try await place.remove()
    }

    @Test func `an answer that never changes puts the result aside instead of losing it`() async throws {
        let place = try await AgentPlace()
        place.control.state.withLock { $0.completionStatus = 400 }
        let agent = Task { try await place.daemon().run() }  // ended below
        let (one, two) = (place.offer(1), place.offer(2))
        place.give(one)
        try await place.control.until { $0.tries == 1 }
        place.control.state.withLock { $0.completionStatus = nil }
        place.give(two)
        try await place.control.until { $0.reports[two.lease] != nil }
        place.control.state.withLock { $0.completionStatus = 410 }
        place.give(place.offer(3))
        try await place.control.until { $0.tries == 3 }
        while try leftovers(place) != ["refused-\(one.lease)"] { try await Task.sleep(for: .milliseconds(10)) }
        agent.cancel()
        _ = try await agent.value
        try await place.remove()
    }

    private func leftovers(_ place: AgentPlace) throws -> [String] {
        guard let stream = opendir(place.work.root + "/agent/spool") else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "we") else { throw SwarmError.file(path: path, code: errno) }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
