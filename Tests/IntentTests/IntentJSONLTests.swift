import Testing
import Vocabulary

@testable import Intent

struct IntentJSONLTests {
    @Test func `a line in gives a line out`() async throws {
        let line =
            #"{"id":"a1","text":"pause shop","context":{"swarms":["shop","depot"],"focus":null,"agents":["heron"],"#
            + #""pending_confirmation":false,"tasks":{"shop":3}}}"#
        let request = try IntentJSONL.request(line)
        #expect(request.context.swarms == ["shop", "depot"] && request.context.tasks == ["shop": 3])
        var ticks: [Int64] = [100, 142]
        let answer = try await IntentJSONL.answer(
            line, reader: IntentReader(rules: try TestParser.shared()), allowModel: false,
            clock: { ticks.removeFirst() })
        #expect(
            answer
                == #"{"confidence":1,"id":"a1","intents":[{"intent":"swarm.pause","slots":{"swarm":"shop"}}],"microseconds":42,"tier":"rule"}"#
        )
    }

    @Test func `numbers, flags and amounts are numbers, flags and amounts`() throws {
        let reading = IntentReading(
            commands: [
                Command(.swarmBudget, [.budget: .number(12.5), .swarm: .text("shop")]),
                Command(.swarmPause, [.all: .flag(true)]), Command(.taskShow, [.task: .integer(7)]),
            ], tier: .fuzzy, confidence: 0.8)
        #expect(
            IntentJSONL.line(id: "", reading, microseconds: 0)
                == #"{"confidence":0.8,"id":"","intents":[{"intent":"swarm.budget","slots":{"budget":12.5,"swarm":"shop"}},"#
                + #"{"intent":"swarm.pause","slots":{"all":true}},{"intent":"task.show","slots":{"task":7}}],"microseconds":0,"tier":"rule"}"#
        )
    }

    @Test(arguments: [
        ("{", "it is not JSON"), (#"{"id":"1"}"#, "the key \"text\" is missing"),
        (#"{"id":"1","text":7}"#, "the value of \"text\" is of the wrong type"),
        (#"{"id":"1","text":"a","context":{"swarms":"shop"}}"#, "the value of \"context.swarms\" is of the wrong type"),
    ])
    func `a wrong line is told what is wrong`(line: String, reason: String) {
        #expect(throws: IntentError.line(reason)) { _ = try IntentJSONL.request(line) }
    }

    @Test func `a context may be left out, an id may be a number`() throws {
        let request = try IntentJSONL.request(#"{"id":7,"text":"help"}"#)
        #expect(request.id == "7" && request.context == IntentContext())
    }
}
