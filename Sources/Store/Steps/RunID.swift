/// A run of durable steps: everything that is done once for one subject in one generation.
package struct RunID: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// Of a swarm; its generation is the plan's version.
        case plan
    }

    package let kind: Kind
    package let owner: Int64
    package let generation: Int64

    package init(_ kind: Kind, of owner: Int64, generation: Int64) {
        self.kind = kind
        self.owner = owner
        self.generation = generation
    }

    package var description: String { "\(kind.rawValue) \(owner)/\(generation)" }
}
