import Crypto
import HTTPClient
import LanguageModel
import TestSupport
import Testing
import Vocabulary

/// The stand-in of the end-to-end tests speaks what our clients read, in both protocols, streamed and whole.
@Suite(.timeLimit(.minutes(1))) struct ModelStandInTests {
    private let client = HTTPClient()
    private let world = TestEnvironment()

    private func models(_ standIn: ModelStandIn) -> [any LanguageModel] {
        [0, Int.max].flatMap { streamsAbove -> [any LanguageModel] in
            [
                AnthropicModel(
                    .anthropic(key: Secret("k"), baseURL: standIn.url), client: client, environment: world.environment,
                    streamsAbove: streamsAbove),
                OpenAICompatibleModel(
                    .ollama(host: standIn.url), client: client, environment: world.environment,
                    streamsAbove: streamsAbove),
            ]
        }
    }

    @Test func `texts, structured answers, tools and errors`() async throws {
        let standIn = try await ModelStandIn(
            rules: #"""
                [{"match": "^hello (\\w+)", "reply": "Hi \\1"},
                 {"match": "count", "reply": {"n": 1}, "usage": {"input": 7, "output": 3}},
                 {"match": "read", "reply": "Looking.", "tool": {"name": "read", "input": {"path": "ü"}}},
                 {"tool_result": "42", "reply": "It is 42."},
                 {"match": "closed", "error": {"status": 401, "type": "authentication_error"}}]
                """#)
        let schema: JSONValue = ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]]
        for model in models(standIn) {
            func ask(_ messages: [ModelMessage], _ schema: JSONValue? = nil, model name: String = "m") async throws
                -> ModelReply
            {
                try await model.complete(ModelRequest(model: name, system: "s", messages: messages, schema: schema))
            }
            #expect(try await ask([ModelMessage(.user, text: "hello Bo")]).text == "Hi Bo")
            for name in ["m", "claude-3-5-haiku-latest"] {
                let counted = try await ask([ModelMessage(.user, text: "count")], schema, model: name)
                #expect(JSONValue(parsing: counted.text.utf8) == ["n": 1])
                #expect(counted.usage == ModelUsage(input: 7, output: 3))
                #expect(counted.stop == .end)
            }
            let question = ModelMessage(.user, text: "read it")
            let call = try await ask([question])
            #expect(call.stop == .toolUse)
            guard case .toolUse(let id, "read", ["path": "ü"]) = call.content.last else {
                Issue.record("no tool call in \(call)")
                continue
            }
            let result = ModelMessage(.user, [.toolResult(id: id, text: "42", isError: false)])
            #expect(try await ask([question, ModelMessage(.assistant, call.content), result]).text == "It is 42.")
            let closed = await #expect(throws: LanguageModelError.self) {
                try await ask([ModelMessage(.user, text: "closed")])
            }
            #expect(closed?.code == .auth)
            let unknown = await #expect(throws: LanguageModelError.self) {
                try await ask([ModelMessage(.user, text: "who?")])
            }
            #expect(unknown?.code == .badRequest)
        }
        #expect(standIn.requests.count == 4 * 7)
        #expect(world.slept.isEmpty)

        try standIn.replaceRules(#"[{"reply": "new"}]"#)
        let reply = try await models(standIn)[0].complete(
            ModelRequest(model: "m", system: "", messages: [ModelMessage(.user, text: "who?")]))
        #expect(reply.text == "new")
    }

    @Test func `cut and limited answers`() async throws {
        let standIn = try await ModelStandIn(
            rules: #"""
                [{"match": "limited", "times": 4, "error": {"status": 429, "retry_after": 3}},
                 {"match": "limited", "reply": "at last"}, {"match": "cut", "cut": true, "reply": "a long answer"}]
                """#)
        let model = models(standIn)[0]
        func ask(_ text: String) async throws -> String {
            try await model.complete(ModelRequest(model: "m", system: "", messages: [ModelMessage(.user, text: text)]))
                .text
        }
        let limited = await #expect(throws: LanguageModelError.self) { try await ask("limited") }
        #expect(limited?.code == .rateLimit(retryAfter: .seconds(3)))
        #expect(try await ask("limited") == "at last")
        let cut = await #expect(throws: LanguageModelError.self) { try await ask("cut") }
        #expect(cut?.code == .network)
    }
}
