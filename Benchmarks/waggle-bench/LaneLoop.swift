import Glibc
import Threading

/// One thread that runs the benchmark's lanes as one of the server's event loops runs its handlers.
final class LaneLoop: TaskExecutor, @unchecked Sendable {  // the mutex guards `jobs`, `isAsleep` and `isStopped`
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isAsleep = false
    private var isStopped = false

    init() throws {
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
        guard DedicatedThread.start(name: "lanes", { [self] in run() }) else { throw BenchError("no thread") }
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        let mustWake = isAsleep
        isAsleep = false
        pthread_mutex_unlock(mutex)
        if mustWake { pthread_cond_signal(condition) }
    }

    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        isAsleep = false
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    private func run() {
        let executor = asUnownedTaskExecutor()
        while true {
            pthread_mutex_lock(mutex)
            while jobs.isEmpty, !isStopped {
                isAsleep = true
                pthread_cond_wait(condition, mutex)
            }
            let batch = jobs
            jobs = []
            pthread_mutex_unlock(mutex)
            if batch.isEmpty { return }
            for job in batch { job.runSynchronously(on: executor) }
        }
    }
}
