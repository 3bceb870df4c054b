import AgentProtocol
import CommandLine
import Configuration
import Crypto
import Glibc
import HTTPClient
import Orchestrator
import Swarm
import Telemetry
// Only these: the vocabulary has a Command of its own.
import enum Vocabulary.Executor

/// `waggle agent`: an agent, on this or another machine.
struct AgentCommand: Command {
    static let name = "agent"
    static let summary = "Runs an agent that works for a control plane."
    static let discussion = """
        On another machine, ask the control plane for a join token (“waggle token create --agent”, or say “invite an agent”)
        and start the agent with it. Local agents are started by “waggle serve” itself.
        """
    static let options: [OptionSpec] = [
        .option("url", "URL", "Address of the control plane."),
        .option("join", "TOKEN", "One-time join token; also read from WAGGLE_JOIN."),
        .option("name", "NAME", "What people call the agent; the machine's name by default."),
        .option(
            "capability", "KEY=VALUE",
            "Something tasks can ask for: gpu=1, cpu=4, memory=8GB, model=NAME, or a tag of your own. jobs=N is how "
                + "many jobs it holds at once.", isRepeated: true),
        .option("executor", "NAME", "What it can run: shell, builtin.", isRepeated: true),
        .option("data", "DIR", "The agent's own folder.", completion: .folder),
        .option("slot", "NAME", "Used by waggle serve: run as the supervised agent of that name."),
    ]

    private let url: String
    private let join: String?
    private let name: String?
    private let offer: AgentOffer
    private let executors: [Executor]
    private let data: String?
    private let slot: String?

    init(parsing arguments: Arguments) throws(UsageError) {
        guard let url = arguments.value("url") else {
            throw UsageError("--url is missing: the control plane's address.")
        }
        self.url = url
        join = arguments.value("join")
        name = arguments.value("name")
        data = arguments.value("data")
        slot = arguments.value("slot")
        var offer = AgentOffer()
        for pair in arguments.values("capability") {
            guard offer.add(pair) else {
                throw UsageError(
                    "--capability is KEY=VALUE, with a number for gpu, cpu, memory and jobs; not “\(pair)”.")
            }
        }
        self.offer = offer
        var executors: [Executor] = []
        for text in arguments.values("executor") {
            guard let executor = Executor(rawValue: text) else {
                throw UsageError("There is no executor “\(text)”; there are shell and builtin.")
            }
            executors.append(executor)
        }
        self.executors = executors.isEmpty ? [.shell, .builtin] : executors
    }

    func run(_ console: Console) async throws -> ExitCode {
        let environment = ProcessEnvironment.read()
        guard let folder = data ?? environment["HOME"].map({ $0 + "/.local/share/waggle-agent" }) else {
            throw UsageError("--data is missing: where the agent keeps its work.")
        }
        guard let token = slot == nil ? join ?? environment["WAGGLE_JOIN"] : Self.readToken() else {
            throw UsageError("--join is missing: ask the control plane for a join token.")
        }
        // Before anything else: an executable that is replaced later is still found at its place.
        let executable = ExecutablePath.read()
        let logger = Logger(
            label: "agent", level: LogLevel(rawValue: environment["WAGGLE_LOG"] ?? "info") ?? .info,
            output: .standardError(
                redactor: Redactor(), color: console.hasColor, time: { "\(WallClock.now())" })
        ).with(metadata: ["agent.name": slot ?? name ?? ""])
        let sandbox = try await sandbox(environment, folder, logger)
        let capabilities = offer.capabilities(
            executors: executors, isSandboxed: sandbox.mode == .required, version: Waggle.version)
        let daemon = AgentDaemon(
            AgentConfiguration(
                url: url, name: slot ?? name ?? Self.hostName(), token: Secret(token),
                process: HexEncoding.encode(SecureRandom.bytes(16)), folder: folder, capabilities: capabilities),
            sandbox: sandbox, executors: try AgentExecutors.make(executors, prompts: environment["WAGGLE_PROMPTS"]),
            client: HTTPClient(), logger: logger,
            now: WallClock.now, chance: { Double.random(in: 0..<1) })
        if slot != nil { daemon.endWithSupervisor(AgentSupervisor.supervisorDescriptor) }
        let end = try await withSignals { try await daemon.run() }
        switch end {
        case .stopped, .supervisorEnded, .retired: return .ok
        case .restarting:
            // The supervisor starts a slot's next process; elsewhere this process becomes the next one.
            guard slot == nil else { return .ok }
            throw ServeError("the agent could not start again: \(ExecutablePath.replaceProcess(executable))")
        case .revoked(let why):
            console.say("waggle: the control plane no longer knows this agent: \(why)")
            return .notAllowed
        }
    }

    /// The supervisor hands the token over in a file in memory, never in an argument or the environment.
    private static func readToken() -> String? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(AgentSupervisor.tokenDescriptor, &bytes, bytes.count)
        close(AgentSupervisor.tokenDescriptor)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    private func sandbox(
        _ environment: [String: String], _ folder: String, _ logger: Logger
    ) async throws -> Sandbox {
        if environment["WAGGLE_SANDBOX"] == "off" {
            logger.warning("agents run without a sandbox: their scripts can reach everything this user can")
            return Sandbox(mode: .off)
        }
        try DataFolder.prepare(folder)
        switch await SandboxProbe.run(parent: folder) {
        case .works(_, let account):
            return Sandbox(mode: .required, account: account, marker: SandboxMarker(folder: folder))
        case .fails(let reason, let mend):
            throw ServeError(
                "the sandbox does not work here: \(reason). \(mend). (WAGGLE_SANDBOX=off runs without it.)")
        }
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(40))
    }
}
