import Glibc
import Subprocess

/// A PostgreSQL server of this test process's own: a cluster in a temporary folder, reached through a socket in it alone.
///
/// It starts with the first test that wants it and ends, with its folder, when the process does, however that ends.
package actor PostgreSQLServer {
    package static let shared = PostgreSQLServer()

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private var starting: Task<String, any Error>?
    private var databases = 0

    /// The URL of a new, empty database.
    ///
    /// - Parameter isPooled: Whether PgBouncer stands between, in transaction mode.
    package func database(isPooled: Bool = false) async throws -> String {
        let folder = try await folder()
        databases += 1
        let name = "test\(databases)"
        try await query("CREATE DATABASE \(name)", in: "postgres")
        return Self.url(folder, name) + (isPooled ? "&port=6432" : "")
    }

    /// What psql prints for a statement in the database of that URL, without decoration.
    @discardableResult
    package func query(_ sql: String, at url: String) async throws -> String {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "\(try Self.programs())/psql", arguments: ["-X", "-A", "-t", "-q", "-c", sql, url],
                environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(30)))
        guard result.termination.isSuccess else { throw Failure(description: result.errorText) }
        return result.outputText.trimmingLines
    }

    private func query(_ sql: String, in name: String) async throws {
        try await query(sql, at: Self.url(try await folder(), name))
    }

    private static func url(_ folder: String, _ name: String) -> String {
        "postgresql:///\(name)?host=\(folder)&user=waggle&connect_timeout=60"
    }

    private func folder() async throws -> String {
        if let starting { return try await starting.value }
        // Started once for all tests that wait for it; nobody cancels it.
        let task = Task { try await Self.start() }
        starting = task
        return try await task.value
    }

    /// Where Debian keeps the programs that are no commands.
    package static func programs() throws -> String {
        for version in stride(from: 30, through: 15, by: -1) {
            let folder = "/usr/lib/postgresql/\(version)/bin"
            if access(folder + "/initdb", X_OK) == 0 { return folder }
        }
        throw Failure(description: "PostgreSQL 15 or newer is missing: ./scripts/test installs it")
    }

    private static func start() async throws -> String {
        var template = Array("/tmp/waggle-postgres.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no folder for PostgreSQL") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if getuid() == 0 {
            guard let account = getpwnam("postgres") ?? getpwnam("nobody") else {
                throw Failure(description: "no account to run PostgreSQL as")
            }
            chown(folder, account.pointee.pw_uid, account.pointee.pw_gid)
        }
        // The keeper is in no test's hands: it sees that this process is gone, ends the server and removes the folder.
        _ = try await Subprocess.spawn(
            SubprocessRequest(
                executable: "/bin/sh",
                arguments: [
                    "-c", keeper, "keeper", folder, try programs(), "\(getpid())", getuid() == 0 ? "yes" : "no",
                ],
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], directory: "/",
                teardown: [TeardownStep(signal: SIGTERM, patience: .seconds(30))], diesWithParent: false))
        for _ in 0..<600 {
            let ready = try await Subprocess.run(
                SubprocessRequest(
                    executable: "\(try programs())/pg_isready", arguments: ["-q", "-h", folder],
                    environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(5)))
            if ready.termination.isSuccess { return folder }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure(description: "PostgreSQL does not start; see \(folder)/log")
    }

    private static let keeper = """
        folder=$1 programs=$2 owner=$3 run=
        exec >"$folder.log" 2>&1
        if [ "$4" = yes ]; then
            user=$(stat -c %U "$folder")
            run="setpriv --reuid=$user --regid=$user --clear-groups --"
        fi
        trap 'kill $pooler; kill -INT $server; wait $server; rm -rf "$folder" "$folder.log"; exit' TERM INT
        $run "$programs/initdb" -D "$folder/data" -U waggle -A trust --no-sync -E UTF8 --locale=C.UTF-8 || exit 1
        $run "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
            -c full_page_writes=off -c max_connections=2000 -c shared_buffers=64MB &
        server=$!
        # Every database, through few sessions; where it is missing, only the tests that want it fail.
        printf '%s\\n' '[databases]' "* = host=$folder user=waggle" '[pgbouncer]' 'listen_port = 6432' 'listen_addr =' \
            "unix_socket_dir = $folder" 'auth_type = any' 'pool_mode = transaction' 'max_client_conn = 2000' \
            'default_pool_size = 8' >"$folder/pgbouncer.ini"
        chmod 644 "$folder/pgbouncer.ini"
        PATH=$PATH:/usr/sbin $run pgbouncer -q "$folder/pgbouncer.ini" &
        pooler=$!
        while kill -0 "$owner" && kill -0 $server; do sleep 0.3; done 2>/dev/null
        kill $pooler
        kill -INT $server
        wait $server
        rm -rf "$folder" "$folder.log"
        """
}

extension String {
    fileprivate var trimmingLines: String { String(reversed().drop(while: \.isNewline).reversed()) }
}
