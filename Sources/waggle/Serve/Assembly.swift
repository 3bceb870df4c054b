import ChatBridge
import CommandLine
import Configuration
import ControlPlane
import Crypto
import Git
import Glibc
import HTTPClient
import HTTPServer
import LanguageModel
import Lifecycle
import Orchestrator
import Planner
import Store
import Swarm
import Telemetry
import Vocabulary

/// Everything `waggle serve` is made of, put together once at start.
struct Assembly {
    private let settings: Settings
    private let console: Console
    private let logger: Logger
    private let store: Store
    private let server: HTTPServer
    private let port: UInt16
    private let services: [any Service]
    private let owner: PrincipalID
    /// Nobody else's git works in our repositories while this process lives; nil where the folder is shared.
    private let ownership: RepositoryOwnership?
    /// This control plane's name among those that share its database; nil where it is alone.
    private let node: String?

    init(_ settings: Settings, console: Console) async throws {
        self.settings = settings
        self.console = console
        let redactor = Redactor()
        for secret in settings.secrets { redactor.register(secret.expose()) }
        logger = Logger(
            label: "waggle", level: settings.logLevel,
            output: .standardError(redactor: redactor, color: console.hasColor, time: { "\(WallClock.now())" }))
        try DataFolder.prepare(settings.dataFolder)
        try DataFolder.prepare(settings.sharedFolder)
        let orchestration = await Self.orchestration(settings, logger)
        store = try await Self.open(settings, console)
        owner = try await Self.admit(settings, store)
        // Before anything here can reserve; beside other processes housekeeping tells dead ones' by their age.
        if !store.isShared { try await store.perform(SettleAbandonedSpend()) }

        let client = HTTPClient()
        let metrics = MetricsRegistry()
        let models = try ModelSetup(settings, client: client)
        node = store.isShared ? try DataFolder.node(of: settings.dataFolder) : nil
        let repositories = Repositories(folder: settings.sharedFolder + "/repositories")
        do {
            ownership = try await repositories.own(isShared: store.isShared)
        } catch GitError.file(let path, EWOULDBLOCK) {
            throw ServeError("another process works in the repositories of this data folder (it holds \(path)).")
        }
        let dispatcher = Dispatcher(store: store)
        let desk = AgentDesk(
            store: store, settings: orchestration, repositories: repositories, dispatcher: dispatcher,
            bundleFolder: settings.sharedFolder + "/bundles")
        let lastKnown = LastKnown(store: store)
        let chat = try await ChatAssembly(
            settings, orchestration, store: store, client: client, models: models, logger: logger, metrics: metrics)
        let plane = ControlPlane(
            store: store, desk: desk, settings: orchestration, metrics: metrics, logger: logger.labelled("http"),
            lastKnown: lastKnown, inbox: chat.inbox, model: models.model,
            price: { name in
                guard let router = models.router else { throw ModelSetup.missing }
                return try router.price(of: name)
            }, endpoints: { models.router?.health ?? [] },
            modelName: { tier in
                guard let router = models.router else { throw ModelSetup.missing }
                return try router.model(for: tier)
            })
        var routes = HTTPRoutes()
        plane.addRoutes(to: &routes)
        chat.webhooks.add(to: &routes)
        server = HTTPServer(Self.listener(settings, logger), routes)
        port = try server.start()

        let store = store
        let planning = PlanningService(
            store: store, settings: orchestration, repositories: repositories, models: models.planning,
            planner: Planner(prompts: try PromptLibrary(overriddenBy: settings.promptsFolder)),
            surroundings: {
                [
                    toolchain = SandboxToolchain(
                        isRequired: settings.isSandboxRequired, parent: settings.dataFolder + "/agents")
                ] in
                await toolchain.text()
            },
            logger: logger.labelled("planning"))
        let landing = LandingService(store: store, repositories: repositories, logger: logger.labelled("landing"))
        let pushing = PushService(store: store, repositories: repositories, logger: logger.labelled("pushing"))
        let hub = HubService(store: store, settings: orchestration, logger: logger.labelled("hub"))
        let reaper = LeaseReaper(store: store, settings: orchestration)
        let housekeeping = Housekeeping(store: store, settings: orchestration, desk: desk)
        let supervisor = AgentSupervisor(
            store: store, count: settings.agents,
            launch: try Self.launch(settings, port: port, models: models, node: node),
            logger: logger.labelled("agents"))
        let watch = DatabaseWatch(store: store, lastKnown: lastKnown, logger: logger.labelled("database"))
        let logger = logger
        // One of the control planes that share a database runs each of these.
        func single(_ name: String, _ body: @escaping @Sendable () async throws -> Void) -> LoopService {
            LoopService(name: name, logger: logger) { try await ServiceTurn(store: store, name: name).run(body) }
        }
        let always: [any Service] = [
            StoreService(store: store), LoopService(name: "database", logger: logger) { await watch.run() },
            LoopService(name: "dispatch", logger: logger) { await dispatcher.run() },
            single("reaper") { try await reaper.run() }, single("housekeeping") { try await housekeeping.run() },
            single("landing") { try await landing.run() }, single("pushing") { try await pushing.run() },
            single("hub") { try await hub.run() }, single("planning") { try await planning.run() },
            single("outbox") { await chat.outbox.run() },
            LoopService(name: "conversations", logger: logger) { await chat.lanes.run() }, HTTPService(server: server),
        ]
        // Without agents there is nothing to supervise, and a service that ends takes the others with it.
        services =
            settings.agents == 0
            ? always : always + [LoopService(name: "agents", logger: logger) { try await supervisor.run() }]
    }

    /// Serves until the process is asked to stop.
    func run() async throws {
        let url = settings.publicURL ?? localURL
        let token = Token.generate()
        try await store.perform(IssueMachineToken(digest: token.digest, owner: owner, node: node))
        let code = Token.generate()
        _ = try await store.perform(
            IssueToken(
                digest: code.digest, kind: .signIn, label: "printed at start", principal: owner,
                lifetime: .seconds(900)))
        // Last of what the start needs the database for: from here on an outage of it ends nothing.
        try Credential(url: localURL, token: token.secret.expose(), pid: getpid()).write(in: settings.dataFolder)
        await SandboxCheck.report(settings, console)
        greet(url, code)
        let group = ServiceGroup(
            services: services, logger: logger.labelled("lifecycle"), signals: try SignalListener().signals)
        defer { Credential.remove(in: settings.dataFolder) }
        try await group.run()
    }

    private var localURL: String { Self.localURL(settings, port: port) }

    /// Where processes on this machine reach the server.
    private static func localURL(_ settings: Settings, port: UInt16) -> String {
        let host = settings.listen.host
        let reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        return "http://\(reachable.contains(":") ? "[\(reachable)]" : reachable):\(port)"
    }

    private func greet(_ url: String, _ code: Token) {
        console.say("Waggle is ready: \(url)/#code=\(code.secret.expose())")
        console.say("The link signs this browser in once, within 15 minutes. Say “help” there, or send a PRD.")
    }

    // MARK: Pieces

    private static func orchestration(_ settings: Settings, _ logger: Logger) async -> OrchestratorSettings {
        let hasModel = ModelSetup.isConfigured(settings)
        var orchestration = OrchestratorSettings(
            leaseSeconds: Int(settings.lease.components.seconds), taskSeconds: settings.taskSeconds,
            // A cap of 0 is one: nothing may be spent.
            dayCap: Money(microdollars: settings.budgets.day),
            swarmCap: Money(microdollars: settings.budgets.swarm), taskCap: Money(microdollars: settings.budgets.task),
            defaultExecutor: hasModel && settings.executor != Settings.Executor.none ? .builtin : nil,
            isSandboxed: settings.isSandboxRequired,
            retention: settings.retentionDays > 0 ? .seconds(settings.retentionDays * 86_400) : nil)
        orchestration.repositoryRoots = settings.repositoryRoots
        return orchestration
    }

    private static func open(_ settings: Settings, _ console: Console) async throws -> Store {
        let location: StoreLocation
        switch settings.database {
        case .sqlite(let path):
            try LocalDatabase.examine(path, dataFolder: settings.dataFolder, console)
            location = .file(path)
        case .postgres(let url):
            location = .server(url.expose(), node: try DataFolder.node(of: settings.dataFolder))
        }
        return try await Store(
            at: location, clock: WallClock.now,
            randomNumber: {
                var random = SecureRandom()
                return random.next()
            }, reconciliation: settings.lease)
    }

    /// The people of the settings, and the owner of this machine.
    private static func admit(_ settings: Settings, _ store: Store) async throws -> PrincipalID {
        for admin in settings.admins {
            guard let provider = Provider(rawValue: admin.provider) else {
                throw ServeError("WAGGLE_ADMINS names the provider \(admin.provider), which is not built yet.")
            }
            _ = try await store.perform(
                AdmitPrincipal(
                    name: "\(provider.rawValue) \(admin.id)", role: .admin, provider: provider, external: admin.id))
        }
        return try await store.perform(AdmitPrincipal(name: "owner", role: .admin))
    }

    private static func listener(_ settings: Settings, _ logger: Logger) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(host: settings.listen.host, port: settings.listen.port)
        // A page of another site that points its name at this machine is refused by Host, and its requests by Origin.
        var hosts: Set<String> = ["localhost", "127.0.0.1", "::1", "[::1]", settings.listen.host]
        var origins: Set<String> = []
        if let url = settings.publicURL {
            let origin = WebOrigin.of(url)
            origins.insert(origin)
            hosts.insert(WebOrigin.host(of: origin))
        }
        configuration.allowedHosts = hosts
        configuration.allowedOrigins = origins
        let logger = logger.labelled("http")
        configuration.log = { logger.warning("the HTTP server reports", ["detail": $0]) }
        return configuration
    }

    private static func launch(
        _ settings: Settings, port: UInt16, models: ModelSetup, node: String?
    ) throws -> AgentSupervisor.Launch {
        guard let executable = ExecutablePath.read() else {
            throw ServeError("the path of this executable cannot be read")
        }
        var arguments = ["--executor", "shell"]
        if models.router != nil { arguments += ["--executor", "builtin"] }
        for pair in settings.agentCapabilities { arguments += ["--capability", pair] }
        // Only what an agent needs: no key of ours is in its environment.
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "WAGGLE_LOG": settings.logLevel.rawValue]
        environment["WAGGLE_PROMPTS"] = settings.promptsFolder
        if !settings.isSandboxRequired { environment["WAGGLE_SANDBOX"] = "off" }
        return AgentSupervisor.Launch(
            executable: executable, url: localURL(settings, port: port), folder: settings.dataFolder + "/agents",
            environment: environment, arguments: arguments, node: node)
    }
}

struct ServeError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
