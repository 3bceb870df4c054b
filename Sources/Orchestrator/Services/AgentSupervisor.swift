package import Store
package import Telemetry
import Crypto
import Glibc
import Subprocess
import Vocabulary

/// Keeps the local agents running: one child process a slot, each in a folder that outlives it.
///
/// A child gets its token over an inherited descriptor and ends when the pipe of another one does, however this process
/// ends. The next process of a slot adopts the spool of the one before.
package struct AgentSupervisor: Sendable {
    /// Where a child is started from.
    package struct Launch: Sendable {
        /// Absolute path of this executable.
        let executable: String
        let url: String
        /// Folder of all agents; absolute.
        let folder: String
        let environment: [String: String]
        let arguments: [String]
        /// Tells the agents of several control planes on one database apart; nil where there is one.
        let node: String?

        package init(
            executable: String, url: String, folder: String, environment: [String: String], arguments: [String],
            node: String? = nil
        ) {
            self.node = node
            self.executable = executable
            self.url = url
            self.folder = folder
            self.environment = environment
            self.arguments = arguments
        }
    }

    private let store: Store
    private let count: Int
    private let launch: Launch
    private let logger: Logger

    /// Descriptors of a child, after the three standard ones.
    package static let supervisorDescriptor: Int32 = 3
    package static let tokenDescriptor: Int32 = 4

    private static let names = [
        "heron", "finch", "otter", "lynx", "robin", "stoat", "raven", "tern", "hare", "wren", "marten", "swift", "ibex",
        "plover", "newt", "crane",
    ]

    package init(store: Store, count: Int, launch: Launch, logger: Logger) {
        self.store = store
        self.count = count
        self.launch = launch
        self.logger = logger
    }

    /// The name of a slot's agent: stable over restarts.
    static func name(of slot: Int) -> String {
        slot < names.count ? names[slot] : "\(names[slot % names.count])-\(slot / names.count + 1)"
    }

    /// Supervises until the task is cancelled; then every child has ended.
    ///
    /// Without slots, or with all their agents removed, it only waits: remote agents may do the work.
    package func run() async throws {
        mkdir(launch.folder, 0o700)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for slot in 0..<count { group.addTask { try await keep(slot) } }
            try await group.waitForAll()
        }
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(86_400)) }
    }

    private func keep(_ slot: Int) async throws {
        let name = Self.name(of: slot) + (launch.node.map { "-\($0)" } ?? "")
        var quickEnds = 0
        while !Task.isCancelled {
            let started = ContinuousClock.now
            do {
                let agent = try await live(name, slot)
                // Its leases stay: what lies finished in its spool comes with the slot's next process.
                try await store.perform(NoteProcessEnd(agent: agent))
                if Task.isCancelled { return }
                if try await store.read({ try $0.agent(agent)?.isRetired ?? true }) {
                    return logger.info("an agent was removed", ["agent.name": name])
                }
            } catch is CancellationError {
                return
            } catch {
                // One slot's trouble, or a database that is away, does not end the others' work.
                logger.error("an agent could not be kept running", ["agent.name": name, "error": "\(error)"])
                try await Task.sleep(for: .seconds(5))
                continue
            }
            // A child that dies at once is not started again at once.
            quickEnds = ContinuousClock.now - started < .seconds(5) ? quickEnds + 1 : 0
            logger.warning("an agent's process ended", ["agent.name": name])
            if quickEnds > 0 { try? await Task.sleep(for: .milliseconds(min(30_000, 250 << min(quickEnds, 7)))) }
        }
    }

    /// One process of a slot, from its start to its end.
    private func live(_ name: String, _ slot: Int) async throws -> AgentID {
        let token = Token.generate()
        let agent = try await store.perform(OpenSlot(name: name, slot: slot, tokenDigest: token.digest))
        var ends: [Int32] = [-1, -1]
        // Children inherit only what is named to them, so the moment before the flag is set leaks nothing.
        guard pipe(&ends) == 0 else { throw SubprocessError.resources(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reading, writing) = (ends[0], ends[1])
        let child: ChildProcess
        do {
            child = try await Subprocess.spawn(
                SubprocessRequest(
                    executable: launch.executable,
                    arguments: ["agent", "--slot", name, "--url", launch.url, "--data", "\(launch.folder)/\(name)"]
                        + launch.arguments,
                    environment: launch.environment,
                    inherited: [.descriptor(reading), .bytes(Array(token.secret.expose().utf8))],
                    errorDestination: .inherited,
                    teardown: [TeardownStep(signal: SIGTERM, patience: .seconds(8))]))
        } catch {
            close(reading)
            close(writing)
            throw error
        }
        close(reading)
        logger.info("an agent's process started", ["agent.name": name, "process.id": "\(child.pid)"])
        await withTaskCancellationHandler {
            _ = await child.wait()
            close(writing)
        } onCancel: {
            child.terminate()
        }
        return agent
    }
}
