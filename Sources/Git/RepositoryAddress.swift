import Glibc

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

    /// Whether it leads to that folder or below, links and `..` followed; a place that does not exist is nowhere.
    package func isLocal(below folder: String) -> Bool {
        guard isLocal else { return false }
        // Git decodes a URL's percent signs before it looks at the disk.
        let path = text.hasPrefix("/") ? text : Self.percentDecoded(text.dropFirst("file://".count))
        guard let place = Self.resolved(path), let root = Self.resolved(folder) else { return false }
        return place == root || place.hasPrefix(root + "/")
    }

    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package var description: String { text }
}
