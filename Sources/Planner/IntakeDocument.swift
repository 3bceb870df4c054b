/// The text of a document a person sent.
package struct IntakeDocument: Hashable, Sendable {
    package enum Format: String, Sendable {
        case text, pdf, docx
    }

    /// At most 1 MB of Markdown or plain text with LF line ends.
    package var text: String
    package var format: Format
    /// SHA-256 of the bytes as they came, in lower-case hexadecimal.
    package var digest: String
}
