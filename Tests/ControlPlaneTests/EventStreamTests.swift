import HTTPServer
import Orchestrator
import Store
import Testing
import Threading
import Vocabulary

/// The event stream, cut off and taken up again.
@Suite(.timeLimit(.minutes(1))) struct EventStreamTests {
    private struct CutOff: Error {}

    /// A reader that leaves after so many events.
    private struct Reader: HTTPBodyWriter {
        let seen = Lock<[Int64]>([])
        let most: Int

        func write(_ bytes: [UInt8]) async throws {
            let ids = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("id: ") }
                .compactMap { Int64($0.dropFirst(4)) }
            seen.withLock { $0 += ids }
            if seen.withLock(\.count) >= most { throw CutOff() }
        }
    }

    private struct Emit: StoreOperation {
        let count: Int
        func perform(in transaction: WriteTransaction) throws {
            for _ in 0..<count { try transaction.emit(.alertRaised, data: "{}") }
        }
    }

    @Test func `a stream that is taken up again neither misses nor repeats an event`() async throws {
        try await PlaneBench.with { bench in
            let person = try await bench.store.perform(AdmitPrincipal(name: "owner", role: .viewer))
            let token = try await bench.token(.person, of: person).text
            try await bench.store.perform(Emit(count: 450))
            var seen: [Int64] = []
            while seen.count < 900 {
                let response = await bench.call(
                    "GET", "/v1/events", bearer: token, headers: [("last-event-id", "\(seen.last ?? 0)")])
                guard case .stream(let body) = response.body else {
                    Issue.record("the answer is no stream")
                    return
                }
                // The second half is written between two readings.
                if seen.count == 200 { try await bench.store.perform(Emit(count: 450)) }
                let reader = Reader(most: 100)
                await #expect(throws: CutOff.self) { try await body(reader) }
                seen += reader.seen.withLock { $0 }
            }
            #expect(seen == Array(1...900))
        }
    }
}
