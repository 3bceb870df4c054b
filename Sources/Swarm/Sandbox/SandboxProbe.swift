internal import Subprocess

import Glibc

/// Tells whether the sandbox works on this machine, by starting one.
package enum SandboxProbe: Hashable, Sendable {
    case works(version: String, account: SandboxAccount)
    /// Why not, and what the owner of the machine can do about it.
    case fails(reason: String, mend: String)

    /// Starts a sandbox around `true` in a folder of its own below `parent`, which has to exist.
    ///
    /// Root falls back to its own account where it may not build a separate account's sandbox (some containers).
    package static func run(toolchains: [String] = [], parent: String) async -> SandboxProbe {
        guard access(Sandbox.program, X_OK) == 0 else {
            return .fails(
                reason: "bubblewrap is not installed", mend: "install it: apt-get install bubblewrap")
        }
        for toolchain in toolchains where access(toolchain, X_OK) != 0 {
            return .fails(reason: "the toolchain folder \(toolchain) is missing", mend: "correct the setting")
        }
        var accounts = [SandboxAccount.suitable]
        if accounts != [.own] { accounts.append(.own) }
        var reason = ""
        for account in accounts {
            let sandbox = Sandbox(
                mode: .required, account: account, toolchains: toolchains, marker: SandboxMarker(folder: parent))
            do {
                reason = try await attempt(sandbox, parent: parent)
                if reason.isEmpty { return .works(version: try await version(), account: account) }
            } catch {
                reason = "\(error)"
            }
        }
        return .fails(reason: reason, mend: mend(for: reason))
    }

    /// Gives an empty text on success, else what bwrap said.
    private static func attempt(_ sandbox: Sandbox, parent: String) async throws -> String {
        let folder = try WorkFolder.make(
            in: parent, name: "probe-\(getpid())", mirror: parent, account: sandbox.account)
        let result: SubprocessResult
        do {
            result = try await sandbox.run(
                SandboxedScript("true", folder: folder, access: [.work], timeout: .seconds(20)))
        } catch {
            try await folder.remove()
            throw error
        }
        try await folder.remove()
        if result.termination.isSuccess { return "" }
        let said = result.outputText.split(separator: "\n").last.map(String.init) ?? ""
        return said.isEmpty ? "bwrap ended with \(result.termination)" : said
    }

    private static func version() async throws -> String {
        let result = try await Subprocess.run(
            SubprocessRequest(executable: Sandbox.program, arguments: ["--version"], timeout: .seconds(10)))
        return result.outputText.split(separator: " ").last.map { String($0.prefix { $0 != "\n" }) } ?? "unknown"
    }

    private static func mend(for reason: String) -> String {
        if reason.contains("Unknown option") {
            return "install bubblewrap 0.8 or newer (Debian 12, Ubuntu 24.04)"
        }
        if setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" {
            return
                "AppArmor forbids user namespaces; allow them to bwrap by the profile in docs/sandbox.md, or for all: "
                + "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        }
        if setting("/proc/sys/kernel/unprivileged_userns_clone") == "0" {
            return "allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1"
        }
        if setting("/proc/sys/user/max_user_namespaces") == "0" {
            return "allow user namespaces: sysctl -w user.max_user_namespaces=10000"
        }
        if access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0 {
            return "this container forbids namespaces; start it with --security-opt seccomp=unconfined "
                + "--security-opt apparmor=unconfined --security-opt systempaths=unconfined, or run on the machine itself"
        }
        return "see docs/sandbox.md; WAGGLE_SANDBOX=off runs without walls, for work you would run yourself"
    }

    private static func setting(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(file, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
    }
}
