package import Vocabulary

/// A person, with one role over all their chat identities.
package struct PrincipalRecord: Sendable {
    package var id: PrincipalID
    package var name: String
    package var role: Role
    /// Which notifications they want: all, digest, failures, none.
    package var notify: String
}
