/// Writes a streamed response body to its connection, from any task.
struct StreamWriter: HTTPBodyWriter {
    let connection: Connection

    func write(_ bytes: [UInt8]) async throws {
        // The usual case, on the loop and with room left, needs no suspension.
        let isWritten = connection.loop.isCurrent
        if isWritten, try connection.writeStream(bytes) { return }
        try await withCheckedThrowingContinuation { continuation in
            connection.loop.perform {
                do {
                    if try isWritten || !connection.writeStream(bytes) {
                        connection.waitForRoom(continuation)
                    } else {
                        continuation.resume()
                    }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
