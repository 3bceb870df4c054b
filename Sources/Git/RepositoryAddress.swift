/// Where an existing repository is: an absolute folder, or a `file`, `https` or `ssh` URL.
///
/// Everything else git understands (`ext::`, `http`, `git`, helper names) is refused, and so is a URL that carries a
/// password: it would show in argv and logs.
package struct RepositoryAddress: Hashable, Sendable, CustomStringConvertible {
    package static let maximumLength = 1_024
    package let text: String

    package init(_ text: String) throws(GitError) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
            throw .invalidAddress("it has to be 1 to \(Self.maximumLength) characters without spaces")
        }
        self.text = text
        if text.utf8.first == UInt8(ascii: "/") { return }
        if text.hasPrefix("file:///") { return }
        guard let scheme = ["https://", "ssh://"].first(where: { text.hasPrefix($0) }) else {
            throw .invalidAddress("use an absolute folder, or a URL that starts with https://, ssh:// or file:///")
        }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        let host = parts.last ?? ""
        guard parts.count <= 2, let first = host.first, first != "-", first != ":" else {
            throw .invalidAddress("it names no host")
        }
        guard parts.count == 1 || (!parts[0].contains(":") && parts[0].first != "-" && scheme == "ssh://") else {
            throw .invalidAddress("it must not carry a user name or password")
        }
    }

    /// Whether this machine's disk holds it.
    package var isLocal: Bool { text.hasPrefix("/") || text.hasPrefix("file://") }
    package var description: String { text }
}
