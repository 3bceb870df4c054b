internal import CLinux
import Glibc

/// Turns signals of this process into a stream; made first thing in `main`, so that no early signal is lost.
///
/// The signals are caught by a handler that writes to a pipe, and a thread that sleeps in `read` passes them on. They are
/// not blocked: a blocked mask is inherited by every child, a caught signal is back to its default after exec.
package struct SignalListener: Sendable {
    /// The signals as they come, for one reader; the first sixteen wait for it.
    package let signals: AsyncStream<Int32>

    /// Catches `numbers` from now on, and ignores SIGPIPE: a closed connection is an error of `write`, not an end.
    ///
    /// - Throws: `SignalListenerError` when the process has no descriptor or thread left. The last listener made is the
    ///   one that gets the signals.
    package init(_ numbers: [Int32] = [SIGTERM, SIGINT]) throws(SignalListenerError) {
        signal(SIGPIPE, SIG_IGN)
        var reading: Int32 = -1
        var writing: Int32 = -1
        let pipeFailure = clinux_pipe(&reading, &writing)
        guard pipeFailure == 0 else { throw SignalListenerError(errno: pipeFailure) }
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(16))
        signals = stream
        let context = Unmanaged.passRetained(Reader(descriptor: reading, continuation: continuation))
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, signalReaderMain, context.toOpaque())  // which releases it
        guard failure == 0 else {
            context.release()
            close(reading)
            close(writing)
            throw SignalListenerError(errno: failure)
        }
        pthread_detach(thread)
        for number in numbers where clinux_forward_signal(number, writing) != 0 {
            throw SignalListenerError(errno: errno)
        }
    }
}

/// The kernel refused what listening to signals takes.
package struct SignalListenerError: Error, CustomStringConvertible {
    package let errno: Int32

    package var description: String { "signals cannot be listened to: \(String(cString: strerror(errno)))" }
}

private final class Reader: Sendable {
    private let descriptor: Int32
    private let continuation: AsyncStream<Int32>.Continuation

    init(descriptor: Int32, continuation: AsyncStream<Int32>.Continuation) {
        self.descriptor = descriptor
        self.continuation = continuation
    }

    func run() {
        clinux_set_thread_name("signals")
        var number: UInt8 = 0
        while true {
            let count = read(descriptor, &number, 1)
            if count == 1 { continuation.yield(Int32(number)) } else if count == 0 || errno != EINTR { return }
        }
    }
}

// A free function: a closure written at the call would inherit the caller's isolation and trap on this thread.
private func signalReaderMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Reader>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
