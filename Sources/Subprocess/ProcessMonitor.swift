internal import CLinux
import Glibc
import Threading

/// The one thread that starts, feeds, drains, times and reaps all children.
///
/// Children are started here, not on the caller's thread, because `PR_SET_PDEATHSIG` (and with it bubblewrap's
/// `--die-with-parent`) fires when the *thread* that started the child ends, and threads of the pool come and go.
final class ProcessMonitor: @unchecked Sendable {  // the lock guards the inbox, everything else belongs to the thread
    enum Message: Sendable {
        case start(MonitoredChild)
        case terminate(MonitoredChild)
        case continueReading(MonitoredChild)
    }

    private enum Role {
        case wake
        case process(Int)
        case pipe(child: Int, index: Int)
        case input(Int)
        case survivor(Int)
    }

    static let shared = ProcessMonitor()

    private struct Inbox {
        var messages: [Message] = []
        var isRunning = false
    }

    private let inbox = Lock(Inbox())
    private var wakeReading: Int32 = -1
    private var wakeWriting: Int32 = -1
    private var children: [MonitoredChild] = []

    private init() {
        guard clinux_pipe(&wakeReading, &wakeWriting) == 0 else { return }
        for descriptor in [wakeReading, wakeWriting] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    func post(_ message: Message) {
        let starts = inbox.withLock { inbox in
            inbox.messages.append(message)
            defer { inbox.isRunning = true }
            return !inbox.isRunning
        }
        if starts { startThread() } else { wake() }
    }

    private func wake() {
        var byte: UInt8 = 0
        _ = write(wakeWriting, &byte, 1)  // a full pipe wakes as well
    }

    private func startThread() {
        var thread = pthread_t()
        pthread_create(&thread, nil, processMonitorMain, Unmanaged.passUnretained(self).toOpaque())
        pthread_detach(thread)
    }

    fileprivate func run() {
        clinux_set_thread_name("children")
        // No handler of the process runs here, and a child that stops reading gives EPIPE instead of SIGPIPE.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while true {
            let messages = inbox.withLock { inbox in
                defer { inbox.messages = [] }
                return inbox.messages
            }
            for message in messages { handle(message) }
            children.removeAll { !$0.isRunning }
            waitAndServe()
        }
    }

    private func handle(_ message: Message) {
        switch message {
        case .start(let child): if child.start(now: .now) { children.append(child) }
        case .terminate(let child): child.terminate(now: .now)
        case .continueReading(let child): child.resumeReading()
        }
    }

    private func waitAndServe() {
        var (entries, roles) = watched()
        guard poll(&entries, nfds_t(entries.count), timeoutMilliseconds()) >= 0 else { return }
        // Pipes before processes: reaping drains and closes what is left of them.
        for (entry, role) in zip(entries, roles) where entry.revents != 0 {
            switch role {
            case .wake: drainWakePipe()
            case .pipe(let child, let index): children[child].read(from: index)
            case .input(let child): children[child].writeInput()
            case .process, .survivor: break
            }
        }
        let now = ContinuousClock.now
        for child in children { child.deadlinePassed(now: now) }
        for (entry, role) in zip(entries, roles) where entry.revents != 0 {
            switch role {
            case .process(let child): children[child].reap(now: now)
            case .survivor(let child): children[child].survivorEnded(entry.fd, now: now)
            default: break
            }
        }
    }

    private func watched() -> ([pollfd], [Role]) {
        var entries = [pollfd(fd: wakeReading, events: Int16(POLLIN), revents: 0)]
        var roles = [Role.wake]
        for (number, child) in children.enumerated() {
            if child.processDescriptor >= 0 {
                entries.append(pollfd(fd: child.processDescriptor, events: Int16(POLLIN), revents: 0))
                roles.append(.process(number))
            }
            for survivor in child.survivors {
                entries.append(pollfd(fd: survivor, events: Int16(POLLIN), revents: 0))
                roles.append(.survivor(number))
            }
            for (index, pipe) in child.pipes.enumerated() where pipe.descriptor >= 0 && !pipe.isPaused {
                entries.append(pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0))
                roles.append(.pipe(child: number, index: index))
            }
            if child.inputDescriptor >= 0 {
                entries.append(pollfd(fd: child.inputDescriptor, events: Int16(POLLOUT), revents: 0))
                roles.append(.input(number))
            }
        }
        return (entries, roles)
    }

    private func timeoutMilliseconds() -> Int32 {
        // Without a pipe to be woken through (descriptors had run out) the inbox is looked at ten times a second.
        let limit: Int32 = wakeReading < 0 ? 100 : .max
        guard let next = children.compactMap(\.deadline).min() else { return wakeReading < 0 ? limit : -1 }
        let (seconds, attoseconds) = (next - .now).components
        // Rounded up: a deadline that is not quite reached would spin.
        let milliseconds = min(seconds, 86_400) * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
        return min(limit, Int32(max(0, milliseconds)))
    }

    private func drainWakePipe() {
        var buffer = [UInt8](repeating: 0, count: 256)
        while read(wakeReading, &buffer, buffer.count) == buffer.count {}
    }
}

// A free function: a closure written at the call would inherit the caller's isolation and trap on this thread.
private func processMonitorMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ProcessMonitor>.fromOpaque(context).takeUnretainedValue().run()
    return nil
}
