internal import CLinux
import Glibc

/// One accepted connection: its state machine, its buffers, and the task that answers.
///
/// Belongs to its loop's thread.
final class Connection: @unchecked Sendable {  // confined to the loop's thread
    enum Phase {
        /// Between requests, or reading a head.
        case head
        case body
        /// A handler works; nothing is read meanwhile.
        case handling
        case streaming
        case webSocket
        /// The last answer is written; what still comes is read and dropped, so that a reset does not destroy it.
        case linger
        case closed
    }

    static let highWater = 256 * 1024
    static let lowWater = 128 * 1024

    let descriptor: Int32
    let tag: UInt64
    let peer: String
    let loop: EventLoop

    var phase = Phase.head
    var deadline: UInt64 = .max {
        didSet { loop.noteDeadline(deadline) }
    }
    /// When waiting output has to have moved; `.max` while none waits.
    var stallDeadline: UInt64 = .max {
        didSet { loop.noteDeadline(stallDeadline) }
    }
    var task: Task<Void, Never>?

    // The request that is being read or answered.
    var parser: HeadParser
    var hasHeadBegun = false
    var head = RequestHead()
    var route: HTTPRoute?
    var request: HTTPRequest?
    var chunks: ChunkedDecoder?
    var heldBytes = 0
    var keepsAlive = true
    var isChunkedOutput = false
    var webSocket: WebSocketState?

    // Input: bytes from `used` on were received and not used. Empty while idle.
    private var input: [UInt8] = []
    private var used = 0
    private var isReadable = true
    private var isConsuming = false
    private(set) var hasPeerClosed = false
    private var hasSeenEnd = false

    // Output: bytes from `sent` on wait to be sent. Empty while idle.
    var output: [UInt8] = []
    private var sent = 0
    private var roomWaiters: [CheckedContinuation<Void, any Error>] = []

    init(_ descriptor: Int32, _ tag: UInt64, _ peer: String, _ loop: EventLoop) {
        self.descriptor = descriptor
        self.tag = tag
        self.peer = peer
        self.loop = loop
        parser = HeadParser(loop.configuration.limits)
        setDeadline(milliseconds: loop.requestDeadlines.head)
    }

    func setDeadline(_ limit: Duration) { setDeadline(milliseconds: limit.inMilliseconds) }

    func setDeadline(milliseconds: UInt64) { deadline = loop.now + milliseconds }

    // MARK: Input

    /// Takes an epoll event of this connection.
    func handle(_ events: UInt32) {
        if events & (CLINUX_EPOLLERR | CLINUX_EPOLLHUP) != 0 { return close() }
        if events & CLINUX_EPOLLRDHUP != 0 { hasPeerClosed = true }
        if events & (CLINUX_EPOLLIN | CLINUX_EPOLLRDHUP) != 0 { isReadable = true }
        if events & CLINUX_EPOLLOUT != 0, waiting > 0 { flush() }
        resume()
    }

    /// Whether bytes may be taken in now: back-pressure comes from the phase and from answers the peer does not read.
    private var takesInput: Bool {
        switch phase {
        case .head, .body: waiting < Self.highWater
        case .webSocket: waiting < Self.highWater && webSocket?.isFull != true
        case .linger: true
        case .handling, .streaming, .closed: false
        }
    }

    /// Goes on with the bytes that were left over, then with the socket.
    func resume() {
        guard !isConsuming, phase != .closed else { return }
        if !input.isEmpty, takesInput {
            consumeInput()
            flush()
        }
        pump()
    }

    /// Reads until the socket is empty, a handler has to answer first, or others have to have their turn.
    func pump() {
        for _ in 0..<16 {
            guard phase != .closed, isReadable else { return }
            guard takesInput else {
                if hasPeerClosed { peerHasClosed() }
                return
            }
            let count = recv(descriptor, loop.scratch, EventLoop.scratchSize, 0)
            if count > 0 {
                // Edge-triggered: less than asked for means empty, but for the end of file, which no event repeats.
                if count < EventLoop.scratchSize, !hasPeerClosed { isReadable = false }
                if phase != .linger { receive(count) }
            } else if count == 0 {
                return endOfInput()
            } else if errno == EAGAIN {
                isReadable = false
            } else if errno != EINTR {
                return close()
            }
        }
        loop.revisit(self)
    }

    private func receive(_ count: Int) {
        let fresh = UnsafeBufferPointer(start: loop.scratch, count: count)
        if input.isEmpty {
            isConsuming = true
            let used = consume(fresh.span)
            isConsuming = false
            if used < count, phase != .closed { input.append(contentsOf: fresh[used...]) }
        } else {
            input.removeFirst(used)
            used = 0
            input.append(contentsOf: fresh)
            consumeInput()
        }
        flush()
    }

    private func consumeInput() {
        // Moved out so that nothing else can reach the bytes while they are read.
        let bytes = input
        input = []
        isConsuming = true
        let count = consume(bytes.span.extracting(used..<bytes.count))
        used += count
        isConsuming = false
        if phase != .closed, used < bytes.count { input = bytes } else { used = 0 }
    }

    /// Uses what it can of `bytes` and returns how many bytes that was.
    private func consume(_ bytes: Span<UInt8>) -> Int {
        var offset = 0
        while offset < bytes.count, takesInput {
            let rest = bytes.extracting(offset..<bytes.count)
            do throws(HTTPRefusal) {
                let used: Int
                switch phase {
                case .head: used = try consumeHead(rest)
                case .body: used = try consumeBody(rest)
                case .webSocket: used = consumeFrame(rest)
                case .handling, .streaming, .linger, .closed: return bytes.count
                }
                if used == 0 { return offset }
                offset += used
            } catch {
                refuse(error)
                return bytes.count
            }
        }
        return phase == .linger ? bytes.count : offset
    }

    private func peerHasClosed() {
        switch phase {
        case .streaming: close()
        case .handling where route?.isLongPoll == true: task?.cancel()
        default: break
        }
    }

    private func endOfInput() {
        hasSeenEnd = true
        isReadable = false
        if waiting > 0, phase != .webSocket {
            closeAfterOutput()
        } else {
            close()
        }
    }

    // MARK: Output

    /// Bytes that wait for the peer to read them.
    var waiting: Int { output.count - sent }

    func put(_ text: String) {
        takeBuffer()
        output.append(contentsOf: text.utf8)
    }

    func put(_ bytes: [UInt8]) {
        takeBuffer()
        output.append(contentsOf: bytes)
    }

    func takeBuffer() {
        if output.capacity == 0 { swap(&output, &loop.spare) }
    }

    func flush() {
        guard phase != .closed else { return }
        while waiting > 0 {
            let count = output.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
                stallDeadline = .max
            } else if errno == EAGAIN {
                if stallDeadline == .max {
                    stallDeadline = loop.now + loop.configuration.deadlines.writeStall.inMilliseconds
                }
                if sent > Self.highWater {
                    output.removeFirst(sent)
                    sent = 0
                }
                return wakeWriters()
            } else if errno != EINTR {
                return close()
            }
        }
        returnBuffer()
        wakeWriters()
        if phase == .linger {
            shutdown(descriptor, Int32(SHUT_WR))
            if hasSeenEnd { close() }
        }
    }

    private func returnBuffer() {
        guard output.capacity > 0 else { return }
        sent = 0
        output.removeAll(keepingCapacity: output.capacity <= 64 * 1024)
        if loop.spare.capacity == 0 { swap(&output, &loop.spare) }
        output = []
    }

    private func wakeWriters() {
        guard waiting < Self.lowWater, !roomWaiters.isEmpty else { return }
        let waiters = roomWaiters
        roomWaiters = []
        for waiter in waiters { waiter.resume() }
    }

    /// Resumes `waiter` when the peer has read enough of what waits, or throws at it when the connection closes.
    func waitForRoom(_ waiter: CheckedContinuation<Void, any Error>) {
        if phase == .closed {
            waiter.resume(throwing: CancellationError())
        } else if waiting < Self.highWater {
            waiter.resume()
        } else {
            roomWaiters.append(waiter)
        }
    }

    // MARK: Life

    var nextDeadline: UInt64 { min(deadline, stallDeadline) }

    func tick() {
        if loop.now >= stallDeadline { return close() }
        guard loop.now >= deadline else { return }
        switch phase {
        case .head where hasHeadBegun: refuse(HTTPRefusal(408, "The request's head did not come in time."))
        case .body: refuse(HTTPRefusal(408, "The request's body did not come in time."))
        case .webSocket: tickWebSocket()
        case .head, .linger: close()
        case .handling, .streaming, .closed: break
        }
        flush()
    }

    func drain() {
        switch phase {
        case .head where !hasHeadBegun && input.isEmpty: waiting > 0 ? closeAfterOutput() : close()
        case .streaming: task?.cancel()
        case .handling where route?.isLongPoll == true: task?.cancel()
        case .webSocket: closeWebSocket(code: 1001)
        default: break
        }
    }

    /// Sends what waits, then closes for writing, then reads to the end or for a while.
    func closeAfterOutput() {
        phase = .linger
        input = []
        setDeadline(loop.configuration.deadlines.linger)
        if !isConsuming { flush() }
    }

    func close() {
        guard phase != .closed else { return }
        phase = .closed
        deadline = .max
        stallDeadline = .max
        loop.remove(self)
        releaseBody()
        input = []
        output = []
        sent = 0
        task?.cancel()
        task = nil
        let waiters = roomWaiters
        roomWaiters = []
        for waiter in waiters { waiter.resume(throwing: CancellationError()) }
        webSocket?.end()
        webSocket = nil
    }
}
