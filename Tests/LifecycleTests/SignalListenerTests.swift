import Glibc
import Lifecycle
import Testing

@Suite(.timeLimit(.minutes(1)), .serialized) struct SignalListenerTests {
    @Test func `signals arrive in order, also those that came before anybody listened`() async throws {
        let listener = try SignalListener([SIGUSR1, SIGUSR2])
        kill(getpid(), SIGUSR1)
        kill(getpid(), SIGUSR1)
        kill(getpid(), SIGUSR2)
        var iterator = listener.signals.makeAsyncIterator()
        // Two pending signals of one number may become one: the kernel does not count them.
        var seen: [Int32] = []
        while seen.last != SIGUSR2, let number = await iterator.next() { seen.append(number) }
        #expect(seen.first == SIGUSR1)
        #expect(Set(seen) == [SIGUSR1, SIGUSR2])
    }

    @Test func `writing to a closed pipe is an error and not an end`() throws {
        _ = try SignalListener([SIGUSR1])
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        #expect(write(ends[1], "x", 1) == -1)
        #expect(errno == EPIPE)
    }
}
