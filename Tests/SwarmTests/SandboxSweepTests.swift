import Glibc
import Subprocess
import TestSupport
import Testing
import Threading

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct SandboxSweepTests {
    @Test func `what a killed agent left in the making is ended, and nothing of another folder`() async throws {
        let (place, other) = (try ScratchPlace(), try ScratchPlace())
        let stuck = try await StuckSandbox(place, marker: try await StuckSandbox.markerOfTheDead(in: place.root))
        let others = try await StuckSandbox(other, marker: try await StuckSandbox.markerOfTheDead(in: other.root))
        #expect(stuck.isThere && others.isThere)
        #expect(await SandboxSweep.run(over: [place.root, place.root + "/missing"]) == [stuck.process])
        #expect(!stuck.isThere && others.isThere)
        #expect(await SandboxSweep.run(over: [place.root]) == [])
        #expect(await SandboxSweep.run(over: [other.root]) == [others.process])
        try await place.remove()
        try await other.remove()
    }

    @Test(arguments: [true, false])
    func `a live sandbox of a live agent stays, whatever its folder`(isSwept: Bool) async throws {
        let (place, other) = (try ScratchPlace(), try ScratchPlace())
        let marker = try #require(SandboxMarker(folder: isSwept ? place.root : other.root))
        let stuck = try await StuckSandbox(place, marker: try await StuckSandbox.markerOfTheDead(in: place.root))
        let (started, start) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let script = SandboxedScript(
            "echo up; until test -e done; do sleep 0.01; done; echo whole", folder: other.folder, access: [.work],
            timeout: .seconds(60))
        let live = Task {  // ended by the file below
            try await Sandbox(mode: .required, marker: marker).run(script) { _ in start.yield() }
        }
        var starts = started.makeAsyncIterator()
        await starts.next()
        #expect(await SandboxSweep.run(over: [place.root]) == [stuck.process])
        try ScratchPlace.write("", to: other.folder.work + "/done")
        let result = try await live.value
        #expect(result.termination == .exited(0) && result.outputText == "up\nwhole\n")
        try await place.remove()
        try await other.remove()
    }

    @Test func `every process of bubblewrap has the marker, and a script finds no path of this machine in it`()
        async throws
    {
        let place = try ScratchPlace()
        let marker = try #require(SandboxMarker(folder: place.root))
        let said = Lock("")
        let (started, start) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let script = SandboxedScript(
            "env | grep WAGGLE || echo none; tr '\\0' '\\n' < /proc/1/environ; echo end; sleep 1000",
            folder: place.folder, access: [.work], timeout: .seconds(60))
        let live = Task {  // the test cancels it
            try await Sandbox(mode: .required, marker: marker).run(script) { bytes in
                said.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                if said.withLock({ $0.contains("end\n") }) { start.yield() }
            }
        }
        var starts = started.makeAsyncIterator()
        await starts.next()
        #expect(said.withLock(\.self).hasPrefix("none\n"), "\(said.withLock(\.self))")
        #expect(!said.withLock(\.self).contains(place.root), "\(said.withLock(\.self))")
        let marked = ProcessTable.descendants(of: getpid()).filter {
            $0.state != "Z" && ForeignProcess($0.pid)?.variable(SandboxMarker.variable) == marker.text
        }
        // The launcher and the first process of its namespace; root's launcher has another one above it.
        #expect(marked.count == (geteuid() == 0 ? 3 : 2), "\(marked)")
        #expect(marked.allSatisfy { $0.arguments.first == Sandbox.program }, "\(marked)")
        live.cancel()
        await #expect(throws: CancellationError.self) { try await live.value }
        try await place.remove()
    }

    @Test func `only a process of ours whose folder is named and whose agent is gone is a leftover`() throws {
        let (place, other) = (try #require(SandboxMarker(folder: "/tmp")), try #require(SandboxMarker(folder: "/usr")))
        func isLeftover(_ marker: SandboxMarker, user: UInt32 = 7, isOwnerAlive: Bool = false) -> Bool {
            SandboxSweep.isLeftover(
                marker, user: user, places: [place.place], users: [7, 8], isOwnerAlive: isOwnerAlive)
        }
        #expect(isLeftover(place) && isLeftover(place, user: 8))
        #expect(!isLeftover(other))
        #expect(!isLeftover(place, user: 9))
        #expect(!isLeftover(place, isOwnerAlive: true))
    }

    @Test func `a marker is read as it was written, and nothing else is one`() async throws {
        let marker = try #require(SandboxMarker(folder: "/tmp"))
        #expect(SandboxMarker(text: marker.text) == marker)
        for text in ["", "1:2:3:4", "1:2:3:4:5:6", "1:2:3:x:5", "1:2:3:99999999999:5", "1:2:3::5", "-1:2:3:4:5"] {
            #expect(SandboxMarker(text: text) == nil, "\(text)")
        }
        #expect(SandboxMarker(folder: "/nowhere") == nil)
        #expect(marker.isOwnerAlive)
        // The number alone is not the process: another one had it before.
        let earlier = marker.text.split(separator: ":").dropLast().joined(separator: ":") + ":\(marker.ownerStart - 1)"
        #expect(try #require(SandboxMarker(text: earlier)).isOwnerAlive == false)
        #expect(try await StuckSandbox.markerOfTheDead(in: "/tmp").isOwnerAlive == false)
    }
}
