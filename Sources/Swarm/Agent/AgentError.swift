/// Why a call to the control plane gave no answer that can be used.
package enum AgentError: Error, Hashable, Sendable {
    /// 401 or 403: the token is not (or no longer) valid.
    case unauthorised(String)
    /// The control plane is away or overloaded; the same call may succeed later.
    case unavailable(String)
    /// The call itself is wrong; it will not succeed later.
    case refused(status: Int, detail: String)
    /// The spool or another folder of the agent cannot be used.
    case file(path: String, code: Int32)
}

extension AgentError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unauthorised(let detail): "the control plane does not accept this agent's token: \(detail)"
        case .unavailable(let detail): "the control plane cannot be reached: \(detail)"
        case .refused(let status, let detail): "the control plane refused the call (\(status)): \(detail)"
        case .file(let path, let code): "cannot use \(path): error \(code)"
        }
    }
}
