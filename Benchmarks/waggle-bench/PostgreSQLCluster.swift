import FoundationEssentials
import Glibc
import Subprocess

/// A PostgreSQL server of Debian's with its default settings, on a Unix socket, gone with `stop`.
final class PostgreSQLCluster: Sendable {
    private let binaries: String
    private let socketFolder: String
    private let process: ChildProcess

    /// Makes a fresh cluster inside `folder`, on the disk that is measured, and waits until it answers.
    init(in folder: String) async throws {
        binaries = try Self.newestBinaries()
        // A socket's path is short or refused, and folders of builds are deep.
        var template = Array("/tmp/waggle-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchError("no folder for a socket can be made in /tmp") }
        socketFolder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let data = "\(folder)/postgresql"
        mkdir(data, 0o700)
        // PostgreSQL refuses to run as root: Debian's own user has it then.
        if getuid() == 0 {
            guard let user = getpwnam("postgres")?.pointee else { throw BenchError("there is no user postgres") }
            chmod(folder, 0o755)
            chmod(socketFolder, 0o755)
            chown(data, user.pw_uid, user.pw_gid)
            chown(socketFolder, user.pw_uid, user.pw_gid)
        }
        let made = try await Subprocess.run(
            Self.request("\(binaries)/initdb", ["-D", data, "-U", "postgres", "--auth=trust", "--no-instructions"]))
        guard made.termination.isSuccess else { throw BenchError("initdb said: \(made.errorText.suffix(500))") }
        process = try await Subprocess.spawn(
            Self.request("\(binaries)/postgres", ["-D", data, "-k", socketFolder, "-c", "listen_addresses="]))
        let end = Stopwatch.nanoseconds + 20_000_000_000
        while try await !run("pg_isready", []).termination.isSuccess {
            guard Stopwatch.nanoseconds < end else { throw BenchError("PostgreSQL does not start") }
            usleep(20_000)
        }
    }

    /// The address of the database that is there from the start.
    var address: String { "postgresql://postgres@/postgres?host=\(socketFolder)" }

    /// The address of a new, empty database; the one of the same name is dropped.
    func freshDatabase(_ name: String) async throws -> String { try await Self.freshDatabase(name, at: address) }

    /// The same on any server, by the address of another of its databases.
    static func freshDatabase(_ name: String, at address: String) async throws -> String {
        guard let authority = address.firstRange(of: "//"),
            let slash = address[authority.upperBound...].firstIndex(of: "/")
        else { throw BenchError("the address of a database looks like postgres://user@host/name") }
        try await drop(name, at: address)
        try await execute(["CREATE DATABASE \(name)", "CHECKPOINT"], at: address)
        let rest = address[slash...].firstIndex(of: "?") ?? address.endIndex
        return address[...slash] + name + address[rest...]
    }

    static func drop(_ name: String, at address: String) async throws {
        try await execute(["DROP DATABASE IF EXISTS \(name) WITH (FORCE)"], at: address)
    }

    private static func execute(_ statements: [String], at address: String) async throws {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "\(newestBinaries())/psql",
                arguments: ["--no-psqlrc", "--quiet"] + statements.flatMap { ["--command", $0] } + [address],
                environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(60)))
        guard result.termination.isSuccess else { throw BenchError("psql said: \(result.errorText.suffix(500))") }
    }

    func stop() async {
        process.terminate()
        _ = await process.wait()
        try? FileManager.default.removeItem(atPath: socketFolder)
    }

    // MARK: Programs

    private func run(_ program: String, _ arguments: [String]) async throws -> SubprocessResult {
        try await Subprocess.run(
            SubprocessRequest(
                executable: "\(binaries)/\(program)",
                arguments: ["--host", socketFolder, "--username", "postgres"] + arguments,
                environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(30)))
    }

    private static func request(_ executable: String, _ arguments: [String]) -> SubprocessRequest {
        let isRoot = getuid() == 0
        let drop = ["--reuid=postgres", "--regid=postgres", "--clear-groups", executable]
        return SubprocessRequest(
            executable: isRoot ? "/usr/bin/setpriv" : executable, arguments: (isRoot ? drop : []) + arguments,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], keepsTail: true,
            teardown: [TeardownStep(signal: SIGINT, patience: .seconds(10))])
    }

    private static func newestBinaries() throws -> String {
        let folder = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard let newest = versions.compactMap({ Int($0) }).max() else {
            throw BenchError("PostgreSQL is not installed: apt-get install postgresql")
        }
        return "\(folder)/\(newest)/bin"
    }
}
