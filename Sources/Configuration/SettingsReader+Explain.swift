extension SettingsReader {
    /// What `waggle config explain` tells about one setting.
    package struct Explanation: Sendable {
        package let key: SettingKey
        /// As it may be shown: secrets are masked; nil when nobody gave a value.
        package let shownValue: String?
        package let layer: SettingLayer
    }

    /// Explains a setting by its environment name, its path in `waggle.toml` or its option; nil when there is none.
    package func explain(_ name: String) -> Explanation? {
        let bare = name.drop { $0 == "-" }
        return SettingKey.all.first { $0.name == name || $0.path == name || $0.flag.map { $0 == bare } == true }
            .map(explain)
    }

    /// Explains every setting, in the order of the reference page.
    package func explainAll() -> [Explanation] { SettingKey.all.map(explain) }

    private func explain(_ key: SettingKey) -> Explanation {
        guard let value = value(key) else {
            return Explanation(key: key, shownValue: nil, layer: .defaultValue)
        }
        let shown = key.isSecret ? "[redacted]" : key.kind == .database ? Self.withoutPassword(value.text) : value.text
        return Explanation(key: key, shownValue: shown, layer: value.layer)
    }

    // The part between the scheme and the last @ of the authority may hold a password, so may a query.
    static func withoutPassword(_ address: String) -> String {
        guard !address.hasPrefix("sqlite:") else { return address }
        var shown = address
        if let scheme = address.firstRange(of: "://") {
            let rest = address[scheme.upperBound...]
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            if let at = rest.lastIndex(of: "@") {
                let user = authority.prefix { $0 != ":" && $0 != "@" }
                shown = "\(address[..<scheme.upperBound])\(user):[redacted]\(rest[at...])"
            }
        }
        if let query = shown.firstIndex(of: "?") { shown = "\(shown[..<query])?[redacted]" }
        return shown
    }
}
