import Git
import Glibc
import Subprocess

@testable import Swarm

/// A folder of its own below `/tmp`: something like a data folder with secrets, and one work folder.
struct ScratchPlace {
    let root: String
    let folder: WorkFolder
    static let secret = "canary-5c1e09"

    init(_ setup: SandboxSetup = .suitable) throws {
        var template = Array("/tmp/waggle-swarm-test.XXXXXX".utf8CString)
        mkdtemp(&template)
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(root, 0o755)
        for path in ["data", "data/swarms", "data/swarms/other"] { mkdir("\(root)/\(path)", 0o755) }
        for path in ["data/waggle.db", "data/admin-token", "data/swarms/other/source.swift"] {
            try Self.write(Self.secret, to: "\(root)/\(path)")
        }
        folder = try WorkFolder.make(
            in: root, name: "job", mirror: root + "/mirror.git", account: setup.sandbox.account)
        if setup == .ordinary, geteuid() == 0 {
            let number = SandboxSetup.ordinaryNumber
            for path in [folder.root, folder.work, folder.output] { chown(path, number, number) }
        }
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "we") else { throw SwarmError.file(path: path, code: errno) }
        fputs(text, file)
        fclose(file)
    }

    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// The processes of this machine whose command line holds `marker`; the dead that nobody reaped do not count.
    static func processes(with marker: String) -> [Int32] {
        ForeignProcess.ids().filter { pid in
            pid != getpid() && read("/proc/\(pid)/cmdline")?.contains(marker) == true
        }
    }

    /// What still lives of those processes: a killed one may take a moment to leave /proc, five seconds is no moment.
    static func survivors(with marker: String) async throws -> [Int32] {
        let end = ContinuousClock.now + .seconds(5)
        while true {
            let left = processes(with: marker)
            if left.isEmpty || ContinuousClock.now > end { return left }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func remove() async throws { try await FolderRemoval.remove(root) }
}
