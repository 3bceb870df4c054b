import Glibc
import Subprocess
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct Leftovers {
        /// A process with the marker of a sandbox (docs/sandbox.md) that an agent in that folder started.
        private static func marked(_ folder: String, agent: Int32, since start: UInt64) async throws -> ChildProcess {
            var (place, namespace) = (stat(), stat())
            try #require(stat(folder, &place) == 0 && stat("/proc/self/ns/pid", &namespace) == 0)
            let marker = "\(place.st_dev):\(place.st_ino):\(namespace.st_ino):\(agent):\(start)"
            return try await Subprocess.spawn(
                SubprocessRequest(
                    executable: "/bin/sleep", arguments: ["1000"], environment: ["WAGGLE_SANDBOX_OF": marker]))
        }

        @Test func `what an agent left that is not started any more is ended when the control plane starts`()
            async throws
        {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                await waggle.stop()
                for folder in ["/agents", "/agents/gone"] { mkdir(waggle.dataFolder + folder, 0o700) }
                let folder = waggle.dataFolder + "/agents/gone"
                let start = ForeignProcess(getpid())?.startTime
                let own = try #require(start)
                let left = try await Self.marked(folder, agent: getpid(), since: own - 1)
                let live = try await Self.marked(folder, agent: getpid(), since: own)
                try await waggle.start()
                #expect(await left.wait() == .signalled(SIGKILL))
                let isAlive = ForeignProcess(live.pid)?.isAlive
                #expect(isAlive == true)
                live.terminate()
                #expect(await live.wait() == .signalled(SIGTERM))
            }
        }
    }
}
