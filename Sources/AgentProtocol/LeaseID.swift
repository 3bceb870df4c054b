/// Names one lease: the task, and the fencing epoch that never repeats.
///
/// It travels as `task-epoch`, two decimal numbers. Whoever holds an older epoch of the same task is fenced.
package struct LeaseID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let task: Int64
    package let epoch: Int64

    package init(task: Int64, epoch: Int64) {
        self.task = task
        self.epoch = epoch
    }

    /// Reads `task-epoch`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let task = Int64(parts[0]), let epoch = Int64(parts[1])
        else { return nil }
        self.init(task: task, epoch: epoch)
    }

    package var description: String { "\(task)-\(epoch)" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = LeaseID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a lease is task-epoch")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
