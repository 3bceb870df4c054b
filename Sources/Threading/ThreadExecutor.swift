internal import CLinux
import Glibc

/// A serial executor with a thread of its own, for libraries whose calls block.
///
/// An actor that returns it as its `unownedExecutor` runs all its work on that thread and never blocks the cooperative
/// pool. The thread lives until `stop()`; work enqueued after that is never run.
package final class ThreadExecutor: SerialExecutor, @unchecked Sendable {  // the mutex guards `jobs` and `isStopped`
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isStopped = false
    private let name: String

    /// Starts the thread; `name` (at most 15 bytes count) shows in `ps` and debuggers.
    package init(name: String) {
        self.name = name
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()  // released when the thread ends
        pthread_create(&thread, nil, threadExecutorMain, context)
        pthread_detach(thread)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Ends the thread after the work it already holds.
    package func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    fileprivate func run() {
        clinux_set_thread_name(name)
        while true {
            pthread_mutex_lock(mutex)
            while jobs.isEmpty, !isStopped { pthread_cond_wait(condition, mutex) }
            let batch = jobs
            let ended = isStopped && jobs.isEmpty
            jobs = []
            pthread_mutex_unlock(mutex)
            if ended { return }
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }
}

// A free function: a closure written at the call would inherit the caller's isolation and trap on this thread.
private func threadExecutorMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
