internal import CLinux
import Glibc
import Threading

/// One thread, one epoll, the connections it accepted, and the executor of their handlers.
///
/// Everything but `enqueue`, `perform` and the mailbox belongs to the loop's thread.
final class EventLoop: TaskExecutor, @unchecked Sendable {  // the mailbox has a lock, the rest one thread
    private struct Mailbox {
        var jobs: [UnownedJob] = []
        var commands: [@Sendable () -> Void] = []
        var isSignalled = false
        var hasEnded = false
    }

    static let scratchSize = 64 * 1024
    private static let wakeupTag = UInt64.max
    private static let listenerTag = UInt64.max - 1

    let configuration: HTTPServerConfiguration
    let routes: HTTPRoutes
    let policy: RequestPolicy
    private let census: ConnectionCensus
    private let name: String
    private let listener: Int32
    private let epoll = clinux_epoll_create()
    private let wakeup = clinux_eventfd()
    private let ended: @Sendable () -> Void
    private let mailbox = Lock(Mailbox())

    /// What one `recv` fills; shared by the loop's connections.
    let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: EventLoop.scratchSize)
    /// An output buffer that passes from connection to connection, so that an idle one owns none.
    var spare: [UInt8] = []
    /// Milliseconds of the monotonic clock at the beginning of this turn.
    private(set) var now: UInt64 = 0
    /// Bytes of request bodies that connections and handlers of this loop hold.
    var heldBytes = 0
    let heldBytesLimit: Int
    private(set) var isDraining = false
    private var jobs: [UnownedJob] = []
    private var connections: [Connection?] = []
    private var live = 0
    private var generation: UInt64 = 0
    private var revisits: [Connection] = []
    private var isAccepting = true
    private var drainDeadline = UInt64.max
    private var nextTick = UInt64.max
    private var lastTick: UInt64 = 0
    private let tickInterval: UInt64
    /// The deadlines that every request sets, in milliseconds: dividing a `Duration` costs more than setting one.
    let requestDeadlines: (head: UInt64, body: UInt64, idle: UInt64)
    /// What the last request asked for, where the next may ask the same.
    private(set) var lastTarget: KnownTarget?
    private var lastHead: ResponseHead?
    private var date: [UInt8] = []
    private var dateSecond = 0

    init(
        _ name: String, _ listener: Int32, _ configuration: HTTPServerConfiguration, _ routes: HTTPRoutes,
        _ census: ConnectionCensus, ended: @escaping @Sendable () -> Void
    ) {
        self.name = name
        self.listener = listener
        self.configuration = configuration
        self.routes = routes
        self.census = census
        self.ended = ended
        policy = RequestPolicy(configuration)
        heldBytesLimit = configuration.limits.heldBodies / max(1, configuration.loops)
        let deadlines = configuration.deadlines
        let shortest = min(
            deadlines.head, deadlines.body, deadlines.idle, deadlines.writeStall, deadlines.webSocketPing)
        tickInterval = min(500, max(10, shortest.inMilliseconds / 4))
        requestDeadlines = (
            deadlines.head.inMilliseconds, deadlines.body.inMilliseconds, deadlines.idle.inMilliseconds
        )
    }

    deinit {
        scratch.deallocate()
    }

    // MARK: From any thread

    /// Whether the caller runs on this loop's thread.
    var isCurrent: Bool { clinux_thread_mark() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { return jobs.append(job) }
        // Tasks may outlive the loop; they go on where all others run.
        if !wake({ $0.jobs.append(job) }) { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }

    /// Runs `command` on the loop's thread: now when this is it, else in its next turn.
    ///
    /// After the loop's end, when its
    /// connections are closed and nothing changes any more, on the caller's.
    func perform(_ command: @escaping @Sendable () -> Void) {
        if isCurrent || !wake({ $0.commands.append(command) }) { command() }
    }

    /// Like `perform`, but never within the caller's own turn.
    func performLater(_ command: @escaping @Sendable () -> Void) {
        if !wake({ $0.commands.append(command) }) { command() }
    }

    private func wake(_ change: (inout Mailbox) -> Void) -> Bool {
        mailbox.withLock { mailbox in
            guard !mailbox.hasEnded else { return false }
            change(&mailbox)
            if !mailbox.isSignalled {
                var one: UInt64 = 1
                write(wakeup, &one, MemoryLayout.size(ofValue: one))
            }
            mailbox.isSignalled = true
            return true
        }
    }

    func startThread() {
        var thread = pthread_t()
        pthread_create(&thread, nil, eventLoopMain, Unmanaged.passRetained(self).toOpaque())  // released at its end
        pthread_detach(thread)
    }

    // MARK: On the loop's thread

    fileprivate func run() {
        clinux_set_thread_name(name)
        clinux_block_signals()
        clinux_set_thread_mark(Unmanaged.passUnretained(self).toOpaque())
        clinux_epoll_add(epoll, wakeup, CLINUX_EPOLLIN, Self.wakeupTag)
        clinux_epoll_add(epoll, listener, CLINUX_EPOLLIN, Self.listenerTag)
        let slowTurn = configuration.slowTurn.inMilliseconds
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while !(isDraining && live == 0) {
            let count = max(0, epoll_wait(epoll, &events, 256, timeout()))
            now = Self.clock()
            for event in events[0..<Int(count)] { handle(event) }
            turn()
            if now >= nextTick { tick() }
            let held = Self.clock() - now
            if held > slowTurn {
                configuration.log?("event loop \(name) was held for \(held) ms; a handler blocks or computes too long")
            }
        }
        end()
    }

    private func timeout() -> Int32 {
        if !jobs.isEmpty || !revisits.isEmpty { return 0 }
        if nextTick == .max { return -1 }
        let now = Self.clock()
        return nextTick > now ? Int32(clamping: nextTick - now) : 0
    }

    private func handle(_ event: epoll_event) {
        let tag = withUnsafePointer(to: event, clinux_epoll_tag)
        switch tag {
        case Self.wakeupTag:
            var count: UInt64 = 0
            read(wakeup, &count, MemoryLayout.size(ofValue: count))
        case Self.listenerTag: accept()
        default:
            // The tag is generation << 32 | descriptor: an event for a closed and reused descriptor is dropped.
            if let connection = connections[Int(tag & 0xffff_ffff)], connection.tag == tag {
                connection.handle(withUnsafePointer(to: event, clinux_epoll_events))
            }
        }
    }

    private func turn() {
        let (mail, commands) = mailbox.withLock { mailbox in
            guard mailbox.isSignalled else { return ([UnownedJob](), [@Sendable () -> Void]()) }
            mailbox.isSignalled = false
            defer {
                mailbox.jobs = []
                mailbox.commands = []
            }
            return (mailbox.jobs, mailbox.commands)
        }
        for command in commands { command() }
        let again = revisits
        revisits = []
        for connection in again { connection.resume() }
        // Jobs enqueued meanwhile wait for the next turn, so that input and output are not starved.
        let batch = jobs + mail
        jobs.removeAll(keepingCapacity: true)
        let executor = asUnownedTaskExecutor()
        for job in batch { job.runSynchronously(on: executor) }
    }

    private func accept() {
        var peer = [CChar](repeating: 0, count: 64)
        for _ in 0..<64 {
            let descriptor = clinux_accept(listener, &peer, peer.count)
            if descriptor < 0 { return acceptFailed(-descriptor) }
            let address = String(decoding: peer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard census.admit(address) else {
                refuse(descriptor)
                continue
            }
            generation = (generation + 1) & 0x7fff_ffff
            let tag = generation << 32 | UInt64(descriptor)
            while Int(descriptor) >= connections.count {
                connections.append(contentsOf: repeatElement(nil, count: max(64, connections.count)))
            }
            live += 1
            connections[Int(descriptor)] = Connection(descriptor, tag, address, self)
            clinux_epoll_add(
                epoll, descriptor, CLINUX_EPOLLIN | CLINUX_EPOLLOUT | CLINUX_EPOLLRDHUP | CLINUX_EPOLLET, tag)
        }
    }

    private func acceptFailed(_ error: Int32) {
        guard error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS else { return }
        // The listener stays readable: without a pause this would spin.
        configuration.log?("no more connections can be accepted: \(String(cString: strerror(error)))")
        clinux_epoll_remove(epoll, listener)
        isAccepting = false
        noteDeadline(now + 100)
    }

    private func refuse(_ descriptor: Int32) {
        let answer =
            "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        _ = send(descriptor, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
        close(descriptor)
    }

    /// Closes a connection's descriptor and forgets it.
    func remove(_ connection: Connection) {
        close(connection.descriptor)
        connections[Int(connection.descriptor)] = nil
        live -= 1
        census.leave(connection.peer)
    }

    /// Has the connection read on in the next turn.
    func revisit(_ connection: Connection) { revisits.append(connection) }

    /// Makes sure that a tick comes at `deadline` or, where ticks would come too close, soon after.
    func noteDeadline(_ deadline: UInt64) {
        if deadline < nextTick { nextTick = max(deadline, lastTick + tickInterval) }
    }

    private func tick() {
        lastTick = now
        nextTick = .max
        if !isAccepting, !isDraining {
            isAccepting = clinux_epoll_add(epoll, listener, CLINUX_EPOLLIN, Self.listenerTag) == 0
        }
        if now >= drainDeadline {
            for connection in connections { connection?.close() }
        }
        var earliest = drainDeadline
        for connection in connections {
            guard let connection else { continue }
            connection.tick()
            earliest = min(earliest, connection.nextDeadline)
        }
        noteDeadline(earliest)
    }

    func drain(within limit: Duration) {
        guard !isDraining else { return }
        isDraining = true
        accept()  // what the kernel has taken on for us already
        clinux_epoll_remove(epoll, listener)
        close(listener)
        drainDeadline = now + limit.inMilliseconds
        noteDeadline(drainDeadline)
        for connection in connections { connection?.drain() }
    }

    private func end() {
        let mail = mailbox.withLock { mailbox in
            mailbox.hasEnded = true
            return (mailbox.jobs, mailbox.commands)
        }
        for command in mail.1 { command() }
        clinux_set_thread_mark(nil)
        for job in jobs + mail.0 { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
        close(epoll)
        close(wakeup)
        ended()
    }

    func note(_ target: RequestTarget, _ match: HTTPRoutes.Match, of head: RequestHead) {
        if let known = KnownTarget(target, match, of: head) { lastTarget = known }
    }

    /// The response's status line and fields, without those that the server adds.
    func head(of response: HTTPResponse) -> [UInt8] {
        if let lastHead, lastHead.fits(response) { return lastHead.bytes }
        let head = ResponseHead(response)
        // An idle server should hold little.
        if head.bytes.count <= 1_024 { lastHead = head }
        return head.bytes
    }

    /// The `date` header with its line end, made once a second.
    func dateHeader() -> [UInt8] {
        let second = time(nil)
        if second != dateSecond {
            dateSecond = second
            var text = [CChar](repeating: 0, count: 40)
            clinux_http_date(Int64(second), &text, text.count)
            date = Array("date: ".utf8) + text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)) + Array("\r\n".utf8)
        }
        return date
    }

    static func clock() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
}

// A free function: a closure written at the call would inherit the caller's isolation and trap on this thread.
private func eventLoopMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
