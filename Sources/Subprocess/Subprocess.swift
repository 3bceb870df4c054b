import Glibc

/// Starts programs.
///
/// All children of the process share one thread that starts, feeds, drains, times and reaps them;
/// no call here ever blocks the caller's thread.
package enum Subprocess {
    /// Runs a program to its end.
    ///
    /// `onOutput` sees every chunk (at most 64 KiB), also what `outputLimit` drops; it runs on the children's thread and
    /// must not block. When the calling task is cancelled the child's group is torn down, and `CancellationError` is
    /// thrown once it is gone. Throws `SubprocessError` when the program cannot be started; a program that fails is a
    /// result.
    package static func run(
        _ request: SubprocessRequest,
        onOutput: (@Sendable (OutputSource, ArraySlice<UInt8>) -> Void)? = nil
    ) async throws -> SubprocessResult {
        try Task.checkCancellation()
        let child = try await spawn(request, stream: nil, onOutput: onOutput)
        return try await withTaskCancellationHandler {
            let result = await child.result()
            try Task.checkCancellation()
            return result
        } onCancel: {
            child.terminate()
        }
    }

    /// Starts a program that lives on: the caller keeps the handle and waits for it or terminates it.
    ///
    /// Its standard output is `ChildProcess.output` and has to be read: the child stalls when `outputLimit` bytes wait.
    /// Throws `SubprocessError`.
    package static func spawn(_ request: SubprocessRequest) async throws -> ChildProcess {
        try await spawn(request, stream: ChildOutput.Buffer(limit: request.outputLimit), onOutput: nil)
    }

    private static func spawn(
        _ request: SubprocessRequest, stream: ChildOutput.Buffer?,
        onOutput: (@Sendable (OutputSource, ArraySlice<UInt8>) -> Void)?
    ) async throws -> ChildProcess {
        guard request.executable.utf8.first == UInt8(ascii: "/") else {
            throw SubprocessError.invalidRequest("\(request.executable) is not an absolute path")
        }
        let texts =
            [request.executable, request.directory ?? ""] + request.arguments
            + request.environment.flatMap { [$0.key, $0.value] }
        guard texts.allSatisfy({ !$0.utf8.contains(0) }),
            request.environment.keys.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "=")) })
        else { throw SubprocessError.invalidRequest("an argument or a variable holds a zero byte or a bad name") }
        return try await withCheckedThrowingContinuation { continuation in
            let record = MonitoredChild(request: request, stream: stream, onOutput: onOutput) { started in
                continuation.resume(with: started)
            }
            ProcessMonitor.shared.post(.start(record))
        }
    }
}
