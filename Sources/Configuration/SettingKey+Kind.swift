extension SettingKey.Kind {
    /// Completes “… must be”.
    var expectation: String {
        switch self {
        case .text: "a text of one line that is not empty"
        case .listenAddress: "HOST:PORT, for example 127.0.0.1:8080"
        case .url: "an address that begins with http:// or https://, without query or fragment"
        case .folder: "the path of a folder"
        case .database: "sqlite:PATH or postgres://USER@HOST/NAME"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .dollars: "an amount of US dollars such as 20 or 2.50"
        case .choice(let values):
            values.count == 1 ? values[0] : values.dropLast().joined(separator: ", ") + " or " + (values.last ?? "")
        case .addresses: "IP addresses or ranges such as 10.0.0.0/8, separated by commas"
        case .identities: "provider:id, separated by commas, for example whatsapp:16505551234"
        }
    }
}
