import Threading

/// Who waits for which signal.
///
/// Every subscriber holds at most one pending wake-up, so a slow one costs nothing and misses nothing: it re-reads the
/// database when it wakes.
final class SignalBoard: Sendable {
    private struct Board {
        var streams: [StoreSignal: [Int: AsyncStream<Void>.Continuation]] = [:]
        var next = 0
        var isFinished = false
    }

    private let board = Lock(Board())

    func subscribe(_ signal: StoreSignal) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id: Int? = board.withLock { board in
            guard !board.isFinished else { return nil }
            board.next += 1
            board.streams[signal, default: [:]][board.next] = continuation
            return board.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.board.withLock { _ = $0.streams[signal]?.removeValue(forKey: id) }
        }
        return stream
    }

    /// Wakes the subscribers of every signal whose bit is set.
    func raise(_ signals: UInt32) {
        let woken = board.withLock { board in
            StoreSignal.allCases.filter { signals & (1 << $0.rawValue) != 0 }
                .flatMap { board.streams[$0].map { Array($0.values) } ?? [] }
        }
        for continuation in woken { continuation.yield() }
    }

    func finish() {
        let all = board.withLock { board in
            board.isFinished = true
            let all = board.streams.values.flatMap { Array($0.values) }
            board.streams = [:]
            return all
        }
        for continuation in all { continuation.finish() }
    }
}
