/// What does the work of a task.
package enum Executor: String, Codable, Sendable, CaseIterable {
    /// Runs the task's `sh run` script.
    case shell
    /// Waggle's own agent loop: a language model with one tool, a shell command.
    case builtin
}
