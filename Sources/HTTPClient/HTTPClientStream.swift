/// A response whose body is read as it comes.
package struct HTTPClientStream: Sendable {
    package let status: Int
    package let headers: HTTPClientHeaders
    package let body: HTTPClientBody
}

/// The body of a streamed response: read once, by one task.
///
/// At most 256 KiB wait unread; beyond that the transfer pauses and TCP holds the sender back. Letting go of the body
/// ends the transfer.
package struct HTTPClientBody: AsyncSequence, Sendable {
    let handle: TransferHandle

    package struct AsyncIterator: AsyncIteratorProtocol {
        let handle: TransferHandle

        /// The next bytes, never empty; nil at the end of the body.
        ///
        /// - Throws: `HTTPClientError`, or `CancellationError`.
        package mutating func next() async throws -> [UInt8]? { try await handle.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(handle: handle) }
}
