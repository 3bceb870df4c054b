/// Why an operation on a repository was refused or failed.
package enum GitError: Error, Hashable, Sendable {
    /// A repository address that is not allowed; the text says what to use.
    case invalidAddress(String)
    /// git itself failed; `command` is its subcommand, `detail` the end of what it printed.
    case failed(command: String, detail: String)
    case timedOut(command: String)
    /// More output than the caller's cap.
    case tooMuchOutput(command: String)
    /// A ref was not at the expected commit; `actual` is nil where it does not exist.
    case referenceMoved(name: String, actual: CommitID?)
    /// A bundle that must not be taken; the text says what is wrong with it.
    case bundleRefused(String)
    /// The folder is no bare repository.
    case notARepository(String)
    /// The file system refused; `path` is ours.
    case file(path: String, code: Int32)
}

extension GitError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidAddress(let reason): "this repository address cannot be used: \(reason)"
        case .failed(let command, let detail): "git \(command) failed: \(detail)"
        case .timedOut(let command): "git \(command) took too long and was ended"
        case .tooMuchOutput(let command): "git \(command) answered more than is allowed"
        case .referenceMoved(let name, let actual):
            "\(name) is at \(actual?.text ?? "nothing"), not at the expected commit"
        case .bundleRefused(let reason): "the bundle was refused: \(reason)"
        case .notARepository(let path): "\(path) is no bare repository of Waggle"
        case .file(let path, let code): "cannot use \(path): error \(code)"
        }
    }
}
