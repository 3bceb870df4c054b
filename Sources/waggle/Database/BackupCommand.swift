import CommandLine
import FoundationEssentials
import HTTPClient
import Glibc
import Store
import Vocabulary

/// `waggle backup`: a copy of the database, made by the control plane that has it open.
struct BackupCommand: ClientCommand {
    static let name = "backup"
    static let summary = "Write a verified copy of the control plane's database to a file."
    static let discussion = """
        The control plane goes on working meanwhile. The file holds everything in the database, digests of tokens
        included, and is readable by you alone. The swarms' repositories (repositories/ in the data folder) are not in
        it; copy them afterwards with the tools you use for files.
        """
    static let positionals = [PositionalSpec("FILE", "Where to write it; must not exist.", completion: .file)]

    let access: ControlPlaneAccess
    private let file: String

    init(parsing arguments: Arguments) throws(UsageError) {
        access = ControlPlaneAccess(arguments)
        file = arguments.positionals[0]
    }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        guard Glibc.access(file, F_OK) != 0 else { throw ClientProblem("\(file) exists already.", .conflict) }
        let partial = file + ".partial"
        unlink(partial)
        defer { unlink(partial) }
        let size = try await receive(partial, client)
        do { try DatabaseFile.check(partial) } catch { throw ClientProblem("the copy did not arrive whole: \(error)") }
        // A link, unlike a rename, never replaces what somebody else put there meanwhile.
        guard link(partial, file) == 0 else { throw Self.failure("cannot write \(file)") }
        note(console)
        if access.isJSON {
            let json: JSONValue = ["file": .string(file), "bytes": .integer(Int64(size))]
            console.data(json.canonical)
        } else {
            console.say("\(file): \(size) bytes, verified.")
        }
        return .ok
    }

    /// Remembers the backup where the control plane is of this machine: should its database be damaged, it is named.
    private func note(_ console: Console) {
        guard let folder = access.localFolder else { return }
        let path = file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
        do { try BackupList(folder: folder).note(path) } catch { console.say("waggle: \(error)") }
    }

    /// Writes what comes to a new file of ours, flushed; its size.
    private func receive(_ path: String, _ client: ControlPlaneClient) async throws -> Int {
        let stream = try await client.open("POST", "/v1/backups", stall: .seconds(300))
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot create \(path)") }
        defer { Glibc.close(descriptor) }
        var size = 0
        for try await bytes in stream.body {
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw Self.failure("cannot write \(path)") }
                rest = rest.dropFirst(written)
            }
            size += bytes.count
        }
        guard stream.headers["waggle-content-bytes"] == "\(size)" else {
            throw ClientProblem("the copy did not arrive whole; try again.")
        }
        guard fsync(descriptor) == 0 else { throw Self.failure("cannot flush \(path)") }
        return size
    }

    private static func failure(_ what: String) -> ClientProblem {
        ClientProblem("\(what): \(String(cString: strerror(errno))).")
    }
}
