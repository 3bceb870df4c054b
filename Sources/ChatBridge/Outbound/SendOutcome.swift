/// What became of one attempt to hand a message to its provider.
package enum SendOutcome: Hashable, Sendable {
    /// The provider took it under this id; that is not yet delivered.
    case accepted(id: String)
    /// It certainly was not taken.
    case rejected(SendRejection)
    /// It may have been taken: no answer, or none that tells. The text says what happened.
    case unknown(String)
}

/// Why a provider refused a message, and what helps.
package struct SendRejection: Hashable, Sendable {
    package enum Remedy: String, Hashable, Sendable, Codable {
        /// The same request later.
        case retry
        /// Nothing until the person writes again.
        case awaitMessage
        /// Later, and an administrator has to see to token, permission or account.
        case fixCredentials
        /// It will never be taken.
        case giveUp
    }

    package var code: Int
    package var reason: String
    package var remedy: Remedy

    /// Too many messages went to one person (WhatsApp's 131056).
    package var isRateExceeded: Bool { code == 131_056 }

    package init(code: Int, reason: String, remedy: Remedy) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }
}
