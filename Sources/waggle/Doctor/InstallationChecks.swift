import Configuration
import Crypto
import Glibc
import HTTPClient
import Store
import Vocabulary

/// What belongs to this installation: settings, database, files.
struct InstallationChecks {
    let settings: Settings

    func warnings() -> [Finding] {
        if settings.warnings.isEmpty { return [.ok("settings", "they can be used")] }
        return settings.warnings.map { .warn("settings", $0, mend: "see “waggle config check”") }
    }

    /// The running control plane's own word, else a look through the whole file.
    func database() async -> [Finding] {
        if let credential = Credential.read(in: settings.dataFolder),
            let answer = await EndpointChecks.get(credential.url + "/readyz")
        {
            if answer.status == 200 {
                let body = JSONValue(parsing: answer.body)
                if body?["status"] == "reconciling" {
                    let since = body?["since"]?.string ?? "a while ago"
                    return [
                        .warn(
                            "database", "it was away since \(since) and is back; agents bring what they kept",
                            mend: "wait for the report: it comes in the chat one lease time after the return")
                    ]
                }
                return [.ok("database", "the control plane at \(credential.url) is ready")]
            }
            let problems = (JSONValue(parsing: answer.body)?["problems"]?.array ?? []).compactMap(\.string)
            let detail = "the control plane is not ready: \(problems.joined(separator: "; "))"
            return [.fail("database", detail, mend: "look into its log")]
        }
        switch settings.database {
        case .postgres(let url): return await server(url)
        case .sqlite(let path): return file(path)
        }
    }

    /// Looks at the server without changing anything.
    private func server(_ url: Secret) async -> [Finding] {
        do {
            let report = try await DatabaseServer.look(at: url.expose())
            var findings: [Finding] = [
                .ok(
                    "database",
                    "PostgreSQL \(report.version), an answer takes \(report.roundTripMicroseconds) µs"
                        + (report.isPooled ? ", through a pooler" : ""))
            ]
            if !report.isDurable {
                findings.append(
                    .fail(
                        "database", "fsync is off: a power cut loses what was answered",
                        mend: "set fsync = on and full_page_writes = on on the server"))
            }
            if !report.mayCreate {
                findings.append(
                    .fail(
                        "database", "the role may not create tables",
                        mend: "GRANT CREATE ON SCHEMA public TO the role, or make it the database's owner"))
            }
            return findings
        } catch {
            return [.fail("database", "\(error)", mend: "see that the server runs and WAGGLE_DATABASE is right")]
        }
    }

    private func file(_ path: String) -> [Finding] {
        if let holder = DatabaseFile.holder(of: path) {
            return [.fail("database", holder, mend: "that process does not answer: look into its log, or end it")]
        }
        if access(path, F_OK) != 0, let damaged = DatabaseQuarantine.remains(of: path) {
            return [
                .fail(
                    "database", "it was damaged and lies at \(damaged)",
                    mend: "put a backup in its place: waggle restore FILE")
            ]
        }
        if let log = DatabaseQuarantine.loneLog(of: path) {
            return [
                .fail(
                    "database", "it is gone or empty, but its log \(log) is not",
                    mend: "put it back beside its log, or a backup in its place: waggle restore FILE")
            ]
        }
        guard access(path, F_OK) == 0 else { return [.ok("database", "there is none yet; “waggle serve” makes it")] }
        do {
            try DatabaseFile.check(path)
            return [.ok("database", "\(path) is sound; no control plane runs")]
        } catch {
            return [.fail("database", "\(error)", mend: "put a backup in its place: waggle restore FILE")]
        }
    }

    /// Whether others of this machine can read what is secret.
    func fileModes() -> [Finding] {
        var paths = [settings.dataFolder, Credential.path(in: settings.dataFolder)]
        if case .sqlite(let path) = settings.database { paths.append(path) }
        let exposed = paths.compactMap(Self.exposure)
        return exposed.isEmpty ? [.ok("credentials", "the data folder is this user's alone")] : exposed
    }

    /// What is wrong with the owner or the mode of a file; nil where it is not there or all is well.
    static func exposure(of path: String) -> Finding? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        if status.st_uid != geteuid() {
            return .fail("credentials", "\(path) belongs to another user", mend: "chown \(geteuid()) \(path)")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = status.st_mode & S_IFMT == S_IFDIR ? "700" : "600"
            return .fail("credentials", "others may read \(path)", mend: "chmod \(mode) \(path)")
        }
        return nil
    }
}
