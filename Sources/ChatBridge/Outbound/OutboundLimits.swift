package import Cards

/// What one message of a provider holds, and how it is spelt.
package struct OutboundLimits: Hashable, Sendable {
    package var dialect: Dialect
    /// UTF-16 units of a text.
    package var text: Int
    /// UTF-16 units of a text with buttons under it.
    package var textWithButtons: Int
    /// Whether the provider limits messages per person (`PairRateBucket`).
    package var isRated: Bool
    /// Whether a repeated send of the same message has no effect, so that an unknown outcome is simply tried again.
    package var isIdempotent: Bool

    package init(dialect: Dialect, text: Int, textWithButtons: Int, isRated: Bool, isIdempotent: Bool) {
        self.dialect = dialect
        self.text = text
        self.textWithButtons = textWithButtons
        self.isRated = isRated
        self.isIdempotent = isIdempotent
    }
}
