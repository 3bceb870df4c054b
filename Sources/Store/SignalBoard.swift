import Threading

/// Who waits for which signal; a subscriber's place ends with its last reference.
final class SignalBoard: Sendable {
    private struct Place {
        weak let wake: Wake?
    }

    private struct Board {
        var places: [StoreSignal: [Int: Place]] = [:]
        var next = 0
        var isFinished = false
    }

    private let board = Lock(Board())

    func subscribe(_ signal: StoreSignal) -> Wake {
        let id = board.withLock { board in
            board.next += 1
            return board.next
        }
        let wake = Wake { [board] in board.withLock { _ = $0.places[signal]?.removeValue(forKey: id) } }
        let isOpen = board.withLock { board in
            if !board.isFinished { board.places[signal, default: [:]][id] = Place(wake: wake) }
            return !board.isFinished
        }
        if !isOpen { wake.close() }
        return wake
    }

    /// Wakes the subscribers of every signal whose bit is set.
    func raise(_ signals: UInt32) {
        guard signals != 0 else { return }
        let woken = board.withLock { board in
            StoreSignal.allCases.filter { signals & (1 << $0.rawValue) != 0 }
                .flatMap { board.places[$0].map { $0.values.compactMap(\.wake) } ?? [] }
        }
        for wake in woken { wake.raise() }
    }

    func finish() {
        let all = board.withLock { board in
            board.isFinished = true
            return board.places.values.flatMap { $0.values.compactMap(\.wake) }
        }
        for wake in all { wake.close() }
    }
}
