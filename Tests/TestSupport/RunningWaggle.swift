import FoundationEssentials
import Glibc
package import Subprocess
import Threading

/// A `waggle serve` of its own: the built executable with a data folder, an environment and a log of its own.
///
/// It listens on a free loopback port, and again on the same one after `restart`. The process is started by id and ended
/// by id; `with` sees to that however its body ends.
package final class RunningWaggle: Sendable {
    /// What is different from the defaults.
    package struct Configuration: Sendable {
        package var agents: Int
        /// Environment, by the settings' own names; nothing else but a search path is in it.
        package var settings: [String: String]
        package var arguments: [String]
        /// User and group to run as, where this process is root; nil: its own.
        package var account: UInt32?
        /// Words in front of the command: a program that runs it somewhere else.
        package var launcher: [String]

        package init(
            agents: Int = 2, settings: [String: String] = [:], arguments: [String] = [], account: UInt32? = nil,
            launcher: [String] = []
        ) {
            self.agents = agents
            self.settings = settings
            self.arguments = arguments
            self.account = account
            self.launcher = launcher
        }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) { self.description = description }
    }

    private struct Running {
        let process: ChildProcess
        let credential: Credential
    }

    private struct Credential: Decodable {
        let url: String
        let token: String
        let pid: Int32
    }

    /// The folder of everything of this instance; its log is `log`.
    package let folder: String
    private let configuration: Configuration
    private let running = Lock<Running?>(nil)

    private init(_ configuration: Configuration) throws {
        self.configuration = configuration
        folder = "/tmp/waggle-e2e-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        guard mkdir(folder, 0o755) == 0, chmod(folder, 0o755) == 0 else {
            throw Failure("\(folder) cannot be made: error \(errno)")
        }
        if let account = configuration.account { chown(folder, account, account) }
    }

    deinit { running.withLock { $0?.process.terminate() } }

    /// Runs `body` with a control plane that is ready, and ends it; what it said is printed where the body throws.
    package static func with<Result>(
        _ configuration: Configuration = Configuration(), _ body: (RunningWaggle) async throws -> Result
    ) async throws -> Result {
        let waggle = try RunningWaggle(configuration)
        do {
            try await waggle.start()
            let result = try await body(waggle)
            await waggle.end()
            try? FileManager.default.removeItem(atPath: waggle.folder)
            return result
        } catch {
            await waggle.end()
            let said = "--- \(waggle.folder)/log ends with:\n\(waggle.log.suffix(6_000))\n---\n"
            _ = said.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
            throw error
        }
    }

    // MARK: What it is

    package var dataFolder: String { folder + "/data" }
    package var databasePath: String { dataFolder + "/waggle.db" }
    package var repositories: String { dataFolder + "/repositories" }
    /// `http://127.0.0.1:PORT`; stays the same over restarts.
    package var url: String { running.withLock { $0?.credential.url } ?? "" }
    package var port: UInt16 { url.split(separator: ":").last.flatMap { UInt16($0) } ?? 0 }
    /// An admin's bearer token, as commands on this machine find it; a new one after each start.
    package var token: String { running.withLock { $0?.credential.token } ?? "" }
    package var pid: Int32 { running.withLock { $0?.process.pid } ?? 0 }
    package var isRunning: Bool { running.withLock { $0 != nil } }
    /// Everything the processes said so far, the agents' words included.
    package var log: String { Self.text(of: folder + "/log") }

    /// The processes of the local agents.
    package var agents: [ProcessTable.Entry] {
        ProcessTable.read().filter { $0.parent == pid && $0.arguments.dropFirst().first == "agent" }
    }

    // MARK: Coming and going

    /// Starts it (again) on the same folder and port and returns when it is ready.
    package func start() async throws {
        guard !isRunning else { throw Failure("it is running already") }
        let known = Self.credential(in: dataFolder)
        let port = known?.url.split(separator: ":").last ?? Self.text(of: folder + "/port")[...]
        let words =
            ["serve", "--listen", "127.0.0.1:\(port.isEmpty ? "0" : port)", "--data", dataFolder, "--agents"]
            + ["\(configuration.agents)"] + configuration.arguments
        var command = configuration.launcher + [try executable()] + words
        if let account = configuration.account {
            command =
                ["/usr/bin/setpriv", "--reuid", "\(account)", "--regid", "\(account)", "--clear-groups"]
                + ["--pdeathsig", "KILL", "--"] + command
        }
        // The shell gives way to the program, so the process id is the program's; a file survives every kind of end.
        let process = try await Subprocess.spawn(
            SubprocessRequest(
                executable: "/bin/sh",
                arguments: ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", folder + "/log"]
                    + command,
                environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder]
                    .merging(configuration.settings) { $1 },
                directory: "/", errorDestination: .inherited,
                teardown: [TeardownStep(signal: SIGTERM, patience: .seconds(15))]))
        let ended = Lock<Termination?>(nil)
        // Only notes the end, so that waiting for a process that cannot start does not take for ever.
        Task { [process] in
            let termination = await process.wait()
            ended.withLock { $0 = termination }
        }
        for _ in 0..<3_000 {
            if let credential = Self.credential(in: dataFolder), credential.pid == process.pid {
                running.withLock { $0 = Running(process: process, credential: credential) }
                try? Data(credential.url.split(separator: ":").last?.utf8 ?? "".utf8[...]).write(
                    to: URL(filePath: folder + "/port"))
                return
            }
            if let termination = ended.withLock({ $0 }) {
                throw Failure("waggle serve ended with \(termination):\n\(log.suffix(2_000))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        process.terminate()
        _ = await process.wait()
        throw Failure("waggle serve was not ready after 30 seconds:\n\(log.suffix(2_000))")
    }

    /// Ends it with SIGKILL, as a power cut would, and waits until it is gone.
    package func kill() async {
        guard let process = running.withLock({ $0?.process }) else { return }
        Glibc.kill(process.pid, SIGKILL)
        _ = await process.wait()
        running.withLock { $0 = nil }
    }

    /// Asks it to end and gives how it did; nil where it was not running.
    @discardableResult
    package func stop() async -> Termination? {
        guard let process = running.withLock({ $0?.process }) else { return nil }
        Glibc.kill(process.pid, SIGTERM)
        let termination = await process.wait()
        running.withLock { $0 = nil }
        return termination
    }

    private func end() async {
        guard let process = running.withLock({ $0?.process }) else { return }
        process.terminate()
        _ = await process.wait()
        running.withLock { $0 = nil }
    }

    // MARK: Files

    /// The executable that was built beside the tests, or the one WAGGLE_EXECUTABLE names.
    package static func builtExecutable() throws -> String {
        if let named = ProcessInfo.processInfo.environment["WAGGLE_EXECUTABLE"], !named.isEmpty { return named }
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let own = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let places = [own] + ProcessInfo.processInfo.arguments.filter { $0.contains(".xctest") }
        let folders = places.map { String($0[..<($0.lastIndex(of: "/") ?? $0.endIndex)]) }
        guard let found = folders.map({ $0 + "/waggle" }).first(where: { access($0, X_OK) == 0 }) else {
            throw Failure("the executable waggle is in none of \(folders); build it first")
        }
        return found
    }

    /// Another account gets a copy: a build folder is often its owner's alone.
    private func executable() throws -> String {
        let path = try Self.builtExecutable()
        guard let account = configuration.account else { return path }
        let copy = folder + "/waggle"
        if access(copy, X_OK) != 0 {
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            chown(copy, account, account)
            chmod(copy, 0o755)
        }
        return copy
    }

    private static func credential(in folder: String) -> Credential? {
        FileManager.default.contents(atPath: folder + "/credential.json").flatMap {
            try? JSONDecoder().decode(Credential.self, from: $0)
        }
    }

    private static func text(of path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
