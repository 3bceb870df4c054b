/// Which end of a task lets one that waits for it go on.
package enum EdgeCondition: Int, Sendable, CaseIterable {
    case success = 0
    /// Any end: done, failed or cancelled.
    case done
    /// It failed: for what cleans up after it.
    case failure

    package var name: String {
        switch self {
        case .success: "success"
        case .done: "done"
        case .failure: "failure"
        }
    }

    package init?(name: String) {
        guard let match = EdgeCondition.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

extension EdgeCondition: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let known = EdgeCondition(name: name) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no such condition: \(name)")
        }
        self = known
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
