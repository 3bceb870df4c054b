/// An address that a provider's answer named, taken apart strictly to decide whether our token may go there.
struct MediaAddress: Hashable {
    let url: String
    let scheme: String
    /// In lower case.
    let host: String
    let port: Int?

    /// Nil for anything but `http(s)://host[:port]/…` with a plain host name: no user, no brackets, no escapes.
    init?(_ url: String) {
        guard url.utf8.count <= 4_096, let end = url.firstRange(of: "://") else { return nil }
        scheme = url[..<end.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let authority = url[end.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2,
            name.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 46
            })
        else { return nil }
        host = name.lowercased()
        if parts.count == 2 {
            guard let number = Int(parts[1]), (1...65_535).contains(number) else { return nil }
            port = number
        } else {
            port = nil
        }
        self.url = url
    }

    /// Whether the token for `base` may be sent here: the same place, or where Meta serves media over TLS.
    func mayReceiveToken(of base: MediaAddress) -> Bool {
        if scheme == base.scheme, host == base.host, port == base.port { return true }
        guard base.host == "graph.facebook.com", base.scheme == "https", scheme == "https", port == nil else {
            return false
        }
        return [".fbsbx.com", ".fbcdn.net", ".whatsapp.net", ".facebook.com"].contains { host.hasSuffix($0) }
    }
}
