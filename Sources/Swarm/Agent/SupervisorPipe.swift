import Glibc
import Threading

/// The pipe whose other end the supervising process holds: its end-of-file is that process's end.
package enum SupervisorPipe {
    /// Runs `action` once, on a thread of its own, when the pipe ends; bytes that come are ignored.
    ///
    /// The descriptor is this process's to keep open and is closed afterwards.
    package static func onEnd(of descriptor: Int32, _ action: @escaping @Sendable () -> Void) {
        let started = DedicatedThread.start(name: "supervisor") {
            var byte: UInt8 = 0
            while true {
                let count = read(descriptor, &byte, 1)
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                break
            }
            close(descriptor)
            action()
        }
        // Without a thread nobody would notice the supervisor's end: as good as ended.
        if !started { action() }
    }
}
