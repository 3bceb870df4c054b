import CommandLine
import Glibc
import Testing

private struct Serve: Command {
    static let name = "serve"
    static let summary = "Run the control plane."
    static let options = [OptionSpec.option("agents", "N", "Local agents."), .flag("quiet", "Say less.")]
    private let agents: Int

    init(parsing arguments: Arguments) throws(UsageError) {
        agents = try arguments.integer("agents", in: 0...8) ?? 2
    }

    func run(_ console: Console) async throws -> ExitCode {
        console.data("serving \(agents)")
        return .ok
    }
}

private struct Agent: Command {
    static let name = "agent"
    static let summary = "Run an agent."
    init(parsing arguments: Arguments) throws(UsageError) {}
    func run(_ console: Console) async throws -> ExitCode { .ok }
}

private struct AgentList: Command {
    static let name = "agent list"
    static let summary = "List the agents."
    static let options = [OptionSpec.option("state", "STATE", "Only these.", completion: .values(["idle", "busy"]))]
    init(parsing arguments: Arguments) throws(UsageError) {}
    func run(_ console: Console) async throws -> ExitCode {
        console.data("agents")
        return .ok
    }
}

private struct SwarmPause: Command {
    struct Refused: ExitCodeError, CustomStringConvertible {
        let exitCode = ExitCode.notAllowed
        let description = "only an operator may pause."
    }

    static let name = "swarm pause"
    static let summary = "Pause a swarm."
    static let positionals = [PositionalSpec("SWARM", "which swarm.")]
    init(parsing arguments: Arguments) throws(UsageError) {}
    func run(_ console: Console) async throws -> ExitCode { throw Refused() }
}

@Suite struct CommandTreeTests {
    private struct Outcome {
        let code: ExitCode
        let output: String
        let error: String
    }

    private func run(_ words: String...) async throws -> Outcome {
        let tree = CommandTree(
            name: "waggle", version: "1.2", summary: "Swarms of coding agents from a chat.",
            commands: [Serve.self, Agent.self, AgentList.self, SwarmPause.self])
        let output = try #require(tmpfile()), error = try #require(tmpfile())
        defer {
            fclose(output)
            fclose(error)
        }
        let console = Console(output: fileno(output), error: fileno(error), environment: [:])
        let code = await tree.run(words, console: console)
        func text(_ file: UnsafeMutablePointer<FILE>) -> String {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = pread(fileno(file), &bytes, bytes.count, 0)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
        return Outcome(code: code, output: text(output), error: text(error))
    }

    @Test func `a command runs with its options`() async throws {
        let outcome = try await run("serve", "--agents", "4")
        #expect(outcome.code == .ok)
        #expect(outcome.output == "serving 4\n")
        #expect(outcome.error == "")
    }

    @Test func `two words are found before one`() async throws {
        #expect(try await run("agent", "list").output == "agents\n")
        #expect(try await run("agent").output == "")
    }

    @Test(arguments: [
        (["srve"], "There is no command “srve”. Did you mean “waggle serve”?"),
        (["agent", "lst"], "There is no command “agent lst”. Did you mean “waggle agent list”?"),
        (["swarm", "puase", "7"], "There is no command “swarm puase”. Did you mean “waggle swarm pause”?"),
        (["frobnicate"], "There is no command “frobnicate”."),
        (["--data", "x", "serve"], "There is no command “--data”."),
        (["serve", "--agent", "1"], "There is no option --agent. Did you mean --agents?"),
        (["swarm", "pause"], "SWARM is missing: which swarm."),
    ])
    func `a mistyped command is a usage error with advice`(words: [String], message: String) async throws {
        var outcome: Outcome?
        switch words.count {
        case 1: outcome = try await run(words[0])
        case 2: outcome = try await run(words[0], words[1])
        default: outcome = try await run(words[0], words[1], words[2])
        }
        #expect(outcome?.code == .usage)
        #expect(outcome?.output == "")
        #expect(outcome?.error.hasPrefix("waggle: \(message)\nTry “waggle ") == true)
    }

    @Test func `help is on everything and is data`() async throws {
        for outcome in [try await run("--help"), try await run("help"), try await run()] {
            #expect(outcome.code == .ok)
            #expect(outcome.output.contains("serve        Run the control plane."))
            #expect(outcome.output.contains("completions"))
        }
        for outcome in [try await run("serve", "--help"), try await run("help", "serve")] {
            #expect(outcome.code == .ok)
            #expect(outcome.output.contains("Usage: waggle serve [OPTIONS]\n"))
            #expect(outcome.output.contains("  --agents N  Local agents.\n"))
        }
        let noun = try await run("swarm", "--help")
        #expect(noun.output.contains("swarm pause  Pause a swarm."))
        #expect(try await run("swarm").code == .usage)
        #expect(try await run("--version").output == "waggle 1.2\n")
    }

    @Test func `an error chooses its exit code`() async throws {
        let outcome = try await run("swarm", "pause", "7")
        #expect(outcome.code == .notAllowed)
        #expect(outcome.error == "waggle: only an operator may pause.\n")
    }

    @Test func `a console that nobody reads says so`() async throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        #expect(!Console(output: ends[1], environment: [:]).data("x"))
    }

    @Test func `completions are made for three shells from the same data`() async throws {
        for shell in ["bash", "zsh", "fish"] {
            let script = try await run("completions", shell)
            #expect(script.code == .ok)
            for word in ["serve", "agents", "idle busy", "pause"] { #expect(script.output.contains(word)) }
        }
        #expect(try await run("completions", "tcsh").code == .usage)
    }

    @Test func `bash completes nouns, verbs, options and values`() async throws {
        let script = try await run("completions", "bash").output
        func complete(_ words: String...) throws -> [String] {
            let probe = """
                \(script)
                COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
                _waggle; echo "${COMPREPLY[*]}"
                """
            return try Shell.output(of: probe).split(whereSeparator: \.isWhitespace).map(String.init)
        }
        #expect(try complete("waggle", "s") == ["serve", "swarm"])
        #expect(try complete("waggle", "agent", "") == ["list"])
        #expect(try complete("waggle", "serve", "--a") == ["--agents"])
        #expect(try complete("waggle", "agent", "list", "--state", "") == ["idle", "busy"])
        #expect(try complete("waggle", "completions", "") == ["bash", "zsh", "fish"])
    }
}

/// Runs a script with bash and returns what it prints.
private enum Shell {
    static func output(of script: String) throws -> String {
        var path = Array("/tmp/waggle-completion-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        try #require(descriptor >= 0)
        defer { unlink(path) }
        let bytes = Array(script.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        let file = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pipe = try #require(popen("bash \(file)", "r"))
        defer { pclose(pipe) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&buffer, 1, buffer.count, pipe)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
