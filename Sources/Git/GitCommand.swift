internal import Subprocess

/// One run of git, cut off from every configuration, hook and helper that is not ours.
struct GitCommand {
    static let executable = "/usr/bin/git"
    static let standardTimeout = Duration.seconds(60)
    static let networkTimeout = Duration.seconds(600)

    /// What no repository's own configuration may change: nothing is executed, everything is flushed to disk.
    private static let hardening = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null",
        "core.fsync=all", "core.fsyncMethod=fsync", "core.bigFileThreshold=16m", "core.askPass=", "core.pager=cat",
        "credential.helper=", "diff.external=", "gc.auto=0", "maintenance.auto=false", "submodule.recurse=false",
        "fetch.recurseSubmodules=false", "fetch.fsckObjects=true", "receive.fsckObjects=true",
        "transfer.fsckObjects=true", "transfer.bundleURI=false", "protocol.allow=never", "protocol.ext.allow=never",
        "safe.bareRepository=explicit", "uploadpack.allowAnySHA1InWant=true", "http.followRedirects=false",
        "http.lowSpeedLimit=1000", "http.lowSpeedTime=60", "init.defaultBranch=main", "log.showSignature=false",
    ]

    private static let environment = [
        "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC0", "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "/bin/false", "SSH_ASKPASS": "/bin/false",
        "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_SSH_COMMAND": "/usr/bin/ssh -o BatchMode=yes -o ForwardAgent=no -o PermitLocalCommand=no",
    ]

    let repository: String?
    var arguments: [String]
    var extraEnvironment: [String: String] = [:]
    var input: [UInt8] = []
    var outputLimit = 1 << 20
    var timeout = Self.standardTimeout
    /// Colon-separated transports; none by default.
    var protocols = ""
    /// Settings after our own, as `name=value`.
    var extraSettings: [String] = []
    /// Output over the limit is cut off instead of an error.
    var allowsTruncation = false

    init(_ repository: String?, _ arguments: [String]) {
        self.repository = repository
        self.arguments = arguments
    }

    /// Runs it and gives output and exit status; 0 and `accepting` are results, every other end throws.
    ///
    /// Where a lock is in the way that a killed git left in a repository of ours, it is removed and the command run again.
    func run(accepting: Set<Int32> = []) async throws -> (status: Int32, output: [UInt8]) {
        let gate = RepositoryGate.shared
        guard let repository else { return try await once(accepting) }
        if gate.isShared(repository) { return try await runBesideOthers(in: repository, accepting) }
        guard gate.owns(repository) else { return try await once(accepting) }
        do { return try await gate.beside(repository) { try await once(accepting) } } catch GitError.failed(
            _, let detail) where StaleLocks.stand(behind: detail)
        {
            // Alone: a lock that stands now has no living owner.
            try await gate.alone(repository) { try await StaleLocks.remove(below: repository) }
            return try await gate.beside(repository) { try await once(accepting) }
        }
    }

    private func runBesideOthers(
        in repository: String, _ accepting: Set<Int32>
    ) async throws -> (status: Int32, output: [UInt8]) {
        do { return try await inUse(repository, accepting) } catch GitError.failed(_, let detail)
            where StaleLocks.stand(behind: detail)
        {
            do {
                let use = try await RepositoryUse(of: repository, alone: true)
                try await StaleLocks.remove(below: repository)
                _ = consume use
            }
            return try await inUse(repository, accepting)
        }
    }

    private func inUse(
        _ repository: String, _ accepting: Set<Int32>
    ) async throws -> (status: Int32, output: [UInt8]) {
        let use = try await RepositoryUse(of: repository, alone: false)
        let result = try await once(accepting)
        _ = consume use
        return result
    }

    private func once(_ accepting: Set<Int32>) async throws -> (status: Int32, output: [UInt8]) {
        let settings = (Self.hardening + extraSettings).flatMap { ["-c", $0] }
        let place = repository.map { ["--git-dir=\($0)"] } ?? []
        let environment = Self.environment.merging(["GIT_ALLOW_PROTOCOL": protocols]) { _, new in new }
            .merging(extraEnvironment) { _, new in new }
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: Self.executable, arguments: settings + place + arguments, environment: environment,
                directory: "/", input: input, outputLimit: outputLimit, timeout: timeout))
        let name = arguments.first ?? ""
        if result.timedOut { throw GitError.timedOut(command: name) }
        switch result.termination {
        case .exited(let status) where status == 0 || accepting.contains(status):
            if result.outputTruncated, !allowsTruncation { throw GitError.tooMuchOutput(command: name) }
            return (status, result.output)
        default:
            let detail = String(decoding: result.error.suffix(600), as: UTF8.self)
            throw GitError.failed(command: name, detail: "\(result.termination): \(detail)")
        }
    }

    /// Runs it and gives its output without the final newline.
    func text() async throws -> String {
        let output = try await run().output
        return String(decoding: output.last == 10 ? output.dropLast() : output[...], as: UTF8.self)
    }

    /// Runs it and splits output that ends each field with a zero byte.
    func fields() async throws -> [String] {
        try await run().output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
