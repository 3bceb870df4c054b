package import Vocabulary

/// Tokens of one call, as the provider counted them.
package struct ModelUsage: Hashable, Sendable, Codable {
    /// Input tokens that were not read from a cache.
    package var input: Int
    package var cachedInput: Int
    package var output: Int

    package init(input: Int, cachedInput: Int = 0, output: Int) {
        self.input = input
        self.cachedInput = cachedInput
        self.output = output
    }

    /// What the call cost, rounded up to a whole millionth of a dollar.
    package func cost(at price: ModelPrice) -> Money {
        let rates = price.rates(forPromptTokens: input + cachedInput)
        let parts = [(input, rates.input), (cachedInput, rates.cachedInput), (output, rates.output)]
        return parts.reduce(.zero) { sum, part in
            // Microdollars per million tokens times tokens; saturating, since counts come from outside.
            let (product, overflow) = Int64(max(0, part.0)).multipliedReportingOverflow(by: part.1.microdollars)
            return sum + Money(microdollars: overflow ? Int64.max / 8 : (product + 999_999) / 1_000_000)
        }
    }
}
