import Telemetry

extension SettingKey {
    static let listen = SettingKey(
        "WAGGLE_LISTEN", "listen", flag: "listen", .listenAddress, default: "127.0.0.1:8080",
        "Where the control plane listens, as HOST:PORT. Port 0 takes any free port.")
    static let publicURL = SettingKey(
        "WAGGLE_PUBLIC_URL", "public_url", flag: "public-url", .url, defaultNote: "the listening address",
        "The address under which chat providers and people reach the control plane.")
    static let data = SettingKey(
        "WAGGLE_DATA", "data", flag: "data", .folder, defaultNote: "$XDG_DATA_HOME/waggle, else ~/.local/share/waggle",
        "The folder that holds the database, repositories and keys.")
    static let database = SettingKey(
        "WAGGLE_DATABASE", "database", flag: "database", .database, defaultNote: "sqlite:waggle.db in the data folder",
        "The database, as sqlite:PATH or postgres://…; a password belongs into the environment or a file.")
    static let shared = SettingKey(
        "WAGGLE_SHARED", "shared", flag: "shared", .folder, defaultNote: "the data folder",
        "The folder of repositories, bundles and attachments that all control planes of one PostgreSQL database share.")
    static let agents = SettingKey(
        "WAGGLE_AGENTS", "agents", flag: "agents", .integer(0...64), default: "2",
        "How many local agents the control plane runs.")
    static let agentCapabilities = SettingKey(
        "WAGGLE_AGENT_CAPABILITIES", "agent_capabilities", .text,
        "What each local agent offers to tasks that ask for it, comma-separated, for example gpu=1,memory=8GB,os=linux. "
            + "Processors and memory are the machine's unless named here.")
    static let trustedProxies = SettingKey(
        "WAGGLE_TRUSTED_PROXIES", "trusted_proxies", .addresses,
        "Addresses or ranges of proxies whose forwarded headers are believed, comma-separated. They are checked and kept; "
            + "nothing reads forwarded headers yet: limits count per credential.")
    static let webhookRate = SettingKey(
        "WAGGLE_WEBHOOK_RATE", "webhook_rate", .integer(1...1_000_000), default: "100000",
        "How many signed webhook requests a second one provider may bring; more are answered 429.")
    static let repositoryRoots = SettingKey(
        "WAGGLE_REPOSITORY_ROOTS", "repository_roots", .text,
        "Folders, colon-separated, below which anybody who may run swarms may name a local repository. Elsewhere on "
            + "this machine only admins may.")
    static let leaseSeconds = SettingKey(
        "WAGGLE_LEASE_SECONDS", "lease_seconds", .integer(1...3_600), default: "60",
        "How long an agent keeps a task without a heartbeat; heartbeats come every third of it.")
    static let sandbox = SettingKey(
        "WAGGLE_SANDBOX", nil, flag: "sandbox", .choice(["required", "off"]), default: "required",
        "Whether what agents run must be confined; off lets it touch everything this user can.")
    static let admins = SettingKey(
        "WAGGLE_ADMINS", "admins", .identities,
        "The first admins, comma-separated as provider:id, for example whatsapp:16505551234.")
    static let log = SettingKey(
        "WAGGLE_LOG", "log", flag: "log", .choice(LogLevel.allCases.map(\.rawValue)), default: "info",
        "The least important log lines that are written.")
    static let prompts = SettingKey(
        "WAGGLE_PROMPTS", "prompts", .folder, defaultNote: "the prompts built in",
        "A folder whose Markdown files replace the language-model prompts of the same name.")

    static let retentionDays = SettingKey(
        "WAGGLE_RETENTION_DAYS", "retention_days", .integer(0...36_500), default: "0",
        "After how many days ended swarms lose their tasks, and conversations their messages; 0 keeps everything.")

    static let whatsAppAppSecret = SettingKey(
        "WAGGLE_WHATSAPP_APP_SECRET", "whatsapp.app_secret", .text, isSecret: true,
        "The Meta app's secret, which signs webhooks. Without it WhatsApp is off.")
    static let whatsAppVerifyToken = SettingKey(
        "WAGGLE_WHATSAPP_VERIFY_TOKEN", "whatsapp.verify_token", .text, isSecret: true,
        "The word you chose for Meta's check of the webhook address.")
    static let whatsAppAccessToken = SettingKey(
        "WAGGLE_WHATSAPP_ACCESS_TOKEN", "whatsapp.access_token", .text, isSecret: true,
        "The token with which messages are sent and media fetched.")
    static let whatsAppPhoneNumberID = SettingKey(
        "WAGGLE_WHATSAPP_PHONE_NUMBER_ID", "whatsapp.phone_number_id", .text,
        "The id of the business phone number that sends.")
    static let whatsAppAPIBase = SettingKey(
        "WAGGLE_WHATSAPP_API_BASE", "whatsapp.api_base", .url, default: "https://graph.facebook.com/v23.0",
        "The Graph API's address with its version.")

    static let standardSecret = SettingKey(
        "WAGGLE_STANDARD_SECRET", "standard.secret", .text, isSecret: true,
        "What signs Standard Webhooks to Waggle: whsec_… (shared) or whpk_… (public key). Without it they are off.")
    static let standardReplyURL = SettingKey(
        "WAGGLE_STANDARD_REPLY_URL", "standard.reply_url", .url,
        "Where replies to Standard Webhooks are posted.")
    static let standardReplySecret = SettingKey(
        "WAGGLE_STANDARD_REPLY_SECRET", "standard.reply_secret", .text, isSecret: true,
        "What signs those replies: whsec_… (shared) or whsk_… (private key).")

    static let anthropicAPIKey = SettingKey(
        "ANTHROPIC_API_KEY", "anthropic.api_key", .text, isSecret: true, "The key for Anthropic's models.")
    static let anthropicBaseURL = SettingKey(
        "ANTHROPIC_BASE_URL", "anthropic.base_url", .url, default: "https://api.anthropic.com",
        "Anthropic's address, without /v1.")
    static let openAIAPIKey = SettingKey(
        "OPENAI_API_KEY", "openai.api_key", .text, isSecret: true,
        "The key for OpenAI's models or a compatible server's.")
    static let openAIBaseURL = SettingKey(
        "OPENAI_BASE_URL", "openai.base_url", .url, default: "https://api.openai.com/v1",
        "The address of OpenAI or of a compatible server, with /v1.")
    static let ollamaHost = SettingKey(
        "OLLAMA_HOST", "ollama.host", .text, "Where Ollama listens, as HOST:PORT or an address. Unset means no Ollama.")
    static let model = SettingKey(
        "WAGGLE_MODEL", "model.default", .text, "The model for everything that no tier below names.")
    static let modelTrivial = SettingKey(
        "WAGGLE_MODEL_TRIVIAL", "model.trivial", .text, "The model for trivial work.")
    static let modelStandard = SettingKey(
        "WAGGLE_MODEL_STANDARD", "model.standard", .text, "The model for standard work.")
    static let modelComplex = SettingKey(
        "WAGGLE_MODEL_COMPLEX", "model.complex", .text, "The model for complex work.")
    static let modelPrices = SettingKey(
        "WAGGLE_MODEL_PRICES", "model.prices", .text,
        "Prices of models in dollars per million tokens, as name=input/output, comma-separated; they win over the built-in ones."
    )
    static let modelRecord = SettingKey(
        "WAGGLE_MODEL_RECORD", "model.record", .folder,
        "A folder in which every answer of a language model is kept, for demonstrations and tests.")
    static let modelReplay = SettingKey(
        "WAGGLE_MODEL_REPLAY", "model.replay", .folder,
        "A folder of kept answers, in place of any language model; a request without one fails.")
    static let executor = SettingKey(
        "WAGGLE_EXECUTOR", "executor", .choice(["builtin", "none"]), defaultNote: "builtin with a model, else none",
        "What does tasks that carry no script of their own.")

    static let taskSeconds = SettingKey(
        "WAGGLE_TASK_SECONDS", "task_seconds", .integer(10...604_800), default: "3600",
        "How long one attempt at a task may take.")

    static let budgetDay = SettingKey(
        "WAGGLE_BUDGET_DAY", "budget.day", .dollars, default: "20",
        "The most that may be spent on language models in a day (UTC), in US dollars.")
    static let budgetSwarm = SettingKey(
        "WAGGLE_BUDGET_SWARM", "budget.swarm", .dollars, default: "10",
        "The most that one swarm may spend, in US dollars, unless its own budget is set.")
    static let budgetTask = SettingKey(
        "WAGGLE_BUDGET_TASK", "budget.task", .dollars, default: "2",
        "The most that one task may spend, in US dollars.")

    /// A heading of the reference page with its settings; every setting is in exactly one.
    package static let sections: [(title: String, keys: [SettingKey])] = [
        (
            "General",
            [
                listen, publicURL, data, database, shared, agents, agentCapabilities, trustedProxies, webhookRate,
                repositoryRoots, leaseSeconds, sandbox, admins, log, prompts, retentionDays,
            ]
        ),
        (
            "WhatsApp (Meta Cloud API)",
            [whatsAppAppSecret, whatsAppVerifyToken, whatsAppAccessToken, whatsAppPhoneNumberID, whatsAppAPIBase]
        ),
        ("Standard Webhooks", [standardSecret, standardReplyURL, standardReplySecret]),
        (
            "Language models",
            [
                anthropicAPIKey, anthropicBaseURL, openAIAPIKey, openAIBaseURL, ollamaHost, model, modelTrivial,
                modelStandard, modelComplex, modelPrices, modelRecord, modelReplay, executor, taskSeconds,
            ]
        ),
        ("Budgets", [budgetDay, budgetSwarm, budgetTask]),
    ]

    package static let all = sections.flatMap(\.keys)

    /// Names beginning with `WAGGLE_` that belong to commands which talk to a control plane, not to its settings.
    package static let clientNames = [
        "WAGGLE_URL", "WAGGLE_TOKEN", "WAGGLE_TOKEN_FILE", "WAGGLE_CONFIG", "WAGGLE_JOIN",
    ]
}
