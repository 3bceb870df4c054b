/// A wake-up that one task waits for and anybody raises; several raises in between are one.
///
/// Unlike an `AsyncStream` it survives a wait that was cut short: a later wait goes on where it left off, and a raise is
/// never lost between two waits.
package final class Wake: Sendable {
    private struct State {
        var isRaised = false
        var isClosed = false
        var waiter: (id: Int, continuation: UnsafeContinuation<Bool, Never>)?
        var next = 0
        /// Waits that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    private let state = Lock(State())
    private let onDeinit: @Sendable () -> Void

    /// - Parameter onDeinit: Runs when nobody holds the wake any more.
    package init(onDeinit: @escaping @Sendable () -> Void = {}) { self.onDeinit = onDeinit }

    deinit { onDeinit() }

    /// Wakes the waiting task, or the next one that waits.
    package func raise() {
        let waiter = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
            guard let waiter = state.waiter else {
                state.isRaised = true
                return nil
            }
            state.waiter = nil
            return waiter.continuation
        }
        waiter?.resume(returning: true)
    }

    /// Ends all waits, now and later.
    package func close() {
        let waiter = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
            state.isClosed = true
            defer { state.waiter = nil }
            return state.waiter?.continuation
        }
        waiter?.resume(returning: false)
    }

    /// True once it is raised; false when it is closed or the task is cancelled.
    ///
    /// - Precondition: One task waits at a time.
    package func wait() async -> Bool {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if state.isClosed || state.cancelled.remove(id) != nil { return false }
                    if state.isRaised {
                        state.isRaised = false
                        return true
                    }
                    precondition(state.waiter == nil, "two tasks wait for one wake-up")
                    state.waiter = (id, continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
                guard let waiter = state.waiter, waiter.id == id else {
                    if id == state.next { state.cancelled = [id] }
                    return nil
                }
                state.waiter = nil
                return waiter.continuation
            }
            waiter?.resume(returning: false)
        }
    }

    /// As `wait()`, but false after `duration` too.
    package func wait(within duration: Duration) async -> Bool {
        await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await self.wait() }
            group.addTask {
                try? await Task.sleep(for: duration)
                return nil
            }
            var isWoken = await group.next() == .some(true)
            group.cancelAll()
            // The wait may have been woken in the very moment it was given up.
            for await answer in group where answer == true { isWoken = true }
            return isWoken
        }
    }
}
