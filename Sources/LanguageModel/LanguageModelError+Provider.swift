import Crypto
import HTTPClient
import Vocabulary

extension LanguageModelError {
    /// Why the endpoint could not be talked to.
    init(_ error: HTTPClientError, at endpoint: ModelEndpoint) {
        switch error.code {
        case .invalidRequest:
            self.init(.badRequest, "The address of the model endpoint \(endpoint.name) is not usable. \(error)")
        case .tooLarge: self.init(.malformed, "The answer of \(endpoint.name) is too large. \(error)")
        default: self.init(.network, "The model endpoint \(endpoint.name) cannot be reached. \(error)")
        }
    }

    /// What an error answer of the endpoint means for a person.
    ///
    /// - Parameters:
    ///   - status: nil for an error inside a stream.
    ///   - message: the provider's own words; shown only where they help, cleaned, and without the key.
    init(_ code: Code, status: Int?, _ message: String?, at endpoint: ModelEndpoint, model: String) {
        let name = endpoint.name
        let said = Self.cleaned(message, endpoint).map { " It said: \($0)" } ?? ""
        let sentence =
            switch code {
            case .auth:
                endpoint.key == nil
                    ? "\(name) wants a key: set \(endpoint.keyName)."
                    : "\(name) refused the key, or the key may not use \(model): check \(endpoint.keyName)."
            case .billing: "The account at \(name) has no credit left: add some, or choose another model."
            case .rateLimit(let retryAfter):
                "\(name) limits how much we may ask"
                    + (retryAfter.map { " and wants a pause of \(($0.wholeMilliseconds + 999) / 1_000) s." } ?? ".")
            case .overload: "\(name) is overloaded\(status.map { " (HTTP \($0))" } ?? ""): try again in a minute."
            case .contextFull: "The request is too long for \(model): shorten it, or choose a model with more context."
            case .refusal: "\(name) declined to answer for the content of the request.\(said)"
            case .badRequest where status == 404:
                "\(name) knows no model \(model), or nothing of its kind is at that address: check the name and the "
                    + "address.\(said)"
            default: "\(name) did not accept the request\(status.map { " (HTTP \($0))" } ?? "").\(said)"
            }
        self.init(code, sentence)
    }

    private static func cleaned(_ message: String?, _ endpoint: ModelEndpoint) -> String? {
        guard var text = message, !text.isEmpty else { return nil }
        if let key = endpoint.key?.expose(), !key.isEmpty { text = text.replacing(key, with: "•••") }
        let printable = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(printable)).prefix(300).description
    }
}
