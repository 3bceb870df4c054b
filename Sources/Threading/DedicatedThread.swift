internal import CLinux
import Glibc

/// A thread of its own for a loop that blocks.
package enum DedicatedThread {
    /// Starts a detached thread that runs `body` once and ends with it.
    ///
    /// `name` (at most 15 bytes count) shows in `ps` and debuggers. False when the system has no thread to give; then
    /// `body` never runs.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let context = Unmanaged.passRetained(ThreadStart(name: name, body: body))  // released by the thread
        var thread = pthread_t()
        guard pthread_create(&thread, nil, dedicatedThreadMain, context.toOpaque()) == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

// A free function: a closure written at the call would inherit the caller's isolation and trap on this thread.
private func dedicatedThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
    clinux_set_thread_name(start.name)
    start.body()
    return nil
}
