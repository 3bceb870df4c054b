import CommandLine

/// Why a command could not do its work, in words for the one who typed it.
struct ClientProblem: ExitCodeError, CustomStringConvertible {
    let exitCode: ExitCode
    let description: String

    init(_ description: String, _ exitCode: ExitCode = .failed) {
        self.description = description
        self.exitCode = exitCode
    }

    /// The exit code that scripts see for an HTTP status.
    static func exitCode(ofStatus status: Int) -> ExitCode {
        switch status {
        case 401, 403: .notAllowed
        case 402: .overBudget
        case 404: .notFound
        case 409: .conflict
        case 503: .degraded
        default: .failed
        }
    }
}
