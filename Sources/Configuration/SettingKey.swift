/// One setting, declared once: reading, checking, `waggle config explain` and the reference page all use this.
package struct SettingKey: Sendable {
    /// What a value must look like.
    package enum Kind: Sendable, Equatable {
        case text
        /// `HOST:PORT`, the host an address or a name, IPv6 in brackets.
        case listenAddress
        /// `http://` or `https://`, a host, and no query or fragment.
        case url
        case folder
        /// `sqlite:PATH`, `postgres://…` or `postgresql://…`.
        case database
        case integer(ClosedRange<Int>)
        /// US dollars with at most six decimals.
        case dollars
        case choice([String])
        /// Comma-separated addresses or address ranges (`10.0.0.0/8`).
        case addresses
        /// Comma-separated `provider:id`.
        case identities
    }

    /// The environment's name: `WAGGLE_WHATSAPP_APP_SECRET`.
    package let name: String
    /// The dotted path in `waggle.toml`: `whatsapp.app_secret`; nil where a file may not set it.
    package let path: String?
    /// The option of `waggle serve`, without dashes.
    package let flag: String?
    package let kind: Kind
    /// The value where nobody gives one, as text; nil for none, or for one that depends on the machine.
    package let defaultValue: String?
    /// What the reference page says of a default that is worked out.
    package let defaultNote: String?
    /// Never shown, and may be given as `NAME_FILE`.
    package let isSecret: Bool
    package let help: String

    init(
        _ name: String, _ path: String?, flag: String? = nil, _ kind: Kind, default: String? = nil,
        defaultNote: String? = nil, isSecret: Bool = false, _ help: String
    ) {
        self.name = name
        self.path = path
        self.flag = flag
        self.kind = kind
        self.defaultValue = `default`
        self.defaultNote = defaultNote
        self.isSecret = isSecret
        self.help = help
    }

    /// A database address may hold a password, so it has the `_FILE` form too, but is shown without that password.
    package var hasFileForm: Bool { isSecret || kind == .database }
    var fileName: String { "\(name)_FILE" }
    var filePath: String? { path.map { "\($0)_file" } }
}
