import Crypto
import FoundationEssentials
package import Vocabulary

extension ModelRequest {
    /// The SHA-256 of the request's canonical JSON, in lower-case hexadecimal digits.
    package var digest: String { SHA256.hex(canonical) }

    /// The one spelling of the request: sorted keys, no space.
    var canonical: String {
        guard let data = try? JSONEncoder().encode(self), let value = JSONValue(parsing: data) else { return "" }
        return value.canonical
    }

    /// At least as many tokens as the prompt can be, before anybody has counted them.
    ///
    /// Two bytes a token, and a thousand for what a provider adds for tools: current tokenizers make about three bytes
    /// of English, code or Chinese one token, and a reservation has to be an upper bound.
    package var maxPromptTokens: Int { (canonical.utf8.count + 1) / 2 + 1_000 }

    /// At least as much as the call can cost, for a reservation before it: the whole prompt uncached and `maxTokens`
    /// tokens of output.
    ///
    /// One try only: tries that failed after the provider began to answer may be billed as well.
    package func upperBoundCost(at price: ModelPrice) -> Money {
        ModelUsage(input: maxPromptTokens, output: maxTokens).cost(at: price)
    }
}
