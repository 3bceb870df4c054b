import Threading

/// An open WebSocket, as its handler holds it; every call may come from any task.
///
/// Pings are answered and sent by the server itself.
package struct WebSocket: Sendable {
    let connection: Connection

    /// The next message, or nil when the socket is closed or the calling task is cancelled.
    ///
    /// At most 16 messages wait to be received; then the peer is no longer read from.
    package func receive() async -> WebSocketMessage? {
        let isCancelled = Lock(false)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                connection.loop.perform { connection.receive(continuation, isCancelled) }
            }
        } onCancel: {
            isCancelled.withLock { $0 = true }
            connection.loop.performLater { connection.endCancelledReceivers() }
        }
    }

    /// Sends a message and returns when less than 256 KiB wait for the peer to read them.
    ///
    /// Throws `CancellationError` when the socket is closed.
    package func send(_ message: WebSocketMessage) async throws {
        try await withCheckedThrowingContinuation { continuation in
            connection.loop.perform { connection.send(message, continuation) }
        }
    }

    /// Begins to close the socket with a code of RFC 6455 §7.4 (1000: done; 4000 to 4999: the application's own).
    ///
    /// `receive` then returns what came before the peer's own close, and nil.
    package func close(code: UInt16 = 1000) async {
        connection.loop.perform { connection.closeWebSocket(code: code) }
    }
}
