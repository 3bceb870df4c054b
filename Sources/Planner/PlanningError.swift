/// Why there is no plan, or no text to plan from.
package enum PlanningError: Error, Hashable {
    /// The document itself cannot be read; the sentence says what to send instead.
    case document(String)
    /// The document was read and is refused; every problem is listed, twenty at most.
    case refused([PlanProblem])
}

extension PlanningError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .document(let sentence): sentence
        case .refused(let problems):
            problems.count == 1
                ? "No plan: \(problems[0])"
                : "No plan:\n" + problems.map { "- \($0)" }.joined(separator: "\n")
        }
    }
}
