import Cards
import CommandLine
import Configuration
import Crypto
import FoundationEssentials
import HTTPClient
import LanguageModel
import Orchestrator
import Planner
import Subprocess
import Vocabulary

/// `waggle plan`: the plan of a PRD; runs nothing.
struct PlanCommand: LocalCommand {
    static let name = "plan"
    static let summary = "Print the plan of a PRD; runs nothing of it."
    static let discussion = """
        A PRD with a “Tasks” section is planned as it stands; anything else needs a language model (see “waggle config
        explain WAGGLE_MODEL”), and its calls cost what they cost.
        """
    static let positionals = [
        PositionalSpec("FILE", "The PRD: text, Markdown, PDF or Word; - reads standard input.", completion: .file)
    ]
    static let options: [OptionSpec] = [
        .flag("json", "Print the plan as JSON, with its digest."),
        .option("repo", "DIR", "A clone of the repository to plan for.", completion: .folder),
        .option("agents", "N", "How many agents the forecast counts on; 2."),
    ]

    private let file: PRDFile
    private let isJSON: Bool
    private let repository: String?
    private let agents: Int

    init(parsing arguments: Arguments) throws(UsageError) {
        file = PRDFile(path: arguments.positionals[0])
        isJSON = arguments.flag("json")
        repository = arguments.value("repo")
        agents = try arguments.integer("agents", in: 1...64) ?? 2
    }

    func run(_ console: Console) async throws -> ExitCode {
        let settings = try Settings(SettingsReader(environment: ProcessEnvironment.read()))
        let client = HTTPClient()
        defer { client.shutdown() }
        let models = try ModelSetup(settings, client: client).planning
        let document = try await file.read()
        let prompts = try PromptLibrary(overriddenBy: settings.promptsFolder)
        if models.model != nil, console.isInteractive { console.say(console.dim("Planning…")) }
        let surroundings = models.model == nil ? nil : await Self.surroundings(settings)
        let files = try await repositoryFiles()
        let excerpts = models.model == nil ? [] : try await RepositoryExcerpt.read(files, with: content)
        let plan: Plan
        do {
            plan = try await Planner(prompts: prompts).plan(
                document.text,
                context: PlanningContext(
                    model: models.model, modelNames: models.names(nil),
                    defaultExecutor: models.model == nil || settings.executor == Settings.Executor.none
                        ? nil : .builtin,
                    agents: agents, repositoryFiles: files, excerpts: excerpts, surroundings: surroundings,
                    cost: models.forecast))
        } catch let error as PlanningError { throw ClientProblem("\(error)") }
        let digest = try PlanDigest.hex(of: plan)
        if isJSON {
            console.data(try Self.json(plan, digest).canonical)
        } else {
            let details = PlanDetails(swarm: plan.title, plan: plan, digest: digest).render()
            console.data(Terminal.text(details.text, hasStyle: Terminal.hasStyle(console)))
            for note in plan.notes { console.say("! \(Terminal.inert(note))") }
        }
        return .ok
    }

    /// The plan would be carried out elsewhere, but on a machine like this one as far as is known.
    private static func surroundings(_ settings: Settings) async -> String? {
        let folder =
            FileManager.default.temporaryDirectory.path + "/waggle-plan-\(HexEncoding.encode(SecureRandom.bytes(8)))"
        guard (try? DataFolder.prepare(folder)) != nil else { return nil }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return await SandboxToolchain(isRequired: settings.isSandboxRequired, parent: folder).text()
    }

    private static func json(_ plan: Plan, _ digest: String) throws -> JSONValue {
        guard case .object(var members)? = JSONValue(parsing: try JSONEncoder().encode(plan)) else {
            throw ClientProblem("the plan cannot be written as JSON.")
        }
        members["digest"] = .string(digest)
        return .object(members)
    }

    /// What git lists in the clone; hooks and settings of the clone have no part in that.
    private func repositoryFiles() async throws -> [String] {
        guard let repository else { return [] }
        let result = try await git(["ls-files", "-z"], in: repository, outputLimit: 4 << 20)
        guard result.termination.isSuccess else {
            throw ClientProblem("\(repository) is no clone of a repository.", .notFound)
        }
        return result.output.split(separator: 0).prefix(1_000).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A file as git has it in the clone's index; nil where it is too long to be shown.
    private func content(of path: String) async throws -> [UInt8]? {
        guard let repository else { return nil }
        let result = try await git(
            ["cat-file", "blob", ":\(path)"], in: repository, outputLimit: RepositoryExcerpt.byteLimit + 1)
        let isWhole = result.termination.isSuccess && result.output.count <= RepositoryExcerpt.byteLimit
        return isWhole ? result.output : nil
    }

    private func git(_ arguments: [String], in repository: String, outputLimit: Int) async throws -> SubprocessResult {
        try await Subprocess.run(
            SubprocessRequest(
                executable: "/usr/bin/git", arguments: ["-c", "core.fsmonitor=false", "-C", repository] + arguments,
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1"],
                outputLimit: outputLimit, timeout: .seconds(30)))
    }
}
