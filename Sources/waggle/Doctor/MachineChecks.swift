import CLinux
import Configuration
import Glibc
import Subprocess
import Swarm
import Vocabulary

/// What the machine has to bring.
struct MachineChecks {
    // MARK: Libraries and programs

    /// The C libraries this process runs with, as the dynamic linker mapped them.
    func libraries() -> [Finding] {
        let wanted = ["libsqlite3", "libpq", "libcurl", "libpcre2-8", "libsodium", "libutf8proc"]
        let maps = (try? LocalFile.bytes("/proc/self/maps", limit: 16 << 20)) ?? []
        let files = String(decoding: maps, as: UTF8.self).split(separator: "\n")
            .compactMap { $0.split(separator: "/").last.map(String.init) }
        // The file behind the name tells the version: libsqlite3.so.0.8.6.
        let found = wanted.map { name in files.first { $0.hasPrefix("\(name).so") } ?? "\(name) (built in)" }
        return [.ok("libraries", found.joined(separator: ", "))]
    }

    func programs() async -> [Finding] {
        var findings = [await git()]
        for (program, package, use) in [
            ("pdftotext", "poppler-utils", "PDF documents"), ("unzip", "unzip", "Word documents"),
        ] {
            findings.append(
                access("/usr/bin/\(program)", X_OK) == 0
                    ? .ok(program, "is there, for \(use)")
                    : .warn(program, "is missing, so \(use) cannot be read", mend: "apt-get install \(package)"))
        }
        return findings
    }

    private func git() async -> Finding {
        let mend = "install git 2.38 or newer: apt-get install git"
        let request = SubprocessRequest(executable: "/usr/bin/git", arguments: ["--version"], timeout: .seconds(10))
        guard let result = try? await Subprocess.run(request), result.termination.isSuccess else {
            return .fail("git", "is missing", mend: mend)
        }
        let version = result.outputText.split(whereSeparator: \.isWhitespace).dropFirst(2).first.map(String.init) ?? ""
        return Self.isAtLeast(version, 2, 38)
            ? .ok("git", version) : .fail("git", "\(version) cannot merge without a working tree", mend: mend)
    }

    /// Whether a dotted version is at least `major.minor`.
    static func isAtLeast(_ version: String, _ major: Int, _ minor: Int) -> Bool {
        let parts = version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
        guard parts.count > 1 else { return false }
        return (parts[0], parts[1]) >= (major, minor)
    }

    // MARK: Clock, disk, sandbox

    func clock() -> [Finding] {
        let now = WallClock.now()
        // Before 2025, as on a fresh machine or with a dead battery: signatures with a time in them would be refused.
        guard now.milliseconds > 1_735_689_600_000 else {
            return [.fail("clock", "it says \(now)", mend: "set it: timedatectl set-ntp true")]
        }
        guard clinux_clock_is_synchronized() == 1 else {
            let mend = "run a time service: timedatectl set-ntp true (in a container the host's clock counts)"
            return [.warn("clock", "\(now), and the kernel does not know it to be synchronized", mend: mend)]
        }
        return [.ok("clock", "synchronized, \(now)")]
    }

    func disk(_ folder: String) -> [Finding] {
        var path = folder
        while access(path, F_OK) != 0, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            path = String(path[..<slash])
        }
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return [.fail("disk", "the space at \(path) cannot be told", mend: "look at the file system there")]
        }
        let megabytes = (Int(status.f_bavail) * Int(status.f_frsize)) >> 20
        let detail = "\(megabytes) MB free at \(path)"
        let mend = "free some space; a control plane takes no messages while the disk is full"
        if megabytes < 200 { return [.fail("disk", detail, mend: mend)] }
        return [megabytes < 2_048 ? .warn("disk", detail, mend: mend) : .ok("disk", detail)]
    }

    func sandbox(_ settings: Settings) async -> [Finding] {
        guard settings.isSandboxRequired else {
            let detail = "it is off: what agents run can touch everything this user can"
            return [.warn("sandbox", detail, mend: "unset WAGGLE_SANDBOX")]
        }
        let agents = settings.dataFolder + "/agents"
        if access(agents, W_OK) == 0 { return [await probe(agents)] }
        var template = Array("/tmp/waggle-doctor-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            return [.fail("sandbox", "there is no place to try it", mend: "make /tmp writable")]
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let finding = await probe(folder)
        rmdir(folder)
        return [finding]
    }

    private func probe(_ parent: String) async -> Finding {
        switch await SandboxProbe.run(parent: parent) {
        case .works(let version, let account):
            let who = account == .own ? "as this user" : "as a user of its own"
            return .ok("sandbox", "bubblewrap \(version) works, \(who)")
        case .fails(let reason, let mend): return .fail("sandbox", reason, mend: mend)
        }
    }
}
