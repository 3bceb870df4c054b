/// Why a piece of work could not be prepared, run or collected.
package enum SwarmError: Error, Hashable, Sendable {
    /// A folder of ours could not be made or read.
    case file(path: String, code: Int32)
    /// The clone could not be made; the text is the end of git's output.
    case preparation(String)
    /// The result could not be bundled; the text is the end of git's output.
    case collection(String)
    /// What the sandbox left for us is not what it has to be.
    case resultRefused(String)
}

extension SwarmError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let path, let code): "cannot use \(path): error \(code)"
        case .preparation(let detail): "the clone could not be made: \(detail)"
        case .collection(let detail): "the result could not be bundled: \(detail)"
        case .resultRefused(let reason): "the result was refused: \(reason)"
        }
    }
}
