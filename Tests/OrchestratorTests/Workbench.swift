import AgentProtocol
import Crypto
import FoundationEssentials
import Git
import Glibc
import Orchestrator
import Planner
import Store
import Subprocess
import Telemetry
import TestSupport
import Threading
import Vocabulary

/// A control plane without its edges: a real database and real repositories in a folder of its own, a clock that tests
/// turn, and agents that are driven by hand.
final class Workbench: Sendable {
    let folder: String
    /// Where the store is, for a second one after it is closed.
    let location: StoreLocation
    let store: Store
    let settings: OrchestratorSettings
    let repositories: Repositories
    let desk: AgentDesk
    let dispatcher: Dispatcher
    private let clock: Lock<Int64>

    private init(
        folder: String, location: StoreLocation, store: Store, settings: OrchestratorSettings, clock: Lock<Int64>
    ) {
        self.folder = folder
        self.location = location
        self.store = store
        self.settings = settings
        self.clock = clock
        repositories = Repositories(folder: folder + "/repositories")
        dispatcher = Dispatcher(store: store)
        desk = AgentDesk(
            store: store, settings: settings, repositories: repositories, dispatcher: dispatcher,
            bundleFolder: folder + "/bundles")
    }

    static func with(
        settings: OrchestratorSettings = OrchestratorSettings(), _ body: (Workbench) async throws -> Void
    ) async throws {
        var template = Array("/tmp/waggle-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StoreError.unavailable("no folder for the test") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        mkdir(folder + "/repositories", 0o700)
        let clock = Lock<Int64>(1_800_000_000_000)
        let numbers = Lock<UInt64>(0)
        let location = try await TestDatabase.server().map { StoreLocation.server($0) } ?? .file(folder + "/waggle.db")
        let store = try await Store(
            at: location,
            clock: { Timestamp(milliseconds: clock.withLock { $0 }) },
            randomNumber: {
                numbers.withLock {
                    $0 = $0 &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return $0
                }
            })
        let bench = Workbench(folder: folder, location: location, store: store, settings: settings, clock: clock)
        do { try await body(bench) } catch {
            await store.close()
            try? await FolderRemoval.remove(folder)
            throw error
        }
        await store.close()
        try await FolderRemoval.remove(folder)
    }

    func advance(_ duration: Duration) { clock.withLock { $0 += duration.wholeMilliseconds } }

    // MARK: People

    func person(_ name: String = "owner", role: Role = .admin) async throws -> PrincipalID {
        try await store.perform(AdmitPrincipal(name: name, role: role))
    }

    /// Says something in a terminal conversation; returns the texts of the answers.
    @discardableResult
    func say(
        _ commands: [Command], as principal: PrincipalID, isExact: Bool = true, key: String? = nil
    ) async throws -> [MessageRecord] {
        let id = try await store.perform(
            Incoming(sender: "principal:\(principal)", key: key ?? "\(UInt64.random(in: 0 ... .max))"))
        guard let id else { return [] }
        let output = try await store.perform(
            PerformMessage(
                message: id, commands: commands, isExact: isExact, overtakes: true, settings: settings))
        return try await store.read { transaction in try output.replies.compactMap { try transaction.message($0) } }
    }

    struct Incoming: StoreOperation {
        let sender: String
        let key: String

        func perform(in transaction: WriteTransaction) throws -> MessageID? {
            let conversation = try transaction.openConversation(.terminal, "test")
            return try transaction.insertIncoming(
                .terminal, conversation: conversation.id, sender: sender, providerKey: key, text: "", payload: nil)
        }
    }

    // MARK: Swarms and agents

    /// A swarm as a person's wish makes it: it waits for its plan.
    func swarm(
        _ prd: String, agents: Int? = nil, budget: Double? = nil, by owner: PrincipalID
    ) async throws -> SwarmID {
        var slots: [Slot: SlotValue] = [.prd: .text(prd)]
        slots[.agents] = agents.map { .integer($0) }
        slots[.budget] = budget.map { .number($0) }
        let created = try await store.perform(
            PerformCommand(principal: owner, command: Command(.swarmCreate, slots), settings: settings))
        guard let id = created.swarm else { throw StoreError.missing("swarm") }
        return id
    }

    /// A running swarm whose plan was made from the outline and approved.
    func runningSwarm(_ prd: String, agents: Int = 8, by owner: PrincipalID) async throws -> SwarmRecord {
        let id = try await swarm(prd, agents: agents, by: owner)
        guard let swarm = try await store.read({ try $0.swarm(id) }) else { throw StoreError.missing("swarm") }
        let head = try await repositories.prepare(swarm, at: store.now)
        try await store.perform(KeepHead(swarm: id, head: head.text, repository: repositories.path(of: swarm.slug)))
        let plan = try await Planner().plan(prd, context: PlanningContext(agents: agents))
        try await store.perform(
            KeepPlan(
                swarm: id, version: 1, plan: plan, digest: try PlanDigest.hex(of: plan), notes: [], settings: settings))
        _ = try await store.perform(
            PerformCommand(
                principal: owner, command: Command(.planApprove, [.swarm: .text("#\(id)")]), settings: settings))
        guard let running = try await store.read({ try $0.swarm(id) }) else { throw StoreError.missing("swarm") }
        return running
    }

    func agent(
        _ name: String, executors: [Executor] = [.shell], processors: Int = 1, memoryMegabytes: Int = 0,
        gpus: Int? = nil, jobs: Int? = nil, models: [String]? = nil, tags: [String: String] = [:]
    ) async throws -> AgentRecord {
        let capabilities = AgentCapabilities(
            executors: executors, processors: processors, memoryMegabytes: memoryMegabytes, gpus: gpus, jobs: jobs,
            models: models, tags: tags, isSandboxed: true)
        let token = Token.generate()
        let id = try await store.perform(
            RegisterAgent(
                name: name, process: "p-\(name)", slot: nil,
                capabilities: try StoredJSON.encode(capabilities), tokenDigest: token.digest, joinToken: nil))
        guard let agent = try await store.read({ try $0.agent(id) }) else { throw StoreError.missing("agent") }
        return agent
    }

    /// Does a work job for real, outside a sandbox: clone, script, commit, bundle.
    func work(on offer: JobOffer) async throws -> (JobReport, bundle: [UInt8]) {
        let clone = "\(folder)/clone-\(offer.lease)"
        let script = """
            set -e
            git clone -q --no-checkout "\(offer.repository)" "\(clone)" && cd "\(clone)"
            git checkout -q "\(offer.base)"
            sh -eu -c '\((offer.run ?? "true").replacingOccurrencesOfQuote)'
            git add -A && git -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m work
            git bundle create -q out.bundle "\(offer.base)..HEAD" 2>/dev/null
            git rev-parse HEAD
            """
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "/bin/sh", arguments: ["-c", script],
                environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"],
                timeout: .seconds(60)))
        guard result.termination.isSuccess else { throw StoreError.unavailable("work failed: \(result.errorText)") }
        let tip = String(result.outputText.split(separator: "\n").last ?? "")
        let bundle = try FileBytes.read("\(clone)/out.bundle")
        return (JobReport(commit: tip, bundle: SHA256.hex(bundle), isSandboxed: true), bundle)
    }

    static func checks(_ offer: JobOffer, base: Int = 1, result: Int = 0) -> JobReport {
        JobReport(
            baseChecks: offer.checks.map { CheckOutcome(command: $0, exit: base, seconds: 0, outputTail: "") },
            checks: offer.checks.map { CheckOutcome(command: $0, exit: result, seconds: 0, outputTail: "") },
            isSandboxed: true)
    }
}

enum FileBytes {
    static func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}

extension String {
    /// For a single-quoted shell word.
    var replacingOccurrencesOfQuote: String {
        split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    }
}
