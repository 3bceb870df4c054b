package import Vocabulary

/// A bearer token; only its digest is stored.
package struct TokenRecord: Sendable {
    package enum Kind: String, Sendable {
        /// A person's or program's access to the API, with their principal's role.
        case person
        /// One sign-in of the page.
        case session
        /// The one-time code that a sign-in link carries.
        case signIn = "sign_in"
        /// One-time admission of an agent of another machine.
        case join
        case agent
    }

    package var id: Int64
    package var kind: Kind
    package var label: String
    package var principal: PrincipalID?
    package var agent: AgentID?
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?
    package var usedAt: Timestamp?
    package var revokedAt: Timestamp?
}
