import Crypto
import LanguageModel
import Testing
import Threading
import Vocabulary

@Suite struct ModelRouterTests {
    /// Answers with its own name, or fails as it is told to.
    private final class Scripted: LanguageModel {
        private let name: String
        private let state = Lock<(error: LanguageModelError?, asked: [String])>((nil, []))

        init(_ name: String) { self.name = name }

        var asked: [String] { state.withLock { $0.asked } }
        func fail(_ code: LanguageModelError.Code?) {
            state.withLock { $0.error = code.map { LanguageModelError($0, "\(name) failed.") } }
        }

        func complete(_ request: ModelRequest) async throws -> ModelReply {
            let error = state.withLock { state in
                state.asked.append(request.model)
                return state.error
            }
            if let error { throw error }
            return ModelReply(content: [.text(name)], stop: .end, usage: ModelUsage(input: 1, output: 1))
        }
    }

    private let world = TestEnvironment()
    private let claude = Scripted("claude")
    private let ollama = Scripted("ollama")
    private let spare = Scripted("spare")

    private func router(_ models: [ModelTier: String] = [.standard: "qwen3"]) -> ModelRouter {
        ModelRouter(
            members: [
                .init(endpoint: .ollama(host: "127.0.0.1:1"), model: ollama),
                .init(endpoint: .anthropic(key: Secret("k")), model: claude),
                .init(
                    endpoint: ModelEndpoint(
                        name: "spare", kind: .openAICompatible, baseURL: "http://127.0.0.1:2/v1", key: nil, keyName: "X"
                    ),
                    model: spare),
            ], models: models, now: { [world] in world.now })
    }

    private func ask(_ router: ModelRouter, _ model: String) async throws -> String {
        try await router.complete(ModelRequest(model: model, system: "", messages: [])).text
    }

    @Test func `a model goes to its family's endpoint, or to the one its name begins with`() async throws {
        let router = router()
        #expect(try await ask(router, "claude-sonnet-5-5") == "claude")
        #expect(try await ask(router, "qwen3:8b") == "ollama")
        #expect(try await ask(router, "spare/qwen3:8b") == "spare")
        #expect(try await ask(router, "Qwen/Qwen3") == "ollama")
        #expect(spare.asked == ["qwen3:8b"])
    }

    @Test func `a tier without a model takes a neighbour's`() throws {
        #expect(try router().model(for: .complex) == "qwen3")
        #expect(try router().model(for: .trivial) == "qwen3")
        #expect(try router([.trivial: "small", .complex: "big"]).model(for: .standard) == "small")
        let error = #expect(throws: LanguageModelError.self) { try router([:]).model(for: .standard) }
        #expect(error?.code == .unavailable)
    }

    @Test func `another endpoint answers where one cannot`() async throws {
        let router = router()
        ollama.fail(.network)
        #expect(try await ask(router, "qwen3") == "spare")
        ollama.fail(.badRequest)
        await #expect(throws: LanguageModelError.self) { try await ask(router, "qwen3") }
        #expect(spare.asked.count == 1)
    }

    @Test func `a failing endpoint rests, is probed once, and comes back`() async throws {
        let router = router()
        claude.fail(.overload)
        for _ in 0..<3 { await #expect(throws: LanguageModelError.self) { try await ask(router, "claude-x") } }
        #expect(claude.asked.count == 3)
        #expect(router.health.first { $0.name == "anthropic" }?.state == .resting)

        let error = await #expect(throws: LanguageModelError.self) { try await ask(router, "claude-x") }
        #expect(error?.code == .overload)
        #expect(error?.description.contains("rests") == true)
        #expect(claude.asked.count == 3)

        world.advance(.seconds(15))
        await #expect(throws: LanguageModelError.self) { try await ask(router, "claude-x") }
        #expect(claude.asked.count == 4)
        world.advance(.seconds(15))
        await #expect(throws: LanguageModelError.self) { try await ask(router, "claude-x") }
        #expect(claude.asked.count == 4)  // the second rest is twice as long

        world.advance(.seconds(15))
        claude.fail(nil)
        #expect(try await ask(router, "claude-x") == "claude")
        let health = try #require(router.health.first { $0.name == "anthropic" })
        #expect(health.state == .healthy)
        #expect(health.lastError == "claude failed.")
        #expect(health.lastSuccessAt == world.now)
    }

    @Test func `an empty account rests at once, and a rate limit as long as it asks`() async throws {
        let router = router()
        claude.fail(.billing)
        await #expect(throws: LanguageModelError.self) { try await ask(router, "claude-x") }
        #expect(router.health.first { $0.name == "anthropic" }?.until == world.now + .seconds(300))
        ollama.fail(.rateLimit(retryAfter: .seconds(40)))
        #expect(try await ask(router, "qwen3") == "spare")
        #expect(router.health.first { $0.name == "ollama" }?.until == world.now + .seconds(40))
    }

    @Test func `the price is that of the dearest endpoint that may answer`() throws {
        #expect(try router().price(of: "claude-sonnet-5-5").rates.output == Money(dollars: 10))
        #expect(try router().price(of: "ollama/qwen3") == .free)
        #expect(throws: LanguageModelError.self) { try router().price(of: "claude-unheard-of") }
    }
}
