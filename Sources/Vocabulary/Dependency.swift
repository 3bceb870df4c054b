/// An edge from a task to one that has to end before it.
package struct Dependency: Hashable, Sendable {
    package let task: TaskID
    package let on: EdgeCondition

    package init(_ task: TaskID, on condition: EdgeCondition = .success) {
        self.task = task
        on = condition
    }
}
