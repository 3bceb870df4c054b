import Glibc
@testable import ChatBridge
import HTTPClient
import HTTPServer
import Store
import TestSupport
import Telemetry
import Testing
import Vocabulary

/// A database in memory with one known person, and the parts of the bridge over it.
struct BridgeFixture {
    static let person = "16505551234"

    let store: Store
    let vault: AttachmentVault
    private let place: TemporaryFolder
    var folder: String { place.path }
    let metrics = MetricsRegistry()

    /// Any work as a transaction.
    struct Step<Output: Sendable>: StoreOperation {
        let body: @Sendable (WriteTransaction) throws -> Output
        func perform(in transaction: WriteTransaction) throws -> Output { try body(transaction) }
    }

    /// - Parameter location: A database that others may have opened before; nil for a new one.
    init(
        at location: StoreLocation? = nil, clock: @escaping @Sendable () -> Timestamp = { BridgeFixture.wallClock() }
    ) async throws {
        let numbers = SystemRandomNumberGenerator()
        let fresh = try await TestDatabase.server().map { StoreLocation.server($0) } ?? .memory
        store = try await Store(
            at: location ?? fresh, clock: clock,
            randomNumber: {
                var numbers = numbers
                return numbers.next()
            })
        place = try TemporaryFolder()
        vault = try AttachmentVault(folder: place.path)
        try await write { transaction in
            guard try transaction.principals().isEmpty else { return }
            let ada = try transaction.insertPrincipal(name: "Ada", role: .operator_)
            try transaction.link(.whatsapp, BridgeFixture.person, to: ada)
            try transaction.link(.standard, "u1", to: ada)
        }
    }

    static func wallClock() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// What it is under decides whether a flood comes in.
    let pressure = InboxPressure()

    var inbox: Inbox { Inbox(store: store, vault: vault, logger: .silent, metrics: metrics, pressure: pressure) }

    /// As if so many webhooks waited that it is a flood, while `body` runs.
    func inFlood<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<8 { pressure.begin() }
        defer { for _ in 0..<8 { pressure.end() } }
        return try await body()
    }

    @discardableResult
    func write<Output: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> Output) async throws -> Output
    {
        try await store.perform(Step(body: body))
    }

    /// Runs an HTTP server with these webhooks while `body` runs.
    func serving<Result>(
        whatsapp: WhatsAppWebhook? = nil, standard: StandardWebhook? = nil, _ body: (UInt16) async throws -> Result
    ) async throws -> Result {
        var routes = HTTPRoutes()
        WebhookRoutes(
            inbox: inbox, whatsapp: whatsapp, standard: standard, store: store, logger: .silent, metrics: metrics
        ).add(to: &routes)
        let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0, loops: 1), routes)
        let port = try server.start()
        do {
            let result = try await body(port)
            await server.drain(within: .seconds(2))
            return result
        } catch {
            await server.drain(within: .seconds(2))
            throw error
        }
    }

    /// Looks again until `condition` holds; the test's time limit ends it.
    func eventually(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
    }
}
