import Crypto
import HTTPClient
import LanguageModel
import TestSupport
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct AnthropicModelTests {
    private let client = HTTPClient()
    private let world = TestEnvironment()
    private let key = "sk-ant-very-secret"

    private func model(_ server: LoopbackServer, streams: Bool = false) -> AnthropicModel {
        AnthropicModel(
            .anthropic(key: Secret(key), baseURL: server.url), client: client, environment: world.environment,
            streamsAbove: streams ? 0 : .max)
    }

    private func request(_ model: String = "claude-sonnet-5-5", schema: JSONValue? = nil) -> ModelRequest {
        ModelRequest(
            model: model, system: "Be brief.", messages: [ModelMessage(.user, text: "Hello")], schema: schema,
            maxTokens: 100)
    }

    private static let usage = #""usage":{"input_tokens":12,"cache_read_input_tokens":3,"output_tokens":5}"#
    private static func message(_ content: String, stop: String = "end_turn") -> String {
        #"{"type":"message","role":"assistant","content":[\#(content)],"stop_reason":"\#(stop)",\#(usage)}"#
    }

    private static func server(status: Int = 200, _ body: String, headers: [(String, String)] = []) throws
        -> LoopbackServer
    {
        try LoopbackServer { connection in
            while connection.readRequest() != nil { connection.respond(status, headers: headers, body: body) }
        }
    }

    private static func streamServer(_ events: [String], cut: Bool = false) throws -> LoopbackServer {
        try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.startChunked()
                for event in events {
                    let type = JSONValue(parsing: event.utf8)?["type"]?.string ?? ""
                    connection.writeChunk("event: \(type)\ndata: \(event)\n\n")
                }
                if cut { return }
                connection.endChunks()
            }
        }
    }

    @Test func `the request is spelt as the Messages API asks`() async throws {
        let server = try Self.server(Self.message(#"{"type":"text","text":"Hi"}"#))
        var request = request()
        request.tools = [ModelTool(name: "read", description: "Reads.", input: ["type": "object"])]
        request.messages += [
            ModelMessage(
                .assistant,
                [
                    .opaque(["type": "thinking", "thinking": "", "signature": "s"]),
                    .toolUse(id: "t1", name: "read", input: ["p": 1]),
                ]),
            ModelMessage(.user, [.toolResult(id: "t1", text: "42", isError: false), .text("")]),
        ]
        let reply = try await model(server).complete(request)
        #expect(reply.text == "Hi")
        #expect(reply.stop == .end)
        #expect(reply.usage == ModelUsage(input: 12, cachedInput: 3, output: 5))

        let sent = try #require(server.requests.first)
        #expect(sent.method == "POST")
        #expect(sent.target == "/v1/messages")
        #expect(sent[header: "x-api-key"] == key)
        #expect(sent[header: "anthropic-version"] == "2023-06-01")
        #expect(sent[header: "content-type"] == "application/json")
        let expected: JSONValue = [
            "model": "claude-sonnet-5-5", "system": "Be brief.", "max_tokens": 100,
            "tools": [["name": "read", "description": "Reads.", "input_schema": ["type": "object"]]],
            "messages": [
                ["role": "user", "content": [["type": "text", "text": "Hello"]]],
                [
                    "role": "assistant",
                    "content": [
                        ["type": "thinking", "thinking": "", "signature": "s"],
                        ["type": "tool_use", "id": "t1", "name": "read", "input": ["p": 1]],
                    ],
                ],
                [
                    "role": "user",
                    "content": [["type": "tool_result", "tool_use_id": "t1", "content": "42", "is_error": false]],
                ],
            ],
        ]
        #expect(JSONValue(parsing: sent.body) == expected)
    }

    private static let schema: JSONValue = [
        "type": "object", "properties": ["n": ["type": "integer", "minimum": 1]], "required": ["n"],
    ]

    @Test func `a schema becomes structured output`() async throws {
        let server = try Self.server(Self.message(#"{"type":"text","text":"{\"n\":1}"}"#))
        let reply = try await model(server).complete(request(schema: Self.schema))
        #expect(reply.text == #"{"n":1}"#)
        let body = try JSONValue(parsing: #require(server.requests.first).body)
        let format: JSONValue = [
            "type": "json_schema",
            "schema": [
                "type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"],
                "additionalProperties": false,
            ],
        ]
        #expect(body?["output_config"]?["format"] == format)
        #expect(body?["tool_choice"] == nil)
    }

    @Test func `an older model is made to call a tool, whose input comes back as text`() async throws {
        let server = try Self.server(
            Self.message(#"{"type":"tool_use","id":"t","name":"answer","input":{"n":1}}"#, stop: "tool_use"))
        let reply = try await model(server).complete(request("claude-3-5-haiku-latest", schema: Self.schema))
        #expect(reply.text == #"{"n":1}"#)
        #expect(reply.stop == .end)
        let body = try JSONValue(parsing: #require(server.requests.first).body)
        #expect(body?["tool_choice"]?["name"]?.string == "answer")
        #expect(body?["tools"]?[0]?["input_schema"] == Self.schema)
    }

    @Test func `a stream adds up to the same reply as a whole answer`() async throws {
        let blocks = #"""
            {"type":"thinking","thinking":"hm, so","signature":"abc"},{"type":"text","text":"Let me look."},
            {"type":"tool_use","id":"t1","name":"read","input":{"path":"a b","n":2}}
            """#
        let wholeServer = try Self.server(Self.message(blocks, stop: "tool_use"))
        let whole = try await model(wholeServer).complete(request())
        let stream = try Self.streamServer([
            #"{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":12,"cache_read_input_tokens":3,"output_tokens":1}}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            #"{"type":"ping"}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm, "}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"so"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}"#,
            #"{"type":"content_block_stop","index":0}"#,
            #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
            #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Let me "}}"#,
            #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"look."}}"#,
            #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"read","input":{}}}"#,
            #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"path\":\"a"}}"#,
            #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" b\",\"n\":2}"}}"#,
            #"{"type":"content_block_stop","index":2}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":5}}"#,
            #"{"type":"message_stop"}"#,
        ])
        let streamed = try await model(stream, streams: true).complete(request())
        #expect(streamed == whole)
        #expect(streamed.stop == .toolUse)
        let body = try JSONValue(parsing: #require(stream.requests.first).body)
        #expect(body?["stream"] == true)
    }

    @Test func `a stream that is cut after it began is an error and not repeated`() async throws {
        let server = try Self.streamServer(
            [
                #"{"type":"message_start","message":{"usage":{"input_tokens":1,"output_tokens":1}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hal"}}"#,
            ], cut: true)
        let error = await #expect(throws: LanguageModelError.self) {
            try await model(server, streams: true).complete(request())
        }
        #expect(error?.code == .network)
        #expect(server.requests.count == 1)
    }

    @Test func `an overload reported in the stream before anything came is tried again`() async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.startChunked()
                if connection.ordinal == 1 {
                    connection.writeChunk(
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
                    )
                    return
                }
                for event in [
                    #"{"type":"message_start","message":{"usage":{"input_tokens":1,"output_tokens":1}}}"#,
                    #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"ok"}}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
                    #"{"type":"message_stop"}"#,
                ] { connection.writeChunk("data: \(event)\n\n") }
                connection.endChunks()
            }
        }
        #expect(try await model(server, streams: true).complete(request()).text == "ok")
        #expect(world.slept == [.milliseconds(750)])
    }

    @Test func `a rate limit's own pause is kept`() async throws {
        let good = Self.message(#"{"type":"text","text":"ok"}"#)
        let server = try LoopbackServer { connection in
            var count = 0
            while connection.readRequest() != nil {
                count += 1
                if count == 1 {
                    connection.respond(
                        429, headers: [("Retry-After", "7")],
                        body: #"{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}"#)
                } else if count == 2 {
                    connection.respond(
                        529, body: #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#)
                } else {
                    connection.respond(body: good)
                }
            }
        }
        #expect(try await model(server).complete(request()).text == "ok")
        #expect(world.slept == [.seconds(7), .milliseconds(1_500)])
    }

    @Test func `tries end, and the error keeps the provider's pause`() async throws {
        let server = try Self.server(
            status: 429, #"{"error":{"type":"rate_limit_error","message":"slow"}}"#, headers: [("Retry-After", "2")])
        let error = await #expect(throws: LanguageModelError.self) { try await model(server).complete(request()) }
        #expect(error?.code == .rateLimit(retryAfter: .seconds(2)))
        #expect(server.requests.count == 4)
        // A pause longer than a minute is not waited for.
        let patient = try Self.server(
            status: 429, #"{"error":{"type":"rate_limit_error","message":"slow"}}"#, headers: [("Retry-After", "3600")])
        await #expect(throws: LanguageModelError.self) { try await model(patient).complete(request()) }
        #expect(patient.requests.count == 1)
    }

    @Test(arguments: [
        (401, "authentication_error", "invalid x-api-key", LanguageModelError.Code.auth),
        (403, "permission_error", "no", .auth),
        (400, "invalid_request_error", "Your credit balance is too low to access the API.", .billing),
        (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", .contextFull),
        (413, "request_too_large", "too large", .contextFull),
        (400, "invalid_request_error", "messages: at least one message is required", .badRequest),
        (404, "not_found_error", "model: claude-none", .badRequest),
    ])
    func `errors are told apart and not repeated`(
        status: Int, type: String, message: String, code: LanguageModelError.Code
    ) async throws {
        let server = try Self.server(
            status: status, #"{"type":"error","error":{"type":"\#(type)","message":"\#(message) \#(key)"}}"#)
        let error = await #expect(throws: LanguageModelError.self) { try await model(server).complete(request()) }
        #expect(error?.code == code)
        #expect(error?.description.contains(key) == false)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["<html>", "{}", "[]", #"{"content":7}"#])
    func `nonsense is malformed`(body: String) async throws {
        let server = try Self.server(body)
        let error = await #expect(throws: LanguageModelError.self) { try await model(server).complete(request()) }
        #expect(error?.code == .malformed)
    }

    @Test func `cancelling ends the call at once`() async throws {
        let arrived = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            arrived.continuation.yield()
            connection.awaitClose()
        }
        // Unstructured so that it can be cancelled by itself.
        let task = Task { try await model(server).complete(request()) }
        for await _ in arrived.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
