/// A text that must not be shown: a password, a key, a token.
///
/// Printing, interpolating, dumping and reflecting it give `•••`; it cannot be encoded. Only `expose()` gives the text, so
/// that a search for that word finds every place where a secret leaves. Comparison takes constant time.
package struct Secret: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The text itself: only for the call that needs it, never for a message or a log.
    package func expose() -> String { text }

    package var isEmpty: Bool { text.isEmpty }
}

extension Secret: Equatable {
    package static func == (left: Secret, right: Secret) -> Bool {
        constantTimeEquals(Array(left.text.utf8), Array(right.text.utf8))
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
