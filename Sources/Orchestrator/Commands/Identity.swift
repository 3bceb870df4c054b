package import Store
import Vocabulary

/// Who is behind a sender, `provider:external id`.
package enum Identity {
    /// The principal, or nil for a stranger: nobody is let in by default.
    ///
    /// `principal:id` comes from calls whose token named the principal.
    package static func principal(of sender: String, in transaction: ReadTransaction) throws -> PrincipalRecord? {
        let (kind, external) = split(sender)
        if kind == "principal" { return try PrincipalID(external).flatMap { try transaction.principal($0) } }
        guard let provider = Provider(rawValue: kind), !external.isEmpty else { return nil }
        return try transaction.principal(provider, external)
    }

    static func split(_ sender: String) -> (kind: String, external: String) {
        guard let colon = sender.firstIndex(of: ":") else { return ("", sender) }
        return (String(sender[..<colon]), String(sender[sender.index(after: colon)...]))
    }
}
