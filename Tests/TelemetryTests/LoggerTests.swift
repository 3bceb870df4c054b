import Dispatch
import FoundationEssentials
import Glibc
import Telemetry
import Testing
import Threading

@Suite struct LoggerTests {
    private func logger(
        _ lines: Lock<[String]>, level: LogLevel = .info, format: LogFormat = .json, redactor: Redactor = Redactor()
    ) -> Logger {
        let output = LogOutput(format: format, redactor: redactor, time: { "2026-11-20T08:15:30.250Z" }) { line in
            lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            return true
        }
        return Logger(label: "orchestrator", level: level, output: output)
    }

    @Test func `a line is one JSON object with its metadata`() throws {
        let lines = Lock<[String]>([])
        logger(lines).with(metadata: ["swarm.id": "7"]).info("Swarm paused.", ["by": "Ann"])
        #expect(
            lines.withLock { $0 } == [
                #"{"time":"2026-11-20T08:15:30.250Z","level":"info","label":"orchestrator","message":"Swarm paused.","#
                    + #""data":{"by":"Ann","swarm.id":"7"}}"# + "\n"
            ])
    }

    @Test func `a level that is off computes nothing`() {
        let lines = Lock<[String]>([])
        let computed = Lock(0)
        let logger = logger(lines, level: .warning)
        logger.info(
            "Never.",
            computed.withLock {
                $0 += 1
                return ["a": "b"]
            })
        logger.error("Always.")
        #expect(computed.withLock { $0 } == 0)
        #expect(lines.withLock { $0.count } == 1)
    }

    @Test(arguments: ["api_token", "Authorization", "db.password", "client-secret", "signing_key"])
    func `a value under a secret key is masked`(key: String) {
        let lines = Lock<[String]>([])
        logger(lines).info("Called.", [key: "hunter2-value"])
        #expect(!lines.withLock { $0[0] }.contains("hunter2"))
        #expect(lines.withLock { $0[0] }.contains(Redactor.mask))
    }

    @Test func `a registered secret is masked wherever it stands`() {
        let lines = Lock<[String]>([])
        let redactor = Redactor()
        redactor.register("sk-ant-12345")
        redactor.register("sk-ant-12345-longer")
        logger(lines, redactor: redactor).info("Called.", ["url": "https://x/?k=sk-ant-12345&l=sk-ant-12345-longer."])
        #expect(lines.withLock { $0[0] }.contains(#""url":"https://x/?k=[redacted]&l=[redacted].""#))
    }

    @Test func `text cannot forge a line or turn it around`() throws {
        let forged = "a\r\n{\"level\":\"info\"}\u{1b}[2J\u{202e}\u{85}\u{2028}"
        for format in [LogFormat.json, .text(color: false)] {
            let lines = Lock<[String]>([])
            logger(lines, format: format).info("Read.", ["text": forged])
            let line = lines.withLock { $0[0] }
            #expect(line.unicodeScalars.filter { $0.value < 0x20 } == ["\n"])
            #expect(!line.unicodeScalars.contains { [0x202e, 0x85, 0x2028].contains($0.value) })
        }
        let lines = Lock<[String]>([])
        logger(lines).info("Read.", ["text": forged])
        struct Line: Decodable { var data: [String: String] }
        let read = try JSONDecoder().decode(Line.self, from: Data(lines.withLock { $0[0] }.utf8))
        #expect(read.data["text"] == forged)
    }

    @Test func `a line never passes the limit and stays JSON`() throws {
        let lines = Lock<[String]>([])
        var metadata: Logger.Metadata = [:]
        for number in 0..<40 { metadata["value\(number)"] = String(repeating: "é\"\u{1}", count: 2_000) }
        logger(lines).info("Read.", metadata)
        logger(lines, format: .text(color: true)).info("Read.", metadata)
        let written = lines.withLock { $0 }
        #expect(written.allSatisfy { $0.utf8.count <= 4_096 && $0.hasSuffix("\n") })
        struct Line: Decodable { var truncated: Bool }
        #expect(try JSONDecoder().decode(Line.self, from: Data(written[0].utf8)).truncated)
    }

    @Test func `a terminal gets plain text`() {
        let lines = Lock<[String]>([])
        logger(lines, format: .text(color: false)).warning("Disk is nearly full.", ["path": "/a b", "free": "3"])
        #expect(
            lines.withLock { $0 } == ["08:15:30.250 WARN  orchestrator: Disk is nearly full. free=3 path=\"/a b\"\n"])
    }

    @Test func `a reader that stalls stops nobody, and learns what it missed`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        defer { for end in ends { close(end) } }
        let output = LogOutput(descriptor: ends[1], format: .json, redactor: Redactor(), time: { "t" })
        let logger = Logger(label: "l", level: .info, output: output)
        // On a thread of its own: without the guard this would wait for ever.
        let written = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            for _ in 0..<4_000 { logger.info("Filling the pipe, which holds sixty-four kibibytes by default.") }
            written.signal()
        }
        guard written.wait(timeout: .now() + 10) == .success else {
            Issue.record("writing waits for the reader")
            return
        }
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !text.contains("Log lines were dropped") {
            let count = read(ends[0], &buffer, buffer.count)
            try #require(count > 0)
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
            output.flush()
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    }
}
