import Glibc
import Subprocess
import TestSupport
import Testing
import Threading

@testable import Swarm

/// A bubblewrap whose launcher was killed before it told the process of its new namespaces to go on, as `kill -9` of an
/// agent does in that instant; that process sleeps for ever.
///
/// bubblewrap itself holds the instant open: `--userns-block-fd` lets its launcher wait there.
struct StuckSandbox {
    let process: Int32

    private static let lastWall = Array("--disable-userns".utf8)[...]

    /// - Parameter marker: what the sandbox is marked with.
    init(_ place: ScratchPlace, marker: SandboxMarker) async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { for end in ends { close(end) } }
        var request = Sandbox(mode: .required, marker: marker).request(
            SandboxedScript("true", folder: place.folder, access: [.work], timeout: .seconds(60)))
        let innermost = try #require(request.arguments.lastIndex(of: "--args"))
        // It cannot be had together with the option that holds the instant open.
        for index in request.inherited.indices {
            guard case .bytes(let bytes) = request.inherited[index] else { continue }
            let options = bytes.split(separator: 0, omittingEmptySubsequences: false)
            guard options.contains(Self.lastWall) else { continue }
            request.inherited[index] = .bytes(Array(options.filter { $0 != Self.lastWall }.joined(separator: [0])))
        }
        let block = 3 + request.inherited.count
        request.inherited.append(.descriptor(ends[0]))
        request.arguments.insert(
            contentsOf: ["--info-fd", "1", "--userns-block-fd", "\(block)"], at: innermost)
        // Out of the group of what we start, which is killed as a whole when its leader has ended.
        request.arguments = ["--fork", "--wait", request.executable] + request.arguments
        request.executable = "/usr/bin/setsid"
        let said = Lock("")
        let (changes, change) = AsyncStream.makeStream(of: Void.self)
        let launched = Task { [request] in  // ends with the launcher, which is killed below
            defer { change.finish() }
            return try await Subprocess.run(request) { _, bytes in
                said.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                change.yield()
            }
        }
        var found: Int32?
        for await _ in changes {
            found = said.withLock(\.self).split(whereSeparator: { !$0.isNumber }).first.flatMap { Int32($0) }
            if found != nil, said.withLock({ $0.contains("}") }) { break }
        }
        let child = try #require(found, "\(said.withLock(\.self))")
        let launcher = try #require(ProcessTable.read().first { $0.pid == child }?.parent)
        process = child
        kill(launcher, SIGKILL)
        _ = try await launched.value
    }

    /// Whether it is still there; one that is dead and not yet reaped is not.
    var isThere: Bool { ProcessTable.read().contains { $0.pid == process && $0.state != "Z" } }

    /// The marker of an agent in that folder that has ended.
    static func markerOfTheDead(in folder: String) async throws -> SandboxMarker {
        let child = try await Subprocess.spawn(SubprocessRequest(executable: "/bin/sleep", arguments: ["1000"]))
        let marker = try #require(SandboxMarker(folder: folder, owner: child.pid))
        child.terminate()
        _ = await child.wait()
        return marker
    }
}
