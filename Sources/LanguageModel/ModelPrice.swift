package import Vocabulary

/// What a model costs, per million tokens.
package struct ModelPrice: Hashable, Sendable {
    package struct Rates: Hashable, Sendable {
        package var input: Money
        package var cachedInput: Money
        package var output: Money

        package init(input: Money, cachedInput: Money, output: Money) {
            self.input = input
            self.cachedInput = cachedInput
            self.output = output
        }
    }

    package var rates: Rates
    /// The rates of a whole call whose prompt is longer than so many tokens.
    package var longPrompt: LongPrompt?

    package struct LongPrompt: Hashable, Sendable {
        package var over: Int
        package var rates: Rates
    }

    package init(_ rates: Rates, longPrompt: LongPrompt? = nil) {
        self.rates = rates
        self.longPrompt = longPrompt
    }

    package static let free = ModelPrice(Rates(input: .zero, cachedInput: .zero, output: .zero))

    func rates(forPromptTokens tokens: Int) -> Rates {
        if let longPrompt, tokens > longPrompt.over { longPrompt.rates } else { rates }
    }
}
