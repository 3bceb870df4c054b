/// The lane of a task; a higher one is claimed more often.
package enum Priority: Int, Codable, Sendable, CaseIterable, Comparable {
    case low = 0, normal, high, urgent

    package var name: String {
        switch self {
        case .low: "low"
        case .normal: "normal"
        case .high: "high"
        case .urgent: "urgent"
        }
    }

    package init?(name: String) {
        guard let match = Priority.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
}
