/// What can go wrong around reading an intent; a text that is no command is no error.
package enum IntentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A line of JSONL that is no request.
    case line(String)
    /// The language model's answer does not fit the schema.
    case answer(String)

    package var description: String {
        switch self {
        case .line(let reason): "The line is no request: \(reason)."
        case .answer(let reason): "The language model's answer cannot be used: \(reason)."
        }
    }
}
