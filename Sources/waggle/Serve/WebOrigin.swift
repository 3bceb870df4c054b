/// What a browser sends as `Origin` for a page at an address.
enum WebOrigin {
    /// Scheme, host and port of a URL in the browser's own spelling: lower case, no path, no default port.
    static func of(_ url: String) -> String {
        let parts = url.lowercased().split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, parts[0].hasSuffix(":") else { return url }
        let name = parts[0].dropLast()
        let authority = parts[2].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let defaultPort = name == "https" ? ":443" : ":80"
        let host = authority.hasSuffix(defaultPort) ? authority.dropLast(defaultPort.count) : authority
        return "\(name)://\(host)"
    }

    /// The host of an origin without its port, as the allow-list of hosts has it.
    static func host(of origin: String) -> String {
        let authority = origin.split(separator: "/").last.map(String.init) ?? ""
        if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }) + "]" }
        return String(authority.prefix { $0 != ":" })
    }
}
