import Crypto
import HTTPClient
import LanguageModel
import TestSupport
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct OpenAICompatibleModelTests {
    private let client = HTTPClient()
    private let world = TestEnvironment()
    private let key = "sk-very-secret"

    private func model(_ server: LoopbackServer, streams: Bool = false) -> OpenAICompatibleModel {
        OpenAICompatibleModel(
            .openAI(key: Secret(key), baseURL: server.url + "/v1/"), client: client, environment: world.environment,
            streamsAbove: streams ? 0 : .max)
    }

    private func request(schema: JSONValue? = nil) -> ModelRequest {
        ModelRequest(
            model: "qwen3:8b", system: "Be brief.", messages: [ModelMessage(.user, text: "Hello")], schema: schema,
            maxTokens: 100)
    }

    private static func server(status: Int = 200, _ body: String) throws -> LoopbackServer {
        try LoopbackServer { connection in
            while connection.readRequest() != nil { connection.respond(status, body: body) }
        }
    }

    private static func completion(_ message: String, finish: String = "stop") -> String {
        #"{"choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"}],"usage":{"prompt_tokens":15,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":3}}}"#
    }

    @Test func `the request is spelt as chat completions ask`() async throws {
        let server = try Self.server(Self.completion(#"{"role":"assistant","content":"Hi"}"#))
        var request = request()
        request.tools = [ModelTool(name: "read", description: "Reads.", input: ["type": "object"])]
        request.messages += [
            ModelMessage(
                .assistant, [.opaque(["type": "thinking"]), .toolUse(id: "t1", name: "read", input: ["p": 1])]),
            ModelMessage(.user, [.toolResult(id: "t1", text: "gone", isError: true), .text("go on")]),
        ]
        let reply = try await model(server).complete(request)
        #expect(reply.text == "Hi")
        #expect(reply.stop == .end)
        #expect(reply.usage == ModelUsage(input: 12, cachedInput: 3, output: 5))

        let sent = try #require(server.requests.first)
        #expect(sent.target == "/v1/chat/completions")
        #expect(sent[header: "authorization"] == "Bearer \(key)")
        let call: JSONValue = [
            "id": "t1", "type": "function", "function": ["name": "read", "arguments": #"{"p":1}"#],
        ]
        let expected: JSONValue = [
            "model": "qwen3:8b", "max_tokens": 100,
            "tools": [
                [
                    "type": "function",
                    "function": ["name": "read", "description": "Reads.", "parameters": ["type": "object"]],
                ]
            ],
            "messages": [
                ["role": "system", "content": "Be brief."], ["role": "user", "content": "Hello"],
                ["role": "assistant", "content": .null, "tool_calls": [call]],
                ["role": "tool", "tool_call_id": "t1", "content": "Error: gone"],
                ["role": "user", "content": "go on"],
            ],
        ]
        #expect(JSONValue(parsing: sent.body) == expected)
    }

    @Test func `a schema is strict where it requires every member`() async throws {
        let server = try Self.server(Self.completion(#"{"content":"{}"}"#))
        let full: JSONValue = ["type": "object", "properties": ["a": ["type": "string"]], "required": ["a"]]
        let partial: JSONValue = ["type": "object", "properties": ["a": ["type": "string"]]]
        _ = try await model(server).complete(request(schema: full))
        _ = try await model(server).complete(request(schema: partial))
        let formats = server.requests.map { JSONValue(parsing: $0.body)?["response_format"]?["json_schema"] }
        #expect(formats[0]?["strict"] == true)
        #expect(formats[0]?["schema"]?["additionalProperties"] == false)
        #expect(formats[1]?["strict"] == false)
        #expect(formats[1]?["schema"] == partial)
    }

    @Test func `a stream adds up to the same reply as a whole answer`() async throws {
        let message = #"""
            {"content":"Let me look.","tool_calls":[
            {"id":"t1","type":"function","function":{"name":"read","arguments":"{\"path\":\"a b\"}"}},
            {"id":"t2","type":"function","function":{"name":"list","arguments":""}}]}
            """#
        let wholeServer = try Self.server(Self.completion(message, finish: "tool_calls"))
        let whole = try await model(wholeServer).complete(request())
        let chunks = [
            #"{"choices":[{"index":0,"delta":{"role":"assistant","content":"Let me "}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"look."}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"read","arguments":""}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"a b\"}"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"t2","type":"function","function":{"name":"list","arguments":""}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#,
            #"{"choices":[],"usage":{"prompt_tokens":15,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":3}}}"#,
            "[DONE]",
        ]
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.startChunked(contentType: "text/event-stream; charset=utf-8")
                for chunk in chunks { connection.writeChunk("data: \(chunk)\n\n") }
                connection.endChunks()
            }
        }
        let streamed = try await model(server, streams: true).complete(request())
        #expect(streamed == whole)
        #expect(streamed.content.contains(.toolUse(id: "t2", name: "list", input: [:])))
        let body = try JSONValue(parsing: #require(server.requests.first).body)
        #expect(body?["stream_options"]?["include_usage"] == true)
    }

    @Test func `a server that cannot stream may answer at once`() async throws {
        let server = try Self.server(Self.completion(#"{"content":"Hi"}"#))
        #expect(try await model(server, streams: true).complete(request()).text == "Hi")
    }

    @Test func `a server that counts nothing is charged an upper bound`() async throws {
        let server = try Self.server(#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#)
        let request = request()
        let usage = try await model(server).complete(request).usage
        #expect(usage == ModelUsage(input: request.maxPromptTokens, output: 1))
    }

    @Test func `length, refusal and broken arguments are told`() async throws {
        let cut = try Self.server(
            Self.completion(
                #"{"tool_calls":[{"id":"t","function":{"name":"read","arguments":"{\"pa"}}]}"#, finish: "length"))
        let reply = try await model(cut).complete(request())
        #expect(reply.stop == .maxTokens)
        #expect(reply.content == [.toolUse(id: "t", name: "read", input: .string(#"{"pa"#))])

        let refused = try Self.server(Self.completion(#"{"content":null,"refusal":"I cannot."}"#))
        let refusal = try await model(refused).complete(request())
        #expect(refusal.stop == .refusal)
        #expect(refusal.text == "I cannot.")
    }

    @Test(arguments: [
        (401, "invalid_api_key", "Incorrect API key", LanguageModelError.Code.auth),
        (429, "insufficient_quota", "You exceeded your current quota", .billing),
        (400, "context_length_exceeded", "maximum context length is 8192", .contextFull),
        (400, "content_policy_violation", "no", .refusal),
        (404, "model_not_found", "The model does not exist", .badRequest),
        (400, "invalid_json_schema", "bad schema", .badRequest),
    ])
    func `errors are told apart and not repeated`(
        status: Int, type: String, message: String, code: LanguageModelError.Code
    ) async throws {
        let server = try Self.server(status: status, #"{"error":{"message":"\#(message) \#(key)","code":"\#(type)"}}"#)
        let error = await #expect(throws: LanguageModelError.self) { try await model(server).complete(request()) }
        #expect(error?.code == code)
        #expect(error?.description.contains(key) == false)
        #expect(server.requests.count == 1)
    }

    @Test func `server errors and refused connections are tried four times`() async throws {
        let server = try Self.server(status: 503, "try later")
        let error = await #expect(throws: LanguageModelError.self) { try await model(server).complete(request()) }
        #expect(error?.code == .overload)
        #expect(server.requests.count == 4)
        #expect(world.slept == [.milliseconds(750), .milliseconds(1_500), .seconds(3)])

        let endpoint = ModelEndpoint.ollama(host: "127.0.0.1:\(try LoopbackServer.closedPort())")
        let gone = OpenAICompatibleModel(endpoint, client: client, environment: world.environment)
        let unreachable = await #expect(throws: LanguageModelError.self) { try await gone.complete(request()) }
        #expect(unreachable?.code == .network)
        #expect(world.slept.count == 6)
    }

    @Test func `the models on offer are listed`() async throws {
        let server = try Self.server(#"{"object":"list","data":[{"id":"b"},{"id":"a"}]}"#)
        #expect(try await model(server).modelNames() == ["a", "b"])
        #expect(server.requests.first?.target == "/v1/models")
    }
}
