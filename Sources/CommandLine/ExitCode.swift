/// How a command ended, as scripts see it; the numbers are a contract.
package enum ExitCode: Int32, Sendable {
    case ok = 0
    case failed = 1
    case usage = 2
    case notAllowed = 4
    case notFound = 5
    case conflict = 6
    case degraded = 7
    case overBudget = 8
}
