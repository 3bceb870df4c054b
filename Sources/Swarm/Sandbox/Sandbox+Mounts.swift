internal import Subprocess

import Glibc

extension Sandbox {
    /// What programs need of `/etc`; each is read-only and may be missing.
    private static let etcEntries = [
        "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "ssl/certs", "ssl/openssl.cnf", "ca-certificates",
        "localtime", "timezone", "mime.types", "magic", "services", "protocols", "os-release", "debian_version", "perl",
        "python3", "python3.11", "python3.12", "python3.13", "java-17-openjdk", "java-21-openjdk", "fonts", "terminfo",
        "xml", "sgml",
    ]

    private static let accountFiles: [(path: String, text: String)] = [
        (
            "/etc/passwd",
            "root:x:0:0:root:/nonexistent:/bin/false\nagent:x:1000:1000:agent:/home/agent:/bin/sh\n"
                + "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n"
        ),
        ("/etc/group", "root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n"),
        ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
        ("/etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost sandbox\n"),
    ]

    /// Git's settings of the agent's home: the mirror may have another owner, and commits need a name.
    static let gitSettings = """
        [user]
        \tname = Waggle agent
        \temail = agent@waggle.invalid
        [safe]
        \tdirectory = *
        [init]
        \tdefaultBranch = main
        [advice]
        \tdetachedHead = false
        [gc]
        \tauto = 0

        """

    /// The walls themselves.
    ///
    /// The second value are the descriptors the options name, from `firstDescriptor` on.
    func innerOptions(
        mounts: [SandboxMount], variables: [String: String], firstDescriptor: Int
    ) -> (options: [String], inherited: [InheritedInput]) {
        var inherited: [InheritedInput] = []
        func descriptor(_ bytes: [UInt8]) -> String {
            inherited.append(.bytes(bytes))
            return "\(firstDescriptor + inherited.count - 1)"
        }
        let size = ["--size", "\(limits.scratchSize)"]
        var options = [
            "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000",
            "--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
        ]
        options += systemMounts()
        for file in Self.accountFiles {
            options += ["--perms", "0444", "--ro-bind-data", descriptor(Array(file.text.utf8)), file.path]
        }
        // A process that is root to the kernel could write here without a capability, whatever its namespace.
        options += ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"]
        options += ["--dev", "/dev"] + size + ["--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
        options +=
            ["--perms", "1777"] + size + ["--tmpfs", "/tmp", "--dir", "/var", "--symlink", "../tmp", "/var/tmp"]
        options += ["--perms", "0700"] + size + ["--tmpfs", SandboxPaths.inside.home]
        options += ["--file", descriptor(Array(Self.gitSettings.utf8)), SandboxPaths.inside.home + "/.gitconfig"]
        options += mounts.flatMap(bind)
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) { options += ["--setenv", name, value] }
        if let filter = SeccompFilter.bytes { options += ["--seccomp", descriptor(filter)] }
        options += ["--chdir", SandboxPaths.inside.work, "--remount-ro", "/"]
        return (options, inherited)
    }

    /// The stage on which root lets an account without rights build the walls.
    ///
    /// That account could not reach the sources of the mounts (our data folder is root's alone), so root shows it just
    /// these at the places they have inside, and keeps no capability but those to become that account.
    func outerOptions(mounts: [SandboxMount]) -> [String] {
        ["--die-with-parent", "--unshare-net", "--unshare-ipc", "--clearenv"]
            + (marker.map { ["--setenv", SandboxMarker.variable, $0.text] } ?? []) + systemMounts()
            + ["--bind", "/proc", "/proc", "--dev", "/dev", "--dir", "/tmp"] + mounts.flatMap(bind)
            + ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    }

    private func bind(_ mount: SandboxMount) -> [String] {
        folders(above: mount.target) + [mount.isWritable ? "--bind" : "--ro-bind", mount.source, mount.target]
    }

    /// Root's bwrap would make these for root alone.
    private func folders(above path: String) -> [String] {
        path.indices.dropFirst().filter { path[$0] == "/" }.flatMap {
            ["--perms", "0755", "--dir", String(path[..<$0])]
        }
    }

    private func systemMounts() -> [String] {
        var options = ["--ro-bind", "/usr", "/usr"]
        for name in ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] {
            var target = [CChar](repeating: 0, count: 256)
            let count = readlink(name, &target, target.count)
            if count > 0 {
                let bytes = target.prefix(count).map { UInt8(bitPattern: $0) }
                options += ["--symlink", String(decoding: bytes, as: UTF8.self), name]
            } else {
                options += ["--ro-bind-try", name, name]
            }
        }
        options += Self.etcEntries.flatMap {
            folders(above: "/etc/\($0)") + ["--ro-bind-try", "/etc/\($0)", "/etc/\($0)"]
        }
        return options
    }
}
