/// A number that names one row of one kind; it prints and travels as decimal text.
///
/// `Kind` only keeps identifiers of different nouns apart at compile time.
package struct Identifier<Kind>: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let value: Int64

    @inlinable
    package init(_ value: Int64) { self.value = value }

    /// Reads decimal text; nil for anything else, also for a sign or zero.
    package init?(_ text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let value = Int64(text), value > 0
        else { return nil }
        self.value = value
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Identifier(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "an id is decimal digits in a string")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package var description: String { "\(value)" }

    // Inlinable: identifiers are the keys of what the queue keeps in memory.
    @inlinable
    package static func == (left: Identifier, right: Identifier) -> Bool { left.value == right.value }
    @inlinable
    package static func < (left: Identifier, right: Identifier) -> Bool { left.value < right.value }
    @inlinable
    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

package enum SwarmKind {}
package enum TaskKind {}
package enum AgentKind {}
package enum MessageKind {}
package enum ConversationKind {}
package enum PrincipalKind {}
package enum ConfirmationKind {}
package enum OutboundKind {}
package enum ArrivalKind {}

package typealias SwarmID = Identifier<SwarmKind>
package typealias TaskID = Identifier<TaskKind>
package typealias AgentID = Identifier<AgentKind>
package typealias MessageID = Identifier<MessageKind>
package typealias ConversationID = Identifier<ConversationKind>
package typealias PrincipalID = Identifier<PrincipalKind>
package typealias ConfirmationID = Identifier<ConfirmationKind>
package typealias OutboundID = Identifier<OutboundKind>
package typealias ArrivalID = Identifier<ArrivalKind>
