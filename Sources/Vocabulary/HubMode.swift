/// What the hub does besides what people tell it.
package enum HubMode: String, Codable, Sendable, CaseIterable {
    /// Runs the swarms that were approved and leaves the backlog alone.
    case executing
    /// Also has the backlog planned, one goal after the other; every plan still waits for a person.
    case improving
    /// Has the backlog planned, and starts nothing.
    case contemplating
    /// Starts nothing; what runs may finish.
    case resting
    /// Executes, and has a goal planned whenever no swarm is unfinished.
    case auto

    /// Nothing new starts.
    package var isResting: Bool { self == .resting || self == .contemplating }

    /// Whether the next goal is taken up now.
    ///
    /// - Parameters:
    ///   - unfinished: Swarms that are not at their end.
    ///   - isGoalUnderWay: One of them was made for a goal.
    package func takesUpGoal(unfinished: Int, isGoalUnderWay: Bool) -> Bool {
        switch self {
        case .executing, .resting: false
        case .improving, .contemplating: !isGoalUnderWay
        case .auto: unfinished == 0
        }
    }
}
