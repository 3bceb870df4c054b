import AgentProtocol
import LanguageModel
import Testing
import Vocabulary

@testable import Swarm

@Suite struct BuiltinConversationTests {
    private let first = ModelMessage(.user, text: "do it")
    private let usage = ModelUsage(input: 1, output: 1)
    private let passed = BuiltinCheck(
        command: "test -f a", passed: true, status: "ended with exit status 0", output: "")

    private func failed(_ output: String) -> BuiltinCheck {
        BuiltinCheck(command: "test -f a", passed: false, status: "ended with exit status 1", output: output)
    }

    private func said(_ text: String, stop: ModelReply.Stop = .end) -> BuiltinConversation.Event {
        .replied(ModelReply(content: [.text(text)], stop: stop, usage: usage))
    }

    private func called(_ command: String, id: String = "1", tool: String = "shell") -> ModelReply {
        ModelReply(
            content: [.toolUse(id: id, name: tool, input: ["command": .string(command)])], stop: .toolUse, usage: usage)
    }

    private func outcome(_ text: String) -> BuiltinConversation.Event {
        .ran([BuiltinCall.Outcome(id: "1", text: text, isError: false)])
    }

    @Test func `the model's turn goes back whole, and nothing said before is changed`() {
        var conversation = BuiltinConversation(first: first, turnLimit: 9)
        var reply = called("ls")
        reply.content.insert(.opaque(["type": "thinking", "signature": "s"]), at: 0)
        guard case .run(let calls) = conversation.decide(.replied(reply)) else {
            Issue.record("no call")
            return
        }
        #expect(calls == [BuiltinCall(id: "1", order: .run(command: "ls", seconds: 120))])
        #expect(conversation.decide(outcome("a")) == .ask)
        let before = conversation.messages
        #expect(
            before == [
                first, ModelMessage(.assistant, reply.content),
                ModelMessage(.user, [.toolResult(id: "1", text: "a", isError: false)]),
            ])
        #expect(conversation.decide(said("Made a.")) == .check)
        #expect(conversation.decide(.checked([failed("no a"), passed])) == .ask)
        #expect(conversation.messages.starts(with: before))
        guard case .text(let told)? = conversation.messages.last?.content.first else {
            Issue.record("nothing told")
            return
        }
        #expect(told.contains("1 of 2 did not pass") && told.contains("no a") && told.contains("exit status 1"))
        #expect(conversation.decide(said("Now.")) == .check)
        #expect(conversation.decide(.checked([passed])) == .end(.finished(summary: "Now.")))
    }

    @Test func `the last reply still has its commands run and its result checked`() {
        var conversation = BuiltinConversation(first: first, turnLimit: 1)
        guard case .run = conversation.decide(.replied(called("touch a"))) else {
            Issue.record("no call")
            return
        }
        #expect(conversation.decide(outcome("")) == .check)
        var lucky = conversation
        #expect(lucky.decide(.checked([passed])) == .end(.finished(summary: "The acceptance commands pass.")))
        guard case .end(.failed(.attempt, let reason, nil)) = conversation.decide(.checked([failed("no")])) else {
            Issue.record("no end")
            return
        }
        #expect(reason.contains("limit") && reason.contains("test -f a"))
    }

    @Test func `failing in the same way again and again ends it`() {
        var conversation = BuiltinConversation(first: first, turnLimit: 100, repeatLimit: 3)
        var steps: [BuiltinConversation.Step] = []
        for round in 1...3 {
            #expect(conversation.decide(said("Done.")) == .check)
            steps.append(conversation.decide(.checked([failed("failed after 0.\(round)s")])))
        }
        #expect(steps.prefix(2) == [.ask, .ask])
        guard case .end(.failed(.attempt, let reason, nil)) = steps[2] else {
            Issue.record("it goes on")
            return
        }
        #expect(reason.contains("3 times"))
    }

    @Test func `running the same again and again ends it, something new does not`() {
        var conversation = BuiltinConversation(first: first, turnLimit: 100, repeatLimit: 3)
        for output in ["a", "b", "b"] {
            _ = conversation.decide(.replied(called("ls")))
            #expect(conversation.decide(outcome(output)) == .ask)
        }
        _ = conversation.decide(.replied(called("ls")))
        guard case .end(.failed(.attempt, _, nil)) = conversation.decide(outcome("b")) else {
            Issue.record("it goes on")
            return
        }
    }

    @Test func `a refusal ends it, an answer cut off is asked to go on`() {
        var conversation = BuiltinConversation(first: first, turnLimit: 9)
        #expect(conversation.decide(said("I wi", stop: .maxTokens)) == .ask)
        var cut = called("rm -r")
        cut.stop = .maxTokens
        guard case .run(let calls) = conversation.decide(.replied(cut)), case .refuse? = calls.first?.order else {
            Issue.record("half a command is run")
            return
        }
        guard case .end(.failed(.permanent, _, nil)) = conversation.decide(said("", stop: .refusal)) else {
            Issue.record("no end")
            return
        }
    }

    @Test(
        arguments: [
            ("other", ["command": "ls"]), ("shell", [:]), ("shell", ["command": 7]), ("shell", ["command": " \n"]),
            ("shell", ["command": "a\u{0}b"]),
        ] as [(String, JSONValue)])
    func `a call that is none is answered with the reason`(tool: String, input: JSONValue) {
        let reply = ModelReply(
            content: [.toolUse(id: "1", name: tool, input: input)], stop: .toolUse, usage: usage)
        guard case .refuse? = BuiltinCall.calls(in: reply, limit: 4).first?.order else {
            Issue.record("it is run")
            return
        }
    }

    @Test func `time for a command is capped, and so are the calls of a turn`() {
        let content = (1...5).map { number in
            ModelContent.toolUse(
                id: "\(number)", name: "shell",
                input: ["command": "ls", "seconds": .integer(Int64(number) * 1_000 - 1_000)])
        }
        let calls = BuiltinCall.calls(
            in: ModelReply(content: content, stop: .toolUse, usage: usage), limit: 4)
        #expect(calls.prefix(2).map(\.order) == [.run(command: "ls", seconds: 1), .run(command: "ls", seconds: 600)])
        #expect(calls.count == 5)
        guard case .refuse? = calls.last?.order else {
            Issue.record("more calls than allowed")
            return
        }
    }
}
