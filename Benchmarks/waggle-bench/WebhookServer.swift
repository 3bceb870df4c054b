import FoundationEssentials
import Glibc
import SQLite
import Subprocess

/// A server the webhook benchmark drives, and how its rows are counted.
enum WebhookServer: String, CaseIterable, Sendable {
    case waggle
    case peerGroup = "fastapi-group-commit"
    case peerRequest = "fastapi-commit-per-request"
    case nginx

    /// What is needed to run it.
    struct Place: Sendable {
        var folder: String
        var waggle: String
        var peers: String
        var python: String
    }

    func start(_ place: Place, port: UInt16) async throws -> ChildProcess {
        switch self {
        case .waggle:
            var environment = [
                "PATH": "/usr/bin:/bin", "WAGGLE_WHATSAPP_APP_SECRET": WebhookBodies.secret,
                "WAGGLE_WHATSAPP_VERIFY_TOKEN": "verify",
                "WAGGLE_WHATSAPP_PHONE_NUMBER_ID": WebhookBodies.phoneNumberID,
                "WAGGLE_SANDBOX": "off", "WAGGLE_LOG": "error",
            ]
            environment["WAGGLE_ADMINS"] = WebhookBodies.senders.map { "whatsapp:\($0)" }.joined(separator: ",")
            return try await spawn(
                place.waggle,
                ["serve", "--listen", "127.0.0.1:\(port)", "--data", "\(place.folder)/data", "--agents", "0"],
                environment)
        case .peerGroup, .peerRequest:
            return try await spawn(
                place.python,
                [
                    "-m", "uvicorn", "webhook_peer:app", "--app-dir", place.peers, "--host", "127.0.0.1", "--port",
                    "\(port)", "--workers", "2", "--loop", "uvloop", "--http", "httptools", "--no-access-log",
                    "--log-level", "error",
                ],
                [
                    "PATH": "/usr/bin:/bin", "PEER_SECRET": WebhookBodies.secret,
                    "PEER_COMMIT": self == .peerGroup ? "group" : "request",
                    "PEER_DATABASE": "\(place.folder)/peer.db",
                ])
        case .nginx:
            let template = try Machine.lines(of: "\(place.peers)/nginx.conf").joined(separator: "\n")
            let configuration = template.replacing("@PORT@", with: "\(port)").replacing("@FOLDER@", with: place.folder)
            let path = "\(place.folder)/nginx.conf"
            try Data(configuration.utf8).write(to: URL(filePath: path))
            return try await spawn("/usr/sbin/nginx", ["-c", path, "-p", place.folder], [:])
        }
    }

    /// The messages in its database; nil where it has none.
    func storedRows(_ place: Place) throws -> Int? {
        let database: String
        switch self {
        case .nginx: return nil
        case .waggle: database = "\(place.folder)/data/waggle.db"
        case .peerGroup, .peerRequest: database = "\(place.folder)/peer.db"
        }
        let connection = try Connection(path: database, mode: .readWrite)
        let sql =
            self == .waggle
            ? "SELECT (SELECT COUNT(*) FROM message WHERE outgoing = 0) + (SELECT COUNT(*) FROM arrival)"
            : "SELECT COUNT(*) FROM message"
        return try connection.prepare(sql).first { $0.int(0) }
    }

    private func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String]
    ) async throws -> ChildProcess {
        try await Subprocess.spawn(
            SubprocessRequest(
                executable: executable, arguments: arguments, environment: environment, errorDestination: .inherited,
                teardown: [TeardownStep(signal: SIGTERM, patience: .seconds(10))]))
    }
}
