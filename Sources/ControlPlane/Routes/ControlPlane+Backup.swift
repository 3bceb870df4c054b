import Crypto
import Glibc
import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// A copy of the database over the wire: only this process may open the live one.
extension ControlPlane {
    func addBackupRoutes(to routes: inout HTTPRoutes) {
        // A copy is too large to be remembered: a repeated call is handed a fresh one, and that is written down too.
        routes.post("/v1/backups", bodyLimit: 4 << 10, self) { call in
            guard let database = store.path else {
                let detail =
                    store.isShared
                    ? "A PostgreSQL database is backed up with its own tools, pg_dump and pg_restore."
                    : "A database in memory has no backup."
                throw APIError(status: 409, type: "conflict", detail: detail)
            }
            let copy = "\(database)\(DatabaseFile.copySuffix)\(HexEncoding.encode(SecureRandom.bytes(8)))"
            try await store.backup(to: copy)
            // The name goes as soon as the file is open; its bytes go with the last descriptor.
            let file = try BackupFile(path: copy)
            unlink(copy)
            try await store.perform(NoteBackup(bytes: file.size, by: call.principal))
            var response = HTTPResponse(body: .stream { try await file.send(to: $0) })
            response.headers.set("content-type", "application/vnd.sqlite3")
            response.headers.set("waggle-content-bytes", "\(file.size)")
            return response
        }
    }
}
