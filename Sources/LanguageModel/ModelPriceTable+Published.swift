import Vocabulary

extension ModelPriceTable {
    /// Standard rates of Anthropic's and OpenAI's public price pages; introductory discounts that end are left out.
    static let published: [String: ModelPrice] = {
        var prices: [String: ModelPrice] = [:]
        // Dollars per million tokens: input, cached input, output.
        let flat: [(String, Double, Double, Double)] = [
            ("claude-fable-5-1", 10, 0.25, 50), ("claude-fable-5", 10, 1, 50),
            ("claude-opus-5-5", 4, 0.2, 20), ("claude-opus-5", 5, 0.5, 25), ("claude-opus-4-8", 5, 0.5, 25),
            ("claude-opus-4-7", 5, 0.5, 25), ("claude-opus-4-6", 5, 0.5, 25), ("claude-opus-4-5", 5, 0.5, 25),
            ("claude-opus-4-1", 15, 1.5, 75), ("claude-opus-4-0", 15, 1.5, 75), ("claude-opus-4", 15, 1.5, 75),
            ("claude-sonnet-5-5", 2, 0.1, 10), ("claude-sonnet-5", 2, 0.2, 10), ("claude-sonnet-4-6", 3, 0.3, 15),
            ("claude-sonnet-4-5", 3, 0.3, 15), ("claude-sonnet-4-0", 3, 0.3, 15), ("claude-sonnet-4", 3, 0.3, 15),
            ("claude-3-7-sonnet", 3, 0.3, 15), ("claude-haiku-4-5", 1, 0.1, 5), ("claude-3-5-haiku", 0.8, 0.08, 4),
            ("claude-3-haiku", 0.25, 0.03, 1.25),
            ("gpt-5.2", 1.75, 0.175, 14), ("gpt-5.1", 1.25, 0.125, 10), ("gpt-5", 1.25, 0.125, 10),
            ("gpt-5.4-mini", 0.75, 0.075, 4.5), ("gpt-5-mini", 0.25, 0.025, 2), ("gpt-5-nano", 0.05, 0.005, 0.4),
            ("gpt-4.1", 2, 0.5, 8), ("gpt-4.1-mini", 0.4, 0.1, 1.6), ("gpt-4.1-nano", 0.1, 0.025, 0.4),
            ("gpt-4o", 2.5, 1.25, 10), ("gpt-4o-mini", 0.15, 0.075, 0.6), ("o3", 2, 0.5, 8),
            ("o4-mini", 1.1, 0.275, 4.4),
        ]
        for (name, input, cached, output) in flat { prices[name] = ModelPrice(rates(input, cached, output)) }

        prices["claude-haiku-5-5"] = ModelPrice(
            rates(0.1, 0.01, 0.5), longPrompt: .init(over: 100_000, rates: rates(0.5, 0.05, 2.5)))
        // Twice the input and one and a half times the output for the whole call beyond 272,000 tokens.
        let growing: [(String, Double, Double, Double)] = [
            ("gpt-5.6", 5, 0.5, 30), ("gpt-5.6-sol", 5, 0.5, 30), ("gpt-5.6-terra", 2, 0.2, 12),
            ("gpt-5.6-luna", 0.2, 0.02, 1.2), ("gpt-5.5", 5, 0.5, 30), ("gpt-5.4", 2.5, 0.25, 15),
        ]
        for (name, input, cached, output) in growing {
            prices[name] = ModelPrice(
                rates(input, cached, output),
                longPrompt: .init(over: 272_000, rates: rates(2 * input, 2 * cached, 1.5 * output)))
        }
        return prices
    }()

    private static func rates(_ input: Double, _ cached: Double, _ output: Double) -> ModelPrice.Rates {
        .init(
            input: Money(dollars: input) ?? .zero, cachedInput: Money(dollars: cached) ?? .zero,
            output: Money(dollars: output) ?? .zero)
    }
}
