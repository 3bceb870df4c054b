/// Where a streamed response body goes.
package protocol HTTPBodyWriter: Sendable {
    /// Sends `bytes` at once and returns when less than 256 KiB wait for the peer to read them.
    ///
    /// May be called from any task. Throws `CancellationError` when the peer has gone.
    func write(_ bytes: [UInt8]) async throws
}
