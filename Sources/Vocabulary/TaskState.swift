/// Where a task stands; the transitions between these states are one table (docs/state-machines.md).
package enum TaskState: String, Codable, Sendable, CaseIterable {
    case pending, ready, running, review, blocked, done, failed, cancelled

    package var isFinal: Bool { self == .done || self == .failed || self == .cancelled }
}
