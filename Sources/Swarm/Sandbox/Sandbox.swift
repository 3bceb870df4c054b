package import Subprocess

/// Runs scripts of agents so that they reach their own clone and nothing else of this machine.
///
/// The walls are bubblewrap's: an allow-list of mounts, namespaces of its own for users, processes, network, host name
/// and IPC, no capabilities; then a filter of system calls and limits (docs/sandbox.md). Where the mode is `off` the
/// same scripts run without walls. A value: it may be copied and used from anywhere.
package struct Sandbox: Sendable {
    static let program = "/usr/bin/bwrap"

    package let mode: SandboxMode
    package let account: SandboxAccount
    package let limits: SandboxLimits
    /// Folders that hold a toolchain's `bin`, such as `/opt/swift/usr`.
    ///
    /// Seen read-only, at the same place.
    package let toolchains: [String]
    /// Whose processes they are, for `SandboxSweep`; nil where nobody sweeps.
    package let marker: SandboxMarker?

    package init(
        mode: SandboxMode, account: SandboxAccount = .suitable, limits: SandboxLimits = SandboxLimits(),
        toolchains: [String] = [], marker: SandboxMarker? = nil
    ) {
        self.mode = mode
        self.account = mode == .off ? .own : account
        self.limits = limits
        self.toolchains = toolchains
        self.marker = marker
    }

    /// Where a script finds the folders of its work.
    package func paths(in folder: WorkFolder) -> SandboxPaths {
        switch mode {
        case .required: .inside
        case .off:
            SandboxPaths(
                work: folder.work, mirror: folder.mirror, output: folder.output, bundle: folder.bundle ?? "",
                home: folder.home, temporary: folder.temporary)
        }
    }

    /// Runs a script to its end; standard error comes in the order of writing with standard output.
    ///
    /// On time-out and cancellation every process of the sandbox is gone before this returns or throws. `onOutput` runs on
    /// the children's thread and must not block. Throws `SubprocessError` or `CancellationError`.
    package func run(
        _ script: SandboxedScript, onOutput: (@Sendable (ArraySlice<UInt8>) -> Void)? = nil
    ) async throws -> SubprocessResult {
        try await Subprocess.run(request(script)) { _, chunk in onOutput?(chunk) }
    }

    /// The process that runs a script: `bwrap`, or the shell itself where the sandbox is off.
    func request(_ script: SandboxedScript) -> SubprocessRequest {
        var request = SubprocessRequest(
            executable: "/usr/bin/prlimit", errorDestination: .output, outputLimit: script.outputLimit,
            keepsTail: script.keepsTail, timeout: script.timeout, teardown: .immediate)
        let paths = paths(in: script.folder)
        let variables = environment(paths).merging(script.environment) { _, given in given }
        guard mode == .required else {
            request.environment = variables
            request.directory = paths.work
            request.inherited = [.bytes(Array(script.script.utf8))]
            request.arguments = limitArguments(countsProcesses: false) + ["/bin/sh", "-eu", "/dev/fd/3"]
            return request
        }
        let mounts =
            toolchains.map { SandboxMount(source: $0, target: $0) } + script.folder.mounts(for: script.access)
        request.executable = Self.program
        if let marker { request.environment = [SandboxMarker.variable: marker.text] }
        let script = InheritedInput.bytes(Array(script.script.utf8))
        // Descriptor 3 holds the options of the outermost bwrap; the script comes last.
        switch account {
        case .own:
            let (options, inherited) = innerOptions(mounts: mounts, variables: variables, firstDescriptor: 4)
            request.inherited = [Self.list(options)] + inherited + [script]
            request.arguments = ["--args", "3", "--", "/usr/bin/prlimit"]
        case .separate(let number):
            let staged = mounts.map { SandboxMount(source: $0.target, target: $0.target, isWritable: $0.isWritable) }
            let (options, inherited) = innerOptions(mounts: staged, variables: variables, firstDescriptor: 5)
            request.inherited = [Self.list(outerOptions(mounts: mounts)), Self.list(options)] + inherited + [script]
            request.arguments = [
                "--args", "3", "--", "/usr/bin/setpriv", "--reuid", "\(number)", "--regid", "\(number)",
                "--clear-groups", "--pdeathsig", "KILL", "--", Self.program, "--args", "4", "--", "/usr/bin/prlimit",
            ]
        }
        let last = 2 + request.inherited.count
        request.arguments += limitArguments(countsProcesses: true) + ["/bin/sh", "-eu", "/dev/fd/\(last)"]
        return request
    }

    /// Options as bwrap reads them from a descriptor: nothing of them shows in argv, here or inside.
    private static func list(_ options: [String]) -> InheritedInput {
        .bytes(options.flatMap { Array($0.utf8) + [0] })
    }

    private func limitArguments(countsProcesses: Bool) -> [String] {
        var arguments = ["--core=0", "--nofile=\(limits.openFiles)", "--fsize=\(limits.fileSize)"]
        if countsProcesses { arguments.append("--nproc=\(limits.processes)") }
        if let seconds = limits.processorSeconds { arguments.append("--cpu=\(seconds)") }
        return arguments + ["--"]
    }

    private func environment(_ paths: SandboxPaths) -> [String: String] {
        [
            "PATH": (toolchains.map { $0 + "/bin" } + ["/usr/local/bin", "/usr/bin", "/bin"]).joined(separator: ":"),
            "HOME": paths.home, "TMPDIR": paths.temporary, "USER": "agent", "LOGNAME": "agent", "SHELL": "/bin/sh",
            "LANG": "C.UTF-8", "TERM": "dumb", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1",
        ]
    }
}
