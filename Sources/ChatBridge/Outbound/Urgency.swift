/// In what order waiting messages go out to one person; the higher first.
package enum Urgency: Int, Codable, Sendable, CaseIterable, Comparable {
    /// News nobody asked for; several become one message.
    case notification = 0
    /// A swarm's result.
    case result
    /// What the person asked for.
    case answer
    /// A question that work waits for: plans, confirmations.
    case question
    case alarm

    package static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
}
