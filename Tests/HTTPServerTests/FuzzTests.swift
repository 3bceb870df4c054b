import Glibc
import HTTPServer
import TestSupport
import Testing

/// Random splits of valid requests must all be answered, random damage must be survived.
///
/// `WAGGLE_FUZZ` sets the number of connections, `WAGGLE_FUZZ_SEED` repeats a run.
@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
    private static func setting(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }

    @Test func `the server survives, and answers every valid request`() async throws {
        let seed = Self.setting("WAGGLE_FUZZ_SEED") ?? UInt64.random(in: 0...UInt64.max)
        let count = Int(Self.setting("WAGGLE_FUZZ") ?? 3000)
        print("fuzz seed \(seed), \(count) connections")
        try await SampleServer.run(loops: 2) { sample in
            let failures = try await withThrowingTaskGroup { group in
                for worker in 0..<4 {
                    group.addTask {
                        try await RawConnection.script {
                            var generator = SeededRandom(seed: seed &+ UInt64(worker) &* 1_000_003)
                            return try (0..<count / 4).filter { _ in try !Self.connection(sample.port, &generator) }
                                .count
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(failures == 0, "seed \(seed)")
            let alive = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/hello"))
                return connection.readResponse()?.text
            }
            #expect(alive == "hello")
        }
    }

    /// One connection; false when a valid request was answered wrongly.
    private static func connection(_ port: UInt16, _ generator: inout SeededRandom) throws -> Bool {
        let connection = try RawConnection(port: port)
        switch generator.next() % 10 {
        case 0..<5: return valid(connection, &generator)
        case 5..<8:
            var (bytes, _) = request(&generator)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let index = Int.random(in: 0..<min(bytes.count, 300), using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            connection.send(bytes)
            _ = connection.read(1, within: 0.002)
        default:
            connection.send(WebSocketClient.handshake())
            for _ in 0..<Int.random(in: 1...20, using: &generator) { connection.send(frame(&generator)) }
            _ = connection.read(1, within: 0.002)
        }
        return true
    }

    /// Sends a batch of valid requests in random pieces and compares the answers.
    private static func valid(_ connection: RawConnection, _ generator: inout SeededRandom) -> Bool {
        var bytes: [UInt8] = []
        var expected: [String] = []
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let (raw, answer) = request(&generator)
            bytes += raw
            expected.append(answer)
        }
        let sizes = generator.next() % 4 == 0 ? [1, 2, 3, 7, 20, 100] : [20, 100, 1000, 5000]
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = sizes.randomElement(using: &generator) ?? 1
            connection.send(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        let answers = expected.map { _ in connection.readResponse()?.text }
        if answers != expected { print("wrong answers: \(answers) for \(String(decoding: bytes, as: UTF8.self))") }
        return answers == expected
    }

    /// A valid request and the text of its answer.
    private static func request(_ generator: inout SeededRandom) -> ([UInt8], String) {
        let body = String(repeating: "waggle", count: Int.random(in: 0...200, using: &generator))
        switch generator.next() % 3 {
        case 0: return (Array("GET /hello HTTP/1.1\r\nHost: x\r\nX-R: \(generator.next())\r\n\r\n".utf8), "hello")
        case 1:
            return (
                Array("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8), body
            )
        default:
            var raw = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            var rest = body[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...500, using: &generator))
                let name = Bool.random(using: &generator) ? ";a=b" : ""
                raw += "\(String(chunk.utf8.count, radix: 16))\(name)\r\n\(chunk)\r\n"
                rest = rest.dropFirst(chunk.count)
            }
            return (Array((raw + (Bool.random(using: &generator) ? "0\r\nX-T: 1\r\n\r\n" : "0\r\n\r\n")).utf8), body)
        }
    }

    private static func frame(_ generator: inout SeededRandom) -> [UInt8] {
        let count = [0, 1, 5, 125, 126, 300, 65_535, 65_536].randomElement(using: &generator) ?? 0
        let payload = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: count)
        let opcode = [1, 2, 0, 8, 9, 10, UInt8.random(in: 0...15, using: &generator)].randomElement(using: &generator)
        return WebSocketClient.encode(opcode ?? 1, payload, isFinal: generator.next() % 3 > 0, key: [0, 0, 0, 0])
    }
}
