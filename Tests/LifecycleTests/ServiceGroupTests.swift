import Glibc
import Lifecycle
import Telemetry
import Testing
import Threading

/// Reports that it is up, then waits to be stopped in the way a test asks for.
private struct Probe: Service {
    enum Behaviour: Sendable {
        case graceful, deaf, stubborn
        case failing(Problem)
        case early
    }

    struct Problem: Error, Equatable {}

    let name: String
    let behaviour: Behaviour
    let journal: Journal

    func run() async throws {
        await journal.write("\(name) up")
        switch behaviour {
        case .graceful: await Shutdown.current?.wait()
        case .deaf: try await Task.sleep(for: .seconds(3_600))
        case .stubborn: await Task { [journal] in await journal.release.wait() }.value  // deaf to cancellation
        case .failing(let problem):
            await journal.upCount(3)
            throw problem
        case .early: await journal.upCount(3)
        }
        await journal.write("\(name) down")
    }
}

/// What happened, in order, and a way to wait for it.
private actor Journal {
    private(set) var lines: [String] = []
    private var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    /// Lets stubborn probes end, so that the test itself can.
    nonisolated let release = Shutdown()

    func write(_ line: String) {
        lines.append(line)
        let ready = waiters.filter { $0.count <= ups }
        waiters.removeAll { $0.count <= ups }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Returns once `count` services have reported that they are up.
    func upCount(_ count: Int) async {
        guard ups < count else { return }
        await withCheckedContinuation { waiters.append((count, $0)) }
    }

    private var ups: Int { lines.count { $0.hasSuffix("up") } }
    var downs: [String] { lines.filter { $0.hasSuffix("down") } }
}

@Suite(.timeLimit(.minutes(1))) struct ServiceGroupTests {
    private let journal = Journal()

    private func probes(_ behaviours: Probe.Behaviour...) -> [Probe] {
        zip(["a", "b", "c"], behaviours).map { Probe(name: $0, behaviour: $1, journal: journal) }
    }

    @Test func `services stop in reverse order`() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(4))
        let group = ServiceGroup(
            services: probes(.graceful, .graceful, .graceful), logger: .silent, signals: signals)
        async let end: Void = group.run()
        await journal.upCount(3)
        continuation.yield(SIGTERM)
        try await end
        #expect(await journal.downs == ["c down", "b down", "a down"])
    }

    @Test func `a signal before the services are up is not lost`() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(4))
        continuation.yield(SIGINT)
        try await ServiceGroup(services: probes(.graceful, .graceful), logger: .silent, signals: signals).run()
        #expect(await journal.downs == ["b down", "a down"])
    }

    @Test func `a service that fails ends the group with its error`() async throws {
        let group = ServiceGroup(
            services: probes(.graceful, .failing(Probe.Problem()), .graceful), logger: .silent)
        await #expect(throws: Probe.Problem()) { try await group.run() }
        #expect(await journal.downs == ["c down", "a down"])
    }

    @Test func `a service that just ends is a failure`() async throws {
        let group = ServiceGroup(services: probes(.graceful, .graceful, .early), logger: .silent)
        await #expect(throws: ServiceGroupError.endedEarly(service: "c")) { try await group.run() }
        #expect(await journal.downs == ["c down", "b down", "a down"])
    }

    @Test func `a second signal cancels at once`() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(4))
        let group = ServiceGroup(
            services: probes(.graceful, .deaf), logger: .silent, signals: signals, gracePeriod: .seconds(3_600))
        continuation.yield(SIGINT)
        continuation.yield(SIGINT)
        await #expect(throws: ServiceGroupError.cancelled(services: ["a", "b"])) { try await group.run() }
    }

    @Test func `the end of the grace period cancels`() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(4))
        continuation.yield(SIGTERM)
        let group = ServiceGroup(
            services: probes(.deaf), logger: .silent, signals: signals, gracePeriod: .milliseconds(1))
        await #expect(throws: ServiceGroupError.cancelled(services: ["a"])) { try await group.run() }
    }

    @Test func `what ignores cancellation is abandoned`() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(4))
        for _ in 0..<2 { continuation.yield(SIGTERM) }
        let abandoned = Lock(0)
        let release = journal.release
        let group = ServiceGroup(
            services: probes(.stubborn), logger: .silent, signals: signals, cancellationPeriod: .milliseconds(1),
            abandon: {
                abandoned.withLock { $0 += 1 }
                release.trigger()
            })
        await #expect(throws: ServiceGroupError.self) { try await group.run() }
        #expect(abandoned.withLock { $0 } == 1)
    }

    @Test func `an inner group drains with the outer one`() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(4))
        let inner = ServiceGroup(name: "inner", services: probes(.graceful, .graceful), logger: .silent)
        async let end: Void = ServiceGroup(services: [inner], logger: .silent, signals: signals).run()
        await journal.upCount(2)
        continuation.yield(SIGTERM)
        try await end
        #expect(await journal.downs == ["b down", "a down"])
    }

    @Test func `cancelling the task of a group ends it`() async throws {
        let services = probes(.deaf, .graceful)
        let task = Task { try await ServiceGroup(services: services, logger: .silent).run() }  // to be cancelled
        await journal.upCount(2)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
