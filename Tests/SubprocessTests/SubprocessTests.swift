import Glibc
import Subprocess
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SubprocessTests {
    private func shell(_ script: String) -> SubprocessRequest {
        SubprocessRequest(executable: "/bin/sh", arguments: ["-c", script])
    }

    @Test func `output, error and exit status come back`() async throws {
        let result = try await Subprocess.run(shell("echo out; echo err >&2; exit 3"))
        #expect(result.termination == .exited(3))
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "err\n")
        #expect(!result.outputTruncated && !result.timedOut)
    }

    @Test func `input larger than a pipe goes in and comes out`() async throws {
        let input = [UInt8](repeating: 120, count: 300_000)
        var request = SubprocessRequest(executable: "/bin/cat", input: input)
        #expect(try await Subprocess.run(request).output == input)
        request.input = []
        #expect(try await Subprocess.run(request).output == [])
    }

    @Test func `a child that ignores its input does not end us`() async throws {
        var request = shell("exec 0<&-; exit 0")
        request.input = [UInt8](repeating: 120, count: 1_000_000)
        #expect(try await Subprocess.run(request).termination == .exited(0))
    }

    @Test func `the environment is empty unless given`() async throws {
        setenv("WAGGLE_CANARY", "1", 1)
        var request = SubprocessRequest(executable: "/usr/bin/env")
        #expect(try await Subprocess.run(request).outputText == "")
        request.environment = ["A": "b c"]
        #expect(try await Subprocess.run(request).outputText == "A=b c\n")
    }

    @Test func `no descriptor of ours is inherited that was not given`() async throws {
        let leak = open("/dev/null", O_RDONLY)  // not close-on-exec
        defer { close(leak) }
        var request = SubprocessRequest(executable: "/bin/ls", arguments: ["/proc/self/fd"])
        // 3 is the directory that ls reads.
        #expect(try await Subprocess.run(request).outputText == "0\n1\n2\n3\n")
        request = shell("cat <&3; cat <&4")
        request.inherited = [.bytes(Array("secret ".utf8)), .bytes(Array("two".utf8))]
        #expect(try await Subprocess.run(request).outputText == "secret two")
    }

    @Test func `output beyond the limit is dropped and said`() async throws {
        var request = shell("yes 0123456789 | head -c 1000000; printf END")
        request.outputLimit = 1_000
        var result = try await Subprocess.run(request)
        #expect(result.output.count == 1_000 && result.outputTruncated)
        #expect(result.outputText.hasPrefix("0123456789\n"))
        request.keepsTail = true
        result = try await Subprocess.run(request)
        #expect(result.output.count == 1_000 && result.outputTruncated)
        #expect(result.outputText.hasSuffix("END"))
    }

    @Test func `a time-out takes the whole group, also one that ignores SIGTERM`() async throws {
        var request = shell("trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000")
        request.timeout = .milliseconds(200)
        request.teardown = [TeardownStep(signal: SIGTERM, patience: .milliseconds(100))]
        let result = try await Subprocess.run(request)
        #expect(result.timedOut)
        #expect(result.termination == .signalled(SIGKILL))
        let grandchild = try #require(Int32(result.outputText.split(separator: "\n").first ?? ""))
        #expect(!isAlive(grandchild))
    }

    @Test func `a time-out also takes descendants that left the group`() async throws {
        var request = shell("setsid sh -c 'echo $$; exec sleep 1000' & wait")
        request.timeout = .milliseconds(300)
        request.teardown = .immediate
        let result = try await Subprocess.run(request)
        let stray = try #require(Int32(result.outputText.split(separator: "\n").first ?? ""))
        #expect(result.timedOut && !isAlive(stray))
    }

    @Test func `a leader that ends takes its group along`() async throws {
        let result = try await Subprocess.run(shell("sleep 1000 & echo $!"))
        let grandchild = try #require(Int32(result.outputText.split(separator: "\n").first ?? ""))
        #expect(result.termination == .exited(0))
        #expect(!isAlive(grandchild))
    }

    @Test func `cancelling the task ends the child`() async throws {
        let (pids, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task {  // the test cancels it
            try await Subprocess.run(
                SubprocessRequest(executable: "/bin/sh", arguments: ["-c", "echo $$; exec sleep 1000"])
            ) { _, chunk in
                if let pid = Int32(String(decoding: chunk, as: UTF8.self).dropLast()) { continuation.yield(pid) }
            }
        }
        var iterator = pids.makeAsyncIterator()
        let pid = try #require(await iterator.next())
        #expect(isAlive(pid))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!isAlive(pid))
    }

    @Test func `what cannot be started says why`() async throws {
        await #expect(throws: SubprocessError.program(path: "/nowhere", code: ENOENT)) {
            try await Subprocess.run(SubprocessRequest(executable: "/nowhere"))
        }
        await #expect(throws: SubprocessError.directory(path: "/nowhere", code: ENOENT)) {
            try await Subprocess.run(SubprocessRequest(executable: "/bin/true", directory: "/nowhere"))
        }
        await #expect(throws: SubprocessError.self) {
            try await Subprocess.run(SubprocessRequest(executable: "true"))
        }
        await #expect(throws: SubprocessError.self) {
            try await Subprocess.run(SubprocessRequest(executable: "/bin/true", arguments: ["a\0b"]))
        }
    }

    @Test func `a long-lived child streams, stalls when unread, and is terminated`() async throws {
        var request = shell("yes 0123456789")
        request.outputLimit = 100_000
        let child = try await Subprocess.spawn(request)
        var total = 0
        for await chunk in child.output {
            total += chunk.count
            if total > 3_000_000 { break }
        }
        child.terminate()
        #expect(await child.wait() == .signalled(SIGTERM))
        var rest = 0
        for await chunk in child.output { rest += chunk.count }
        #expect(rest < 400_000)
    }

    @Test func `many children at once all report their own`() async throws {
        try await withThrowingTaskGroup(of: (Int, SubprocessResult).self) { group in
            for number in 0..<64 {
                group.addTask {
                    (
                        number,
                        try await Subprocess.run(
                            SubprocessRequest(executable: "/bin/echo", arguments: ["\(number)"]))
                    )
                }
            }
            for try await (number, result) in group { #expect(result.outputText == "\(number)\n") }
        }
    }

    @Test func `a child dies with its parent`() async throws {
        // The middle process is killed; its own child, started with a death signal, has to follow. Our own death
        // cannot be tried here, so the kernel's promise is read back from the child.
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "/usr/bin/python3",
                arguments: [
                    "-c",
                    "import ctypes; n=ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n)); print(n.value)",
                ]))
        #expect(result.outputText == "9\n")
    }

    private func isAlive(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0 else { return false }
        // A zombie that waits for init is gone in all but name.
        guard let file = fopen("/proc/\(pid)/stat", "r") else { return false }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = fread(&buffer, 1, buffer.count, file)
        let text = String(decoding: buffer.prefix(count), as: UTF8.self)
        return text.split(separator: ")").last?.dropFirst().first.map { !"ZX".contains($0) } ?? false
    }
}
