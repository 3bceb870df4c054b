internal import CLinux
import Glibc

/// A bounded first-in-first-out queue that threads wait on: the work of those who call libraries that block.
package final class WorkQueue<Element: Sendable>: @unchecked Sendable {  // the mutex guards every stored variable
    /// What became of an element that was offered.
    package enum Offer { case taken, full, closed }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let capacity: Int
    private var elements: [Element] = []
    private var head = 0
    private var sleepers = 0
    private var isClosed = false
    private var isNudged = false

    package init(capacity: Int) {
        self.capacity = capacity
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// How many elements wait.
    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return elements.count - head
    }

    /// Puts the element at the end and wakes a thread if one sleeps; never blocks for longer than the lock.
    package func offer(_ element: Element) -> Offer {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if isClosed { return .closed }
        guard elements.count - head < capacity else { return .full }
        elements.append(element)
        // A busy thread finds the element by itself: waking costs a system call.
        if sleepers > 0 { pthread_cond_signal(condition) }
        return .taken
    }

    /// Waits for elements and takes up to `limit` of them.
    ///
    /// Empty after `milliseconds` without any, nil once the queue is closed and empty. Without `milliseconds` it waits for
    /// as long as it takes.
    package func take(limit: Int, within milliseconds: Int? = nil) -> [Element]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var deadline = timespec()
        if let milliseconds {
            clock_gettime(CLOCK_MONOTONIC, &deadline)
            deadline.tv_sec += milliseconds / 1_000
            deadline.tv_nsec += (milliseconds % 1_000) * 1_000_000
            if deadline.tv_nsec >= 1_000_000_000 {
                deadline.tv_sec += 1
                deadline.tv_nsec -= 1_000_000_000
            }
        }
        while head == elements.count {
            if isClosed { return nil }
            sleepers += 1
            let code =
                milliseconds == nil
                ? pthread_cond_wait(condition, mutex) : pthread_cond_timedwait(condition, mutex, &deadline)
            sleepers -= 1
            if code == ETIMEDOUT, head == elements.count, !isClosed { return [] }
        }
        return removeFirst(limit)
    }

    /// Waits for elements, or for a nudge, and takes up to `limit` of them: none where a nudge came first, nil once the
    /// queue is closed and empty.
    package func takeOrNudged(limit: Int) -> [Element]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while head == elements.count, !isNudged {
            if isClosed { return nil }
            sleepers += 1
            pthread_cond_wait(condition, mutex)
            sleepers -= 1
        }
        isNudged = false
        return head == elements.count ? [] : removeFirst(limit)
    }

    /// Waits for a nudge, whatever elements are there.
    package func waitForNudge() {
        pthread_mutex_lock(mutex)
        while !isNudged {
            sleepers += 1
            pthread_cond_wait(condition, mutex)
            sleepers -= 1
        }
        isNudged = false
        pthread_mutex_unlock(mutex)
    }

    /// Ends the waiting of who waits for a nudge, or of the next one who would; for queues that one thread takes from.
    package func nudge() {
        pthread_mutex_lock(mutex)
        isNudged = true
        if sleepers > 0 { pthread_cond_signal(condition) }
        pthread_mutex_unlock(mutex)
    }

    /// Takes up to `limit` of the elements that are there; never waits.
    package func takeWaiting(limit: Int) -> [Element] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return head == elements.count || limit <= 0 ? [] : removeFirst(limit)
    }

    /// Takes out the elements that wait and for which `isWanted` holds, in their order; the others keep theirs.
    package func remove(where isWanted: (Element) -> Bool) -> [Element] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let waiting = elements[head...]
        let taken = waiting.filter(isWanted)
        elements = waiting.filter { !isWanted($0) }
        head = 0
        return taken
    }

    /// Refuses further elements; threads take what is there and then get nil.
    package func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    private func removeFirst(_ limit: Int) -> [Element] {
        if head == 0, elements.count <= limit {
            let taken = elements
            elements = []
            return taken
        }
        let end = min(head + limit, elements.count)
        let taken = Array(elements[head..<end])
        head = end
        if head == elements.count {
            elements.removeAll()
            head = 0
        } else if head >= 1_024, head * 2 >= elements.count {
            elements.removeSubrange(..<head)
            head = 0
        }
        return taken
    }
}
