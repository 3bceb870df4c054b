/// Why a command was not carried out, in a sentence the person can act on.
package struct CommandRefusal: Error, Hashable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case notAllowed, notFound, conflict, invalid, overBudget, notBuilt
    }

    package let reason: Reason
    package let description: String

    package init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
