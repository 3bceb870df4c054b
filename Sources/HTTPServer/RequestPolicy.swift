/// Which hosts and origins a request may name: the guard against DNS rebinding and cross-site requests.
struct RequestPolicy: Sendable {
    private let hosts: Set<String>?
    private let origins: Set<String>?

    init(_ configuration: HTTPServerConfiguration) {
        hosts = configuration.allowedHosts.map { hosts in
            // A setting may name an IPv6 address without its brackets.
            Set(hosts.compactMap { Self.name(ofAuthority: $0) ?? Self.name(ofAuthority: "[\($0)]") })
        }
        origins = configuration.allowedOrigins
    }

    /// Refuses a head that names a host or an origin which is not allowed.
    func check(host: String?, _ headers: HTTPHeaders) throws(HTTPRefusal) {
        let name: String?
        if let host, hosts?.contains(host) == true, !host.utf8.contains(UInt8(ascii: ":")) {
            name = host
        } else if let host, !host.isEmpty {
            name = Self.name(ofAuthority: host)
            if name == nil { throw HTTPRefusal(400, "The Host header is not a host name with an optional port.") }
        } else {
            name = nil
        }
        if let hosts, !hosts.contains(name ?? "") {
            throw HTTPRefusal(403, "This server does not answer for that host. Use its configured address.")
        }
        if let origins {
            for origin in headers.all("origin") where !origins.contains(origin) {
                // Its own page, whatever port was free; the host was judged above.
                if let host, hosts != nil, origin == "http://\(host)" { continue }
                throw HTTPRefusal(403, "Pages of that origin may not call this server.")
            }
        }
    }

    /// The host of `host[:port]` in lower case, without brackets and final dot; nil when it is not well-formed.
    static func name(ofAuthority authority: String) -> String? {
        var bytes = Array(authority.utf8)[...]
        var name: [UInt8]
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = Array(bytes[1..<end])
            bytes = bytes[(end + 1)...]
            guard name.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
                return nil
            }
        } else {
            name = Array(bytes.prefix { $0 != UInt8(ascii: ":") })
            bytes = bytes.dropFirst(name.count)
            guard name.allSatisfy({ $0.isHostByte }) else { return nil }
            if name.last == UInt8(ascii: ".") { name.removeLast() }
        }
        guard !name.isEmpty else { return nil }
        if let colon = bytes.first {
            let port = bytes.dropFirst()
            guard colon == UInt8(ascii: ":"), port.count <= 5, port.allSatisfy({ $0.isDigit }) else { return nil }
        }
        return String(decoding: name, as: UTF8.self).lowercased()
    }
}
