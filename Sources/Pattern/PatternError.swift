/// What can go wrong with a regular expression.
package enum PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    case syntax(String, offset: Int)
    /// The subject needed more steps, depth or memory than the pattern's limits allow.
    case limit
    /// The match space was made for fewer groups than the pattern has.
    case groups
    case subject(String)
    case outOfMemory

    package var description: String {
        switch self {
        case .syntax(let message, let offset): "The pattern is wrong at byte \(offset): \(message)."
        case .limit: "The text needs more steps than the pattern may take."
        case .groups: "The match space has room for fewer groups than the pattern has."
        case .subject(let message): "The text cannot be matched: \(message)."
        case .outOfMemory: "There is no memory left for the pattern."
        }
    }
}
