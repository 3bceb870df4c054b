import Crypto
import FoundationEssentials

/// Turns the texts of settings into values and gathers every problem on the way.
struct SettingsCheck {
    private let reader: SettingsReader
    private(set) var problems: [String]
    private(set) var warnings: [String]
    private(set) var secrets: [Secret] = []

    init(_ reader: SettingsReader) {
        self.reader = reader
        problems = reader.problems
        warnings = reader.warnings
    }

    // MARK: Kinds

    /// The value as `parse` reads it; nil when there is none, or with a problem when it cannot be read.
    mutating func parsed<Value>(_ key: SettingKey, _ parse: (String) -> Value?) -> Value? {
        guard let found = reader.value(key) else { return nil }
        if let value = parse(found.text) { return value }
        let shown = key.isSecret || key.kind == .database ? "" : ", not “\(found.text)”"
        let place = found.layer == .environment(key.name) ? "" : " (from \(found.layer))"
        problems.append("\(key.name)\(place) must be \(key.kind.expectation)\(shown).")
        return nil
    }

    mutating func text(_ key: SettingKey) -> String? { parsed(key, Self.line) }

    mutating func secret(_ key: SettingKey, prefixes: [String] = []) -> Secret? {
        guard let text = text(key) else { return nil }
        let secret = Secret(text)
        secrets.append(secret)
        guard prefixes.isEmpty || prefixes.contains(where: text.hasPrefix) else {
            problems.append("\(key.name) must begin with \(prefixes.joined(separator: " or ")).")
            return nil
        }
        return secret
    }

    mutating func choice(_ key: SettingKey) -> String? {
        parsed(key) { text in
            guard case .choice(let values) = key.kind, values.contains(text) else { return nil }
            return text
        }
    }

    mutating func integer(_ key: SettingKey) -> Int? {
        parsed(key) { text in
            guard case .integer(let range) = key.kind, let number = Int(text), range.contains(number) else {
                return nil
            }
            return number
        }
    }

    mutating func list<Element>(_ key: SettingKey, _ parse: (String) -> Element?) -> [Element] {
        let elements = parsed(key) { text -> [Element]? in
            let parts = text.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
            let elements = parts.compactMap { parse(String($0.reversed().drop { $0 == " " }.reversed())) }
            return elements.count == parts.count ? elements : nil
        }
        return elements ?? []
    }

    mutating func url(_ key: SettingKey) -> String? { parsed(key, Self.url) }

    mutating func folder(_ key: SettingKey) -> String? {
        guard let path = text(key) else { return nil }
        return reader.absolute(path, in: FileManager.default.currentDirectoryPath)
    }

    /// Colon-separated folders, absolute.
    mutating func folders(_ key: SettingKey) -> [String] {
        (text(key) ?? "").split(separator: ":").map {
            reader.absolute(String($0), in: FileManager.default.currentDirectoryPath)
        }
    }

    mutating func budgets() -> Settings.Budgets? {
        let day = parsed(.budgetDay, Self.microdollars)
        let swarm = parsed(.budgetSwarm, Self.microdollars)
        let task = parsed(.budgetTask, Self.microdollars)
        guard let day, let swarm, let task else { return nil }
        return Settings.Budgets(day: day, swarm: swarm, task: task)
    }

    // MARK: Data

    mutating func dataFolder() -> String? {
        if reader.value(.data) != nil { return folder(.data) }
        // The XDG specification has relative paths ignored.
        if let shared = reader.environment["XDG_DATA_HOME"], shared.hasPrefix("/") { return "\(shared)/waggle" }
        if let home = reader.environment["HOME"], home.hasPrefix("/") { return "\(home)/.local/share/waggle" }
        problems.append("WAGGLE_DATA must be given: there is no HOME in the environment to derive it from.")
        return nil
    }

    mutating func database(in dataFolder: String?) -> Settings.Database? {
        guard reader.value(.database) != nil else { return dataFolder.map { .sqlite(path: "\($0)/waggle.db") } }
        let database = parsed(.database) { [reader] text -> Settings.Database? in
            guard let text = Self.line(text) else { return nil }
            if text.hasPrefix("sqlite:") {
                let path = String(text.dropFirst("sqlite:".count))
                guard !path.isEmpty else { return nil }
                return .sqlite(path: reader.absolute(path, in: FileManager.default.currentDirectoryPath))
            }
            let isPostgres = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
            return isPostgres ? .postgres(url: Secret(text)) : nil
        }
        if case .postgres(let url)? = database {
            secrets.append(url)
            if let password = URL(string: url.expose())?.password { secrets.append(Secret(password)) }
            if case .flag? = reader.value(.database)?.layer, Self.holdsPassword(url.expose()) {
                warnings.append(
                    "--database holds a password, which everybody on this machine can read in the list of processes: "
                        + "put the address into WAGGLE_DATABASE, or into a file that WAGGLE_DATABASE_FILE names.")
            }
        }
        return database
    }

    private static func holdsPassword(_ url: String) -> Bool {
        let rest = url[(url.firstRange(of: "://")?.upperBound ?? url.startIndex)...]
        let user = rest.lastIndex(of: "@").map { rest[..<$0] } ?? ""
        return user.contains(":") || rest.contains("password=")
    }

    // MARK: Providers and models

    mutating func whatsApp() -> Settings.WhatsApp? {
        let appSecret = secret(.whatsAppAppSecret)
        let verifyToken = secret(.whatsAppVerifyToken)
        let accessToken = secret(.whatsAppAccessToken)
        let phoneNumberID = text(.whatsAppPhoneNumberID)
        let apiBase = url(.whatsAppAPIBase)
        let others: [(key: SettingKey, isThere: Bool, without: String)] = [
            (.whatsAppVerifyToken, verifyToken != nil, "Meta cannot check the webhook address"),
            (.whatsAppAccessToken, accessToken != nil, "nothing can be sent"),
            (.whatsAppPhoneNumberID, phoneNumberID != nil, "nothing can be sent"),
        ]
        guard let appSecret, let apiBase else {
            if reader.value(.whatsAppAppSecret) == nil, others.contains(where: \.isThere) {
                warnings.append("WhatsApp is off: WAGGLE_WHATSAPP_APP_SECRET is not set.")
            }
            return nil
        }
        for other in others where !other.isThere {
            warnings.append("WhatsApp is not complete: without \(other.key.name) \(other.without).")
        }
        return Settings.WhatsApp(
            appSecret: appSecret, verifyToken: verifyToken, accessToken: accessToken, phoneNumberID: phoneNumberID,
            apiBase: apiBase)
    }

    mutating func standard() -> Settings.Standard? {
        let incoming = secret(.standardSecret, prefixes: ["whsec_", "whpk_"])
        let replyURL = url(.standardReplyURL)
        let replySecret = secret(.standardReplySecret, prefixes: ["whsec_", "whsk_"])
        guard let incoming else {
            if reader.value(.standardSecret) == nil, replyURL != nil || replySecret != nil {
                warnings.append("Standard Webhooks are off: WAGGLE_STANDARD_SECRET is not set.")
            }
            return nil
        }
        guard let replyURL, let replySecret else {
            if replyURL != nil || replySecret != nil {
                warnings.append(
                    "Replies to Standard Webhooks are off: WAGGLE_STANDARD_REPLY_URL and "
                        + "WAGGLE_STANDARD_REPLY_SECRET belong together.")
            }
            return Settings.Standard(secret: incoming, reply: nil)
        }
        return Settings.Standard(secret: incoming, reply: (replyURL, replySecret))
    }

    mutating func models() -> Settings.Models {
        let record = folder(.modelRecord)
        let replay = folder(.modelReplay)
        if replay != nil {
            if record != nil { problems.append("WAGGLE_MODEL_RECORD and WAGGLE_MODEL_REPLAY exclude each other.") }
            if text(.model) == nil {
                problems.append("WAGGLE_MODEL_REPLAY needs WAGGLE_MODEL, the model that was recorded.")
            }
            warnings.append("Language models are replayed from WAGGLE_MODEL_REPLAY; none is asked.")
        }
        return Settings.Models(
            anthropic: endpoint(.anthropicAPIKey, .anthropicBaseURL),
            openAI: endpoint(.openAIAPIKey, .openAIBaseURL),
            ollamaURL: parsed(.ollamaHost) { Self.url($0.contains("://") ? $0 : "http://\($0)") },
            model: text(.model), trivial: text(.modelTrivial), standard: text(.modelStandard),
            complex: text(.modelComplex), prices: text(.modelPrices), recordFolder: record, replayFolder: replay)
    }

    private mutating func endpoint(_ keyName: SettingKey, _ address: SettingKey) -> Settings.ModelEndpoint? {
        let apiKey = secret(keyName)
        let baseURL = url(address)
        let isGiven = apiKey != nil || reader.value(address)?.layer != .defaultValue
        guard isGiven, let baseURL else { return nil }
        return Settings.ModelEndpoint(apiKey: apiKey, baseURL: baseURL)
    }

    // MARK: Texts

    /// The text itself when it is one line that is not empty.
    static func line(_ text: String) -> String? {
        text.isEmpty || text.unicodeScalars.contains { $0.properties.generalCategory == .control } ? nil : text
    }

    /// The address without a slash at its end.
    static func url(_ text: String) -> String? {
        guard let text = line(text), let url = URL(string: text), let host = url.host(), !host.isEmpty,
            url.scheme == "http" || url.scheme == "https", url.query() == nil, url.fragment() == nil,
            url.user() == nil, url.password() == nil
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Decimal dollars as millionths, exactly; nil for signs, exponents, more than six decimals, or over a billion.
    static func microdollars(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.count <= 9,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard !fraction.isEmpty, fraction.count <= 6 else { return nil }
        let padded = fraction + String(repeating: "0", count: 6 - fraction.count)
        guard let dollars = Int64(whole), let millionths = Int64(padded) else { return nil }
        return dollars * 1_000_000 + millionths
    }
}
