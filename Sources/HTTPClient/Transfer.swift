import CCurl
import Threading

/// One exchange: the engine's thread produces, one task consumes.
final class Transfer: Sendable {
    private struct State {
        var status = 0
        var headers = HTTPClientHeaders()
        var headerBytes = 0
        var hasHead = false
        /// Bytes nobody has asked for yet.
        var unread: [UInt8] = []
        var received = 0
        var uploaded = 0
        var isPaused = false
        var isDenied = false
        var isTooLarge = false
        var isFinished = false
        var error: (any Error)?
        var headWaiter: CheckedContinuation<(status: Int, headers: HTTPClientHeaders), any Error>?
        var bytesWaiter: CheckedContinuation<[UInt8]?, any Error>?
    }

    static let maxUnreadBytes = 256 * 1_024
    private static let maxHeaderBytes = 64 * 1_024

    let request: HTTPClientRequest
    private let state = Lock(State())

    init(_ request: HTTPClientRequest) { self.request = request }

    var isFinished: Bool { state.withLock { $0.isFinished } }

    // MARK: The engine's thread

    /// Takes one header line; false ends the transfer.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        var completed: (CheckedContinuation<(status: Int, headers: HTTPClientHeaders), any Error>, State)?
        let isAccepted = state.withLock { state in
            state.headerBytes += line.count
            guard state.headerBytes <= Self.maxHeaderBytes else {
                state.isTooLarge = true
                return false
            }
            if state.hasHead { return true }  // a trailer
            if text.hasPrefix("HTTP/") {  // also after an interim 1xx response
                state.headers = HTTPClientHeaders()
                state.status = text.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
            } else if text == "\r\n" || text == "\n" {
                guard state.status >= 200 else { return true }
                state.hasHead = true
                if let waiter = state.headWaiter { completed = (waiter, state) }
                state.headWaiter = nil
            } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
                let value = text[text.index(after: colon)...].trimming(while: { $0.isWhitespace })
                state.headers.fields.append(.init(name: String(text[..<colon]), value: value))
            }
            return true
        }
        if let (waiter, state) = completed { waiter.resume(returning: (state.status, state.headers)) }
        return isAccepted
    }

    /// Takes body bytes; returns how many, or what makes libcurl pause and offer them again, or 0 to end the transfer.
    func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard !bytes.isEmpty else { return 0 }
        var waiter: CheckedContinuation<[UInt8]?, any Error>?
        let taken = state.withLock { state in
            guard !state.isFinished else { return 0 }
            guard state.unread.count < Self.maxUnreadBytes else {
                state.isPaused = true
                return Int(CCURL_WRITE_PAUSE)
            }
            guard state.received + bytes.count <= request.maxResponseBytes else {
                state.isTooLarge = true
                return 0
            }
            state.received += bytes.count
            waiter = state.bytesWaiter
            state.bytesWaiter = nil
            if waiter == nil { state.unread.append(contentsOf: bytes) }
            return bytes.count
        }
        waiter?.resume(returning: Array(bytes))
        return taken
    }

    /// Copies the next bytes of the request's body; 0 at its end.
    func provide(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body = request.body else { return 0 }
        return state.withLock { state in
            let count = min(buffer.count, body.count - state.uploaded)
            buffer.copyBytes(from: body[state.uploaded..<state.uploaded + count])
            state.uploaded += count
            return count
        }
    }

    func deny() { state.withLock { $0.isDenied = true } }

    /// What the callbacks found, which libcurl's result code cannot say.
    var refusal: HTTPClientError.Code? {
        state.withLock { $0.isTooLarge ? .tooLarge : $0.isDenied ? .denied : nil }
    }

    /// Ends the transfer for its consumer; only the first call counts.
    func finish(_ error: (any Error)?) {
        let (head, bytes) = state.withLock { state in
            guard !state.isFinished else { return (nil, nil) as Waiters }
            state.isFinished = true
            state.error = error
            if error is CancellationError { state.unread = [] }
            defer { (state.headWaiter, state.bytesWaiter) = (nil, nil) }
            return (state.headWaiter, state.bytesWaiter)
        }
        let noHead = HTTPClientError(.cut, "\(request.origin) sent no response.", mayHaveArrived: true)
        head?.resume(throwing: error ?? noHead)
        if let error { bytes?.resume(throwing: error) } else { bytes?.resume(returning: nil) }
    }

    private typealias Waiters = (
        CheckedContinuation<(status: Int, headers: HTTPClientHeaders), any Error>?,
        CheckedContinuation<[UInt8]?, any Error>?
    )

    // MARK: The consumer

    func awaitHead(_ continuation: CheckedContinuation<(status: Int, headers: HTTPClientHeaders), any Error>) {
        let ready: Result<(status: Int, headers: HTTPClientHeaders), any Error>? = state.withLock { state in
            if state.hasHead { return .success((state.status, state.headers)) }
            if state.isFinished {
                return .failure(state.error ?? HTTPClientError(.cut, "There was no response.", mayHaveArrived: true))
            }
            state.headWaiter = continuation
            return nil
        }
        if let ready { continuation.resume(with: ready) }
    }

    /// Resumes the continuation with the next bytes, now or later; true when the paused transfer may go on.
    func awaitBytes(_ continuation: CheckedContinuation<[UInt8]?, any Error>) -> Bool {
        let (ready, mayGoOn): (Result<[UInt8]?, any Error>?, Bool) = state.withLock { state in
            if !state.unread.isEmpty {
                defer { (state.unread, state.isPaused) = ([], false) }
                return (.success(state.unread), state.isPaused)
            }
            if state.isFinished { return (state.error.map { .failure($0) } ?? .success(nil), false) }
            guard state.bytesWaiter == nil else {
                return (.failure(HTTPClientError(.other, "A body is read by one task.", mayHaveArrived: true)), false)
            }
            state.bytesWaiter = continuation
            return (nil, false)
        }
        if let ready { continuation.resume(with: ready) }
        return mayGoOn
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> String {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
