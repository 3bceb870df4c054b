import Threading

/// A running child.
///
/// Dropping the handle does not end the child; `terminate()` does.
package final class ChildProcess: Sendable {
    private enum Outcome {
        case running([CheckedContinuation<SubprocessResult, Never>])
        case ended(SubprocessResult)
    }

    /// The process id, which is also the id of the process group.
    package let pid: Int32
    /// The child's standard output (and error where `ErrorDestination.output` says so), for one reader; empty for `run`.
    package let output: ChildOutput
    private let record: MonitoredChild
    private let outcome = Lock<Outcome>(.running([]))

    init(pid: Int32, record: MonitoredChild, stream: ChildOutput.Buffer?) {
        self.pid = pid
        self.record = record
        output = ChildOutput(buffer: stream ?? ChildOutput.Buffer(limit: 0, isEnded: true))
        output.buffer.onDrained { ProcessMonitor.shared.post(.continueReading(record)) }
    }

    /// Waits until the child has ended and gives what `Subprocess.run` would; any number of callers may wait.
    package func result() async -> SubprocessResult {
        await withCheckedContinuation { continuation in
            let ended: SubprocessResult? = outcome.withLock { outcome in
                switch outcome {
                case .ended(let result): return result
                case .running(let waiting):
                    outcome = .running(waiting + [continuation])
                    return nil
                }
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Waits until the child has ended.
    package func wait() async -> Termination { await result().termination }

    /// Begins the teardown of the request and returns at once.
    ///
    /// Nothing happens when the child has ended.
    package func terminate() { ProcessMonitor.shared.post(.terminate(record)) }

    func finish(_ result: SubprocessResult) {
        let waiting = outcome.withLock { outcome in
            guard case .running(let waiting) = outcome else { return [CheckedContinuation<SubprocessResult, Never>]() }
            outcome = .ended(result)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}
