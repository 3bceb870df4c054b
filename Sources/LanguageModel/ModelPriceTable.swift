import Vocabulary

/// What models cost, by name: the providers' public lists, and a person's own prices above them.
///
/// A name matches with or without its date (`claude-haiku-4-5-20251001`) or `-latest`, never by a mere beginning: a dearer
/// variant must not get the price of its cheaper sister.
package struct ModelPriceTable: Sendable {
    /// When the built-in prices were read from the providers' pages.
    package static let asOf = "2026-11-20"

    private var prices: [String: ModelPrice]

    /// - Parameter overrides: prices by model name; they win over the built-in ones.
    package init(overrides: [String: ModelPrice] = [:]) {
        prices = Self.published.merging(overrides) { $1 }
    }

    /// The price of a model at an endpoint.
    ///
    /// A model without a price is free where the endpoint is local and an error elsewhere: a cap means nothing without a
    /// price.
    package func price(of model: String, at endpoint: ModelEndpoint) throws(LanguageModelError) -> ModelPrice {
        if let price = prices[model] ?? prices[Self.undated(model)] { return price }
        if endpoint.isLocal { return .free }
        throw LanguageModelError(
            .unpriced,
            "Nobody has said what the model \(model.prefix(100)) costs. Give its price in dollars per million tokens of input "
                + "and output: WAGGLE_MODEL_PRICES=\"\(model.prefix(100))=3/15\".")
    }

    /// Reads prices as settings spell them, entries separated by commas.
    ///
    /// An entry is `name=input/output` or `name=input/cached input/output`, in dollars per million tokens. Without a price
    /// of its own, cached input costs as much as input.
    package static func parse(_ text: String) throws(LanguageModelError) -> [String: ModelPrice] {
        var prices: [String: ModelPrice] = [:]
        for entry in text.split(separator: ",") {
            let sides = entry.split(separator: "=", omittingEmptySubsequences: false).map(trimmed)
            let amounts = sides.count == 2 ? sides[1].split(separator: "/").map { Double(trimmed($0)) } : []
            let money = amounts.compactMap { amount in amount.flatMap { Money(dollars: $0) } }
            guard let name = sides.first, !name.isEmpty, money.count == amounts.count, [2, 3].contains(money.count)
            else {
                throw LanguageModelError(
                    .badRequest,
                    "The model price \"\(entry.prefix(100))\" is not of the form name=input/output, "
                        + "for example my-model=3/15.")
            }
            prices[name] = ModelPrice(
                .init(
                    input: money[0], cachedInput: money.count == 3 ? money[1] : money[0], output: money[money.count - 1]
                ))
        }
        return prices
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    static func undated(_ model: String) -> String {
        if model.hasSuffix("-latest") { return String(model.dropLast(7)) }
        let parts = model.split(separator: "-", omittingEmptySubsequences: false)
        func areDigits(_ parts: ArraySlice<Substring>, _ lengths: [Int]) -> Bool {
            parts.map(\.count) == lengths && parts.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
        }
        if parts.count > 1, areDigits(parts.suffix(1), [8]) { return parts.dropLast(1).joined(separator: "-") }
        if parts.count > 3, areDigits(parts.suffix(3), [4, 2, 2]) { return parts.dropLast(3).joined(separator: "-") }
        return model
    }
}
