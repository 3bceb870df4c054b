package import Crypto
package import Telemetry

/// The settings of a control plane, checked and typed; made once at start and handed down in pieces.
package struct Settings: Sendable {
    package enum Database: Sendable, Equatable {
        /// The path of a file; absolute unless it was given relative to the folder of the process.
        case sqlite(path: String)
        /// The whole address, which may hold a password.
        case postgres(url: Secret)
    }

    /// Who may command from the first start on.
    package struct Admin: Sendable, Equatable {
        package let provider: String
        package let id: String
    }

    package struct WhatsApp: Sendable {
        package let appSecret: Secret
        package let verifyToken: Secret?
        /// Without it and the phone number's id nothing can be sent.
        package let accessToken: Secret?
        package let phoneNumberID: String?
        package let apiBase: String
    }

    package struct Standard: Sendable {
        package let secret: Secret
        /// Both are there or neither is: unsigned replies are not sent.
        package let reply: (url: String, secret: Secret)?
    }

    /// Where a language model answers; there only when its key or its address was given.
    package struct ModelEndpoint: Sendable {
        package let apiKey: Secret?
        package let baseURL: String
    }

    package struct Models: Sendable {
        package let anthropic: ModelEndpoint?
        package let openAI: ModelEndpoint?
        /// The address with its scheme, without a path: `http://127.0.0.1:11434`.
        package let ollamaURL: String?
        package let model: String?
        package let trivial: String?
        package let standard: String?
        package let complex: String?
        /// As `ModelPriceTable.parse` reads them.
        package let prices: String?
        /// Where answers are kept; absolute.
        package let recordFolder: String?
        /// Where answers come from, instead of from any endpoint; absolute.
        package let replayFolder: String?
    }

    /// Caps in millionths of a US dollar.
    package struct Budgets: Sendable, Equatable {
        package let day: Int64
        package let swarm: Int64
        package let task: Int64
    }

    package enum Executor: String, Sendable {
        case builtin, none
    }

    package let listen: ListenAddress
    /// Without a slash at its end; nil means the address the server really listens on.
    package let publicURL: String?
    /// Absolute.
    package let dataFolder: String
    /// Of repositories, bundles and attachments; absolute.
    package let sharedFolder: String
    package let database: Database
    package let agents: Int
    /// `KEY=VALUE` pairs of every local agent.
    package let agentCapabilities: [String]
    package let trustedProxies: [AddressRange]
    /// Signed webhook requests a second of one provider.
    package let webhookRate: Int
    /// Folders below which operators may name local repositories; absolute.
    package let repositoryRoots: [String]
    package let lease: Duration
    package let isSandboxRequired: Bool
    package let admins: [Admin]
    package let logLevel: LogLevel
    /// Nil means the prompts built in.
    package let promptsFolder: String?
    /// Nil means that WhatsApp is off; so with Standard Webhooks.
    package let whatsApp: WhatsApp?
    package let standard: Standard?
    package let models: Models
    /// Nil means `builtin` where there is a model, else none.
    package let executor: Executor?
    /// Of one attempt at a task.
    package let taskSeconds: Int
    /// Days after which ended swarms and old messages lose their details; 0 keeps them.
    package let retentionDays: Int
    package let budgets: Budgets
    /// What is odd but not wrong, for people, one sentence each; without secrets.
    package let warnings: [String]
    /// Every secret value, for `Redactor.register`.
    package let secrets: [Secret]
}

extension Settings {
    /// Checks and types what was read.
    ///
    /// - Throws: `SettingsError` with every problem at once.
    package init(_ reader: SettingsReader) throws(SettingsError) {
        var check = SettingsCheck(reader)
        let listen = check.parsed(.listen, ListenAddress.init)
        let dataFolder = check.dataFolder()
        let database = check.database(in: dataFolder)
        let agents = check.integer(.agents)
        let leaseSeconds = check.integer(.leaseSeconds)
        let webhookRate = check.integer(.webhookRate)
        agentCapabilities = check.list(.agentCapabilities) { $0.contains("=") ? $0 : nil }
        repositoryRoots = check.folders(.repositoryRoots)
        let logLevel = check.parsed(.log, LogLevel.init)
        let taskSeconds = check.integer(.taskSeconds)
        let retentionDays = check.integer(.retentionDays)
        let budgets = check.budgets()
        isSandboxRequired = check.choice(.sandbox) != "off"
        publicURL = check.url(.publicURL)
        trustedProxies = check.list(.trustedProxies, AddressRange.init)
        admins = check.list(.admins, Admin.init)
        promptsFolder = check.folder(.prompts)
        let sharedFolder = check.folder(.shared)
        whatsApp = check.whatsApp()
        standard = check.standard()
        models = check.models()
        executor = check.choice(.executor).flatMap(Executor.init)
        // Each nil has its problem.
        guard check.problems.isEmpty, let listen, let dataFolder, let database, let agents, let leaseSeconds,
            let logLevel, let taskSeconds, let retentionDays, let budgets, let webhookRate
        else { throw SettingsError(problems: check.problems) }
        self.listen = listen
        self.dataFolder = dataFolder
        self.sharedFolder = sharedFolder ?? dataFolder
        self.database = database
        self.agents = agents
        self.lease = .seconds(leaseSeconds)
        self.webhookRate = webhookRate
        self.logLevel = logLevel
        self.taskSeconds = taskSeconds
        self.retentionDays = retentionDays
        self.budgets = budgets
        warnings = check.warnings
        secrets = check.secrets
    }
}

extension Settings.Admin {
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].allSatisfy({ $0.isASCII && $0.isLowercase }) else { return nil }
        self.init(provider: String(parts[0]), id: String(parts[1]))
    }
}
