/// One reason why a document or a model's answer is no plan.
package struct PlanProblem: Hashable, Sendable {
    /// Line of the document, from 1, where there is one.
    package var line: Int?
    /// A sentence that says what is wrong and what to do.
    package var message: String
    /// A language model could supply what is missing.
    package var needsModel: Bool

    package init(line: Int? = nil, _ message: String, needsModel: Bool = false) {
        self.line = line
        self.message = message
        self.needsModel = needsModel
    }
}

extension PlanProblem: CustomStringConvertible {
    package var description: String { line.map { "line \($0): \(message)" } ?? message }
}
