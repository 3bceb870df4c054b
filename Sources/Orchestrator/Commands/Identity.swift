package import Store
import Vocabulary

/// Who is behind a sender, `provider:external id`.
package enum Identity {
    /// The principal, or nil for a stranger: nobody is let in by default.
    ///
    /// On the page and in the terminal the external id is the principal's own: the control plane authenticated the call.
    package static func principal(of sender: String, in transaction: ReadTransaction) throws -> PrincipalRecord? {
        let (kind, external) = split(sender)
        guard let provider = Provider(rawValue: kind), !external.isEmpty else { return nil }
        switch provider {
        case .page, .terminal: return try PrincipalID(external).flatMap { try transaction.principal($0) }
        case .whatsapp, .standard: return try transaction.principal(provider, external)
        }
    }

    static func split(_ sender: String) -> (kind: String, external: String) {
        guard let colon = sender.firstIndex(of: ":") else { return ("", sender) }
        return (String(sender[..<colon]), String(sender[sender.index(after: colon)...]))
    }
}
