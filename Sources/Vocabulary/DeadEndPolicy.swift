/// What becomes of a task when one it waits for has ended in another way than it waits for.
package enum DeadEndPolicy: String, Codable, Sendable, CaseIterable {
    /// It is blocked until a person decides.
    case wait
    case cancel
    /// It goes on as if nothing had happened.
    case run
}
