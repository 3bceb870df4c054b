import FoundationEssentials
import HTTPServer
import Store
import TestSupport
import Testing
import Threading

@testable import ControlPlane

/// Answers whose effect lies outside the database.
@Suite(.timeLimit(.minutes(1))) struct RememberedAnswerTests {
    /// A file that was moved away takes no commit.
    @Test(.enabled(if: !TestDatabase.isServer))
    func `an answer that was paid for is kept also where the database goes away right behind it`() async throws {
        try await PlaneBench.with { bench in
            let path = bench.folder + "/waggle.db"
            let idempotency = Idempotency(store: bench.store)
            let request = HTTPRequest(method: "POST", target: "/x", headers: ["idempotency-key": "k"])
            let key = try Idempotency.Key(request, of: "agent 1")
            let calls = Lock(0)
            @Sendable func answer() async throws -> HTTPResponse {
                try await idempotency.remembering(key) {
                    calls.withLock { $0 += 1 }
                    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
                    return HTTPResponse(status: 200, json: Array("1".utf8))
                }
            }
            async let first = answer()
            while bench.store.health.state == .normal { try await Task.sleep(for: .milliseconds(5)) }
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            #expect(try await first.status == 200)
            #expect(try await answer().status == 200)
            #expect(calls.withLock(\.self) == 1)
        }
    }
}
