/// How a piece of a message's text came to be there: only `typed` and `button` can command.
package enum Provenance: String, Codable, Sendable, CaseIterable {
    case typed, button, quoted, forwarded, attachment, transcript

    package var canCommand: Bool { self == .typed || self == .button }
}
