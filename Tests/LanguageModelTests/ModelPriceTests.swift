import Crypto
import LanguageModel
import Testing
import Vocabulary

@Suite struct ModelPriceTests {
    private let remote = ModelEndpoint.openAI(key: nil)
    private let local = ModelEndpoint.ollama(host: "127.0.0.1")

    @Test func `usage is priced to the millionth, rounded up`() throws {
        let price = try ModelPriceTable().price(of: "claude-sonnet-4-5", at: remote)
        let usage = ModelUsage(input: 1_000, cachedInput: 10_000, output: 500)
        #expect(usage.cost(at: price) == Money(microdollars: 3_000 + 3_000 + 7_500))
        #expect(ModelUsage(input: 0, cachedInput: 1, output: 0).cost(at: price) == Money(microdollars: 1))
        #expect(ModelUsage(input: .max, output: .max).cost(at: price) > .zero)
    }

    @Test func `a long prompt has its own rates`() throws {
        let price = try ModelPriceTable().price(of: "claude-haiku-5-5", at: remote)
        #expect(ModelUsage(input: 100_000, output: 0).cost(at: price) == Money(microdollars: 10_000))
        #expect(ModelUsage(input: 100_001, output: 0).cost(at: price) == Money(microdollars: 50_001))
    }

    @Test func `dates and latest do not matter, other endings do`() throws {
        let table = ModelPriceTable()
        for name in ["gpt-5", "gpt-5-2025-08-07"] {
            #expect(try table.price(of: name, at: remote).rates.output == Money(dollars: 10))
        }
        #expect(try table.price(of: "claude-haiku-4-5-20251001", at: remote).rates.output == Money(dollars: 5))
        #expect(try table.price(of: "claude-3-5-haiku-latest", at: remote).rates.output == Money(dollars: 4))
        for name in ["gpt-5-pro", "claude-opus", "", "-", "qwen3"] {
            let error = #expect(throws: LanguageModelError.self) { try table.price(of: name, at: remote) }
            #expect(error?.code == .unpriced)
            #expect(error?.description.contains("WAGGLE_MODEL_PRICES") == true)
        }
    }

    @Test func `an unknown model is free where it is local, a known one is not`() throws {
        #expect(try ModelPriceTable().price(of: "qwen3:8b", at: local) == .free)
        #expect(try ModelPriceTable().price(of: "gpt-5", at: local).rates.output == Money(dollars: 10))
    }

    @Test func `own prices win`() throws {
        let table = ModelPriceTable(overrides: try ModelPriceTable.parse("gpt-5 = 1/2, my-model=3/0.5/15"))
        #expect(try table.price(of: "gpt-5", at: remote).rates.output == Money(dollars: 2))
        #expect(try table.price(of: "my-model", at: remote).rates.cachedInput == Money(dollars: 0.5))
        for text in ["x", "x=1", "x=a/b", "=1/2", "x=1/2/3/4", "x=-1/2"] {
            #expect(throws: LanguageModelError.self) { try ModelPriceTable.parse(text) }
        }
    }

    @Test func `the bound before a call is above what the call can use`() throws {
        let request = ModelRequest(
            model: "gpt-5", system: String(repeating: "a", count: 30_000), messages: [], maxTokens: 1_000)
        let price = try ModelPriceTable().price(of: "gpt-5", at: remote)
        #expect(request.maxPromptTokens >= 15_000)
        let used = ModelUsage(input: 10_000, output: 1_000)
        #expect(request.upperBoundCost(at: price) > used.cost(at: price))
    }

    @Test(arguments: [
        ("http://127.0.0.1:11434/v1", true), ("http://localhost:1", true), ("http://[::1]:1/v1", true),
        ("http://192.168.1.7/v1", true), ("http://172.31.0.1", true), ("http://10.0.0.1", true),
        ("http://ollama:11434", true),
        ("http://box.local", true), ("https://api.openai.com/v1", false), ("http://172.32.0.1", false),
        ("http://8.8.8.8", false), ("http://localhost.example.com", false), ("http://127.0.0.1@example.com/", false),
        ("", false),
    ])
    func `local is this machine and its own network`(url: String, isLocal: Bool) {
        let endpoint = ModelEndpoint(name: "x", kind: .openAICompatible, baseURL: url, key: nil, keyName: "X")
        #expect(endpoint.isLocal == isLocal)
    }

    @Test func `a base URL is taken with and without its version`() {
        #expect(ModelEndpoint.anthropic(key: nil, baseURL: "http://a/v1/").baseURL == "http://a")
        #expect(ModelEndpoint.anthropic(key: nil, baseURL: "http://a/x").baseURL == "http://a/x")
        #expect(ModelEndpoint.openAI(key: nil, baseURL: "http://a/v1/").baseURL == "http://a/v1")
    }

    @Test(arguments: [
        ("127.0.0.1:11434", "http://127.0.0.1:11434/v1"), ("127.0.0.1", "http://127.0.0.1:11434/v1"),
        (":8000", "http://127.0.0.1:8000/v1"), ("0.0.0.0:11434", "http://127.0.0.1:11434/v1"),
        ("http://box:1/", "http://box:1/v1"), ("https://ollama.example.com", "https://ollama.example.com/v1"),
        ("[::1]", "http://[::1]:11434/v1"), ("[::1]:5", "http://[::1]:5/v1"),
    ])
    func `Ollama's host setting is read as Ollama reads it`(setting: String, url: String) {
        #expect(ModelEndpoint.ollama(host: setting).baseURL == url)
    }
}
