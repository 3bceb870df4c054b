import Glibc
import Subprocess
import Testing

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct SandboxTests {
    @Test(arguments: SandboxSetup.allCases)
    func `the view is the same for every account`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let result = try await setup.run(
            "id -u; id -un; pwd; hostname; echo $HOME $TMPDIR; ls -A / | tr '\\n' ' '; ls -A $HOME; touch made; cat /etc/passwd",
            in: place)
        #expect(result.termination == .exited(0), "\(result.outputText)")
        let lines = result.outputText.split(separator: "\n").map(String.init)
        #expect(lines.prefix(5) == ["1000", "agent", "/work", "sandbox", "/home/agent /tmp"])
        let known = Set(
            "bin dev etc home lib lib32 lib64 libx32 out proc sbin tmp usr var work .gitconfig".split(separator: " "))
        #expect(Set((lines.dropFirst(5).first ?? "").split(separator: " ")).isSubset(of: known), "\(lines)")
        #expect(access(place.folder.work + "/made", F_OK) == 0)
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `secrets of this machine cannot be read or changed`(setup: SandboxSetup) async throws {
        setenv("WAGGLE_CANARY", ScratchPlace.secret, 1)
        let place = try ScratchPlace(setup)
        let script = """
            cat \(place.root)/data/admin-token \(place.root)/data/waggle.db || true
            ls -la \(place.root) /root /home/* /var/lib /run /mnt /srv /opt || true
            grep -rs \(ScratchPlace.secret) /tmp /home /etc /work /out /var || true
            cat /proc/*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n' || true
            for p in /proc/[0-9]*; do cat $p/root\(place.root)/data/admin-token $p/cwd/../data/admin-token || true; done
            echo changed > \(place.root)/data/admin-token || true
            mkdir -p \(place.root)/data || true
            echo changed > "$PWD/../data/admin-token" || true
            ln -s \(place.root)/data/admin-token link; cat link || true; echo changed > link || true
            """
        let result = try await setup.run(script, in: place)
        #expect(result.termination == .exited(0))
        #expect(!result.outputText.contains(ScratchPlace.secret), "\(result.outputText)")
        #expect(ScratchPlace.read(place.root + "/data/admin-token") == ScratchPlace.secret)
        // The control: without walls the same script finds the secret.
        var open = SandboxedScript(
            "cat \(place.root)/data/admin-token", folder: place.folder, access: [.work], timeout: .seconds(5))
        open.outputLimit = 1_000
        let found = try await Sandbox(mode: .off).run(open)
        #expect(found.outputText.contains(ScratchPlace.secret))
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `the environment is ours alone and shows no path of the host`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let result = try await setup.run("env; tr '\\0' '\\n' < /proc/1/cmdline", in: place, environment: ["TASK": "7"])
        let names = Set(result.outputText.split(separator: "\n").compactMap { $0.split(separator: "=").first })
        #expect(names.contains("TASK"))
        #expect(!result.outputText.contains(place.root), "\(result.outputText)")
        #expect(!result.outputText.contains("WAGGLE"), "\(result.outputText)")
        // Neither do the arguments that other users of this machine see.
        #expect(!setup.request("true", in: place).arguments.contains { $0.contains(place.root) })
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `there is no network`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, size)
                _ = listen(listener, 4)
                _ = getsockname(listener, $0, &size)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        let script = """
            /bin/bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(port)' && echo CONNECTED || true
            /bin/bash -c 'exec 3<>/dev/tcp/169.254.169.254/80' && echo CONNECTED || true
            getent hosts example.org && echo RESOLVED || true
            ls -A /run/docker.sock /var/run/docker.sock && echo SOCKET || true
            tail -n +3 /proc/net/dev | cut -d: -f1
            """
        let result = try await setup.run(script, in: place)
        for word in ["CONNECTED", "RESOLVED", "SOCKET"] { #expect(!result.outputText.contains("\n\(word)")) }
        #expect(result.outputText.hasSuffix("    lo\n"), "\(result.outputText)")
        let open = try await Sandbox(mode: .off).run(
            SandboxedScript(script, folder: place.folder, access: [.work], timeout: .seconds(20)))
        #expect(open.outputText.contains("CONNECTED"))
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `nothing outside the clone can be written, and no wall can be moved`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let before = ScratchPlace.read("/proc/sys/kernel/core_pattern")
        let result = try await setup.run(
            """
            for path in /x /usr/x /usr/bin/x /etc/x /etc/passwd /dev/x /bin/x /lib/x /home/x /proc/sys/kernel/hostname \\
                /proc/sys/vm/drop_caches /sys/x /proc/sysrq-trigger; do
                ( echo 1 > $path ) && echo "WROTE $path" || true
            done
            # The very value that is there: a hole would show as success and harm nothing.
            ( cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern ) && echo "WROTE core_pattern" || true
            unshare -Ur true && echo ESCAPED || true
            unshare -m true && echo ESCAPED || true
            mount -t tmpfs none /tmp && echo ESCAPED || true
            mount -o remount,rw /usr && echo ESCAPED || true
            umount /proc/sys && echo ESCAPED || true
            chroot / true && echo ESCAPED || true
            nsenter -t 1 -m true && echo ESCAPED || true
            mknod disk b 254 0 && echo ESCAPED || true
            cp /bin/sh s; chmod 4755 s; ./s -c 'id -u' | grep -v 1000 && echo ESCAPED || true
            chown 0 s && echo ESCAPED || true
            grep -E 'CapEff|CapPrm|NoNewPrivs|Seccomp:' /proc/self/status
            """, in: place)
        #expect(result.termination == .exited(0), "\(result.outputText)")
        #expect(!result.outputText.contains("WROTE"), "\(result.outputText)")
        #expect(!result.outputText.contains("ESCAPED"), "\(result.outputText)")
        let status = result.outputText.split(separator: "\n").suffix(4).map { $0.split(separator: "\t").last ?? "" }
        #expect(status == ["0000000000000000", "0000000000000000", "1", "2"])
        #expect(ScratchPlace.read("/proc/sys/kernel/core_pattern") == before)
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `system calls that no build needs are refused`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let result = try await setup.run(
            """
            python3 - <<'END'
            import ctypes, os, platform
            libc = ctypes.CDLL(None, use_errno=True)
            arm = platform.machine() == "aarch64"
            def call(name, x86, number, *values):
                ctypes.set_errno(0)
                given = libc.syscall(number if arm else x86, *values)
                print(name, given, ctypes.get_errno())
            call("io_uring_setup", 425, 425, 8, 0)
            call("bpf", 321, 280, 0, 0, 0)
            call("userfaultfd", 323, 282, 0)
            call("keyctl", 250, 219, 0, 0, 0)
            call("ptrace", 101, 117, 0, 0, 0, 0)
            call("unshare", 272, 97, 0x10000000)
            call("clone", 56, 220, 0x10000000 | 17, 0, 0, 0, 0)
            call("clone3", 435, 435, 0, 0)
            call("vsock", 41, 198, 40, 1, 0)
            call("alg", 41, 198, 38, 5, 0)
            call("getpid", 39, 172)
            for family in (1, 2, 10): print("family", family, libc.socket(family, 1, 0) >= 0)
            END
            """, in: place)
        let lines = Set(result.outputText.split(separator: "\n").map(String.init))
        for name in ["io_uring_setup", "bpf", "userfaultfd", "keyctl", "ptrace", "unshare", "clone"] {
            #expect(lines.contains("\(name) -1 \(EPERM)"), "\(name): \(result.outputText)")
        }
        #expect(lines.contains("clone3 -1 \(ENOSYS)"))
        #expect(lines.contains("vsock -1 \(EAFNOSUPPORT)") && lines.contains("alg -1 \(EAFNOSUPPORT)"))
        for family in [1, 2, 10] { #expect(lines.contains("family \(family) True"), "\(result.outputText)") }
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `processes, files and memory are bounded`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let limits = SandboxLimits(openFiles: 64, processes: 40, fileSize: 1 << 20, scratchSize: 1 << 20)
        let result = try await setup.run(
            """
            ulimit -n; ulimit -c
            ( dd if=/dev/zero of=big bs=65536 count=100 2>/dev/null ) || echo FILE
            for scratch in /tmp /dev/shm $HOME; do
                dd if=/dev/zero of=$scratch/big bs=65536 count=15 2>/dev/null && true
                dd if=/dev/zero of=$scratch/more bs=65536 count=15 2>/dev/null || echo FULL
            done
            ( i=0; while [ $i -lt 100 ]; do sleep 100 & i=$((i+1)); done; echo FORKED ) || echo STOPPED
            """, in: place, limits: limits)
        let lines = result.outputText.split(separator: "\n").map(String.init)
        #expect(lines.prefix(2) == ["64", "0"])
        #expect(lines.contains("FILE"))
        #expect(lines.filter { $0 == "FULL" }.count == 3)
        #expect(lines.contains("STOPPED") && !lines.contains("FORKED"), "\(result.outputText)")
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `a time-out leaves no process`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let marker = "8\(getpid())\(setup == .suitable ? 1 : 2)"
        let result = try await setup.run(
            """
            setsid sleep \(marker) & setsid sh -c 'sleep \(marker) & wait' &
            trap '' TERM INT HUP; nohup sleep \(marker) & echo started; sleep \(marker)
            """, in: place, timeout: .seconds(1))
        #expect(result.timedOut)
        #expect(result.outputText.contains("started"))
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        try await place.remove()
    }

    @Test(arguments: SandboxSetup.allCases)
    func `cancellation leaves no process`(setup: SandboxSetup) async throws {
        let place = try ScratchPlace(setup)
        let marker = "9\(getpid())\(setup == .suitable ? 1 : 2)"
        let (started, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task {  // the test cancels it
            try await setup.run(
                "setsid sleep \(marker) & until grep -q sleep /proc/$!/comm; do :; done; echo started; sleep \(marker)",
                in: place
            ) { _ in
                continuation.yield()
            }
        }
        var iterator = started.makeAsyncIterator()
        await iterator.next()
        #expect(!ScratchPlace.processes(with: marker).isEmpty)
        let clock = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - clock < .seconds(10))
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        try await place.remove()
    }

    @Test func `a toolchain is seen only where the settings list it`() async throws {
        let place = try ScratchPlace()
        mkdir(place.root + "/tool", 0o755)
        mkdir(place.root + "/tool/bin", 0o755)
        try ScratchPlace.write("#!/bin/sh\necho tool runs\n", to: place.root + "/tool/bin/tool")
        chmod(place.root + "/tool/bin/tool", 0o755)
        let script = SandboxedScript("tool", folder: place.folder, access: [.work], timeout: .seconds(10))
        let with = try await Sandbox(mode: .required, toolchains: [place.root + "/tool"]).run(script)
        #expect(with.outputText == "tool runs\n")
        #expect(try await Sandbox(mode: .required).run(script).termination == .exited(127))
        try await place.remove()
    }

    @Test func `the probe says that it works here`() async throws {
        let place = try ScratchPlace()
        let probe = await SandboxProbe.run(parent: place.root)
        guard case .works(let version, let account) = probe else {
            Issue.record("\(probe)")
            return
        }
        #expect(version.first?.isNumber == true)
        #expect(account == .suitable)
        guard case .fails(_, let mend) = await SandboxProbe.run(toolchains: ["/nowhere"], parent: place.root) else {
            Issue.record("a missing toolchain goes unseen")
            return
        }
        #expect(!mend.isEmpty)
        try await place.remove()
    }
}
