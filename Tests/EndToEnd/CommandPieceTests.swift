import CommandLine
import Glibc
import Testing
import Vocabulary

@testable import waggle

/// The commands' pieces that need no process.
@Suite struct CommandPieceTests {
    private func message(_ id: Int, replyTo: Int? = nil, swarm: String? = nil) throws -> ChatMessage {
        try #require(
            ChatMessage([
                "id": .string("\(id)"), "direction": "out", "text": "hello",
                "in_reply_to": replyTo.map { .string("\($0)") } ?? .null, "swarm": swarm.map { .string($0) } ?? .null,
            ]))
    }

    @Test func `a wait ends a second after the answer`() throws {
        let start = ContinuousClock.now
        var wait = ReplyWait(message: 5, at: start, within: .seconds(10))
        #expect(!wait.isOver(at: start + .seconds(5), isPlanning: false))
        // News of something else is no answer.
        wait.note([try message(6)], at: start + .seconds(5))
        #expect(!wait.hasAnswer && !wait.isOver(at: start + .seconds(9), isPlanning: false))
        wait.note([try message(7, replyTo: 5, swarm: "1")], at: start + .seconds(6))
        #expect(wait.hasAnswer && wait.swarms == ["1"])
        #expect(!wait.isOver(at: start + .milliseconds(6_900), isPlanning: false))
        #expect(wait.isOver(at: start + .seconds(7), isPlanning: false))
    }

    @Test func `a plan that is being made is waited for, as long as the wait allows`() throws {
        let start = ContinuousClock.now
        var wait = ReplyWait(message: 5, at: start, within: .seconds(10))
        wait.note([try message(6, replyTo: 5, swarm: "1")], at: start)
        #expect(!wait.isOver(at: start + .seconds(9), isPlanning: true))
        #expect(wait.isOver(at: start + .seconds(10), isPlanning: true))
        wait.note([try message(7, swarm: "1")], at: start + .seconds(3))
        #expect(!wait.isOver(at: start + .milliseconds(3_900), isPlanning: true))
        #expect(wait.isOver(at: start + .seconds(4), isPlanning: true))
    }

    @Test func `tasks are named as people name them`() {
        #expect(TaskReference("shop/7").map { ($0.swarm, $0.number) } ?? (nil, 0) == ("shop", 7))
        #expect(TaskReference("7", swarm: "depot").map { ($0.swarm, $0.number) } ?? (nil, 0) == ("depot", 7))
        #expect(TaskReference("7")?.swarm == nil)
        for text in ["", "shop/", "/7", "shop/x", "a/b/7", "-3", "0", "shop/0"] { #expect(TaskReference(text) == nil) }
    }

    @Test func `lines come whole however they are cut, and long ones are dropped`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let text = "one\n\n" + String(repeating: "x", count: 40) + "\ntwo"
        for byte in text.utf8 { _ = withUnsafeBytes(of: byte) { write(ends[1], $0.baseAddress, 1) } }
        close(ends[1])
        defer { close(ends[0]) }
        var lines = LineReader(descriptor: ends[0], limit: 20)
        #expect(lines.next() == .text("one"))
        #expect(lines.next() == .text(""))
        #expect(lines.next() == .tooLong)
        #expect(lines.next() == .text("two"))
        #expect(lines.next() == nil)
    }

    @Test func `an HTTP status has the exit code of the contract`() {
        let expected: [Int: ExitCode] = [
            400: .failed, 401: .notAllowed, 402: .overBudget, 403: .notAllowed, 404: .notFound, 409: .conflict,
            422: .failed, 500: .failed, 503: .degraded,
        ]
        for (status, code) in expected { #expect(ClientProblem.exitCode(ofStatus: status) == code, "\(status)") }
    }

    @Test func `only data lines of the stream are events`() {
        #expect(EventFeed.event(Array("data: {\"cursor\":\"7\"}".utf8))?["cursor"]?.string == "7")
        for line in [": alive", "id: 7", "event: task.done", "", "data: nonsense"] {
            #expect(EventFeed.event(Array(line.utf8)) == nil)
        }
    }

    @Test func `git versions are compared by number`() {
        for version in ["2.38.0", "2.39.5", "2.100", "3.0"] { #expect(MachineChecks.isAtLeast(version, 2, 38)) }
        for version in ["2.37.9", "1.99", "2", ""] { #expect(!MachineChecks.isAtLeast(version, 2, 38)) }
    }

    @Test func `what goes into a path stays one segment`() {
        #expect(ControlPlaneClient.segment("a/b?c#d e%ü") == "a%2Fb%3Fc%23d%20e%25%C3%BC")
    }

    @Test func `every command has a name of its own, and one sentence that says what it does`() {
        let commands = Waggle.commands.commands
        #expect(Set(commands.map { $0.name }).count == commands.count)
        for command in commands {
            #expect(command.summary.hasSuffix("."), "\(command.name)")
            #expect(Set(command.options.map(\.name)).count == command.options.count, "\(command.name)")
        }
    }
}
