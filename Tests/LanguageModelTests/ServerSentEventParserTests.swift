import TestSupport
import Testing

@testable import LanguageModel

@Suite struct ServerSentEventParserTests {
    private func parse(_ text: String) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try parser.append(text.utf8)
    }

    @Test(
        arguments: [
            ("data: a\n\n", [("message", "a")]),
            ("data:a\n\n", [("message", "a")]),
            ("data:  a\n\n", [("message", " a")]),
            ("data: a\ndata: b\n\n", [("message", "a\nb")]),
            ("data\n\n", [("message", "")]),
            ("event: ping\ndata: {}\n\ndata: x\n\n", [("ping", "{}"), ("message", "x")]),
            ("event: nothing\n\ndata: x\n\n", [("message", "x")]),
            (": comment\nid: 7\nretry: 10\nother: z\ndata: x\n\n", [("message", "x")]),
            ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", [("message", "a"), ("message", "b"), ("message", "c")]),
            ("\u{FEFF}data: a\n\n", [("message", "a")]),
            ("data: never ended\n", []),
            ("\n\n\n", []),
            ("data: ü🐝\n\n", [("message", "ü🐝")]),
        ] as [(String, [(String, String)])])
    func `the standard's forms are read`(text: String, expected: [(String, String)]) throws {
        #expect(try parse(text) == expected.map { ServerSentEvent(type: $0.0, data: $0.1) })
    }

    @Test func `however the bytes are split, the events are the same`() throws {
        let text =
            "event: a\ndata: {\"x\":\"ü🐝\"}\r\n\r\n: c\ndata: 1\rdata: 2\r\rdata\n\nid: 3\nevent: b\r\ndata: end\n\n"
        let whole = try parse(text)
        #expect(whole.count == 4)
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            var parser = ServerSentEventParser()
            var events: [ServerSentEvent] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(1 + random.next(9))
                events += try parser.append(piece)
                rest = rest.dropFirst(piece.count)
            }
            #expect(events == whole, "seed \(seed)")
        }
    }

    @Test func `an endless event is refused`() {
        var parser = ServerSentEventParser()
        let piece = [UInt8](repeating: 120, count: 1_024 * 1_024)
        #expect(throws: LanguageModelError.self) { for _ in 0..<5 { _ = try parser.append(piece) } }
    }
}
