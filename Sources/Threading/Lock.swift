import Glibc

/// A pthread mutex around a value: short synchronous sections only, never held across an `await`.
///
/// `Synchronization.Mutex` is not used: ThreadSanitizer does not see it on Linux, and eight threads contending for it on
/// two cores took 20 µs a lock against 63 ns for a pthread mutex (docs/decisions/locks.md).
package final class Lock<State>: @unchecked Sendable {  // the mutex serialises every access to `state`
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    @usableFromInline var state: State

    package init(_ state: sending State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the state and returns what it returns.
    @inlinable  // unspecialised, the closure costs more than the mutex
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&state)
    }

    @usableFromInline func lock() { pthread_mutex_lock(mutex) }
    @usableFromInline func unlock() { pthread_mutex_unlock(mutex) }
}
