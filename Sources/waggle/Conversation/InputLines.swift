import Glibc
import Threading

/// The lines of standard input, read on a thread of their own so that nothing waits for the person who types.
enum InputLines {
    /// Each line as it is typed; ends with the input.
    ///
    /// At most 64 lines wait; a program that pipes in more is held back by reading no further.
    static func stream() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(64))
        let isStarted = DedicatedThread.start(name: "waggle-input") {
            while let line = readLine(strippingNewline: true) {
                while case .dropped = continuation.yield(line) { usleep(20_000) }
            }
            continuation.finish()
        }
        if !isStarted { continuation.finish() }
        return stream
    }
}
