/// What a principal may do; each role includes the ones before it.
package enum Role: Int, Codable, Sendable, CaseIterable, Comparable {
    /// Reads: status, list, results, help.
    case viewer = 0
    /// Runs swarms: create, approve, pause, cancel, retry.
    case operator_
    /// Everything, also people, tokens and agents.
    case admin

    package var name: String {
        switch self {
        case .viewer: "viewer"
        case .operator_: "operator"
        case .admin: "admin"
        }
    }

    package init?(name: String) {
        guard let match = Role.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
