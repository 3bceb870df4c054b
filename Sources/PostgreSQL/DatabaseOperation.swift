/// One caller's work: runs on a database thread, and answers when its transaction has ended.
///
/// `perform` may run more than once, when the batch it was part of had to be undone; exactly one of `succeed` and `fail`
/// ends it.
class DatabaseOperation: @unchecked Sendable {  // handed to the thread through its queue, used by who took it out
    /// Whether it is to show how the database is, so that it waits however long that takes.
    let isProbe: Bool

    init(isProbe: Bool) { self.isProbe = isProbe }

    func perform(_ connection: Connection) throws {}
    func succeed() {}
    func fail(_ error: any Error) {}
}

/// An operation with a result.
final class TypedDatabaseOperation<Result: Sendable>: DatabaseOperation, @unchecked Sendable {  // as its superclass
    private let body: @Sendable (Connection) throws -> Result
    // Unsafe only in that nobody counts: the thread ends every operation exactly once.
    private let continuation: UnsafeContinuation<Result, any Error>
    private var result: Result?

    init(
        isProbe: Bool = false, _ body: @escaping @Sendable (Connection) throws -> Result,
        _ continuation: UnsafeContinuation<Result, any Error>
    ) {
        self.body = body
        self.continuation = continuation
        super.init(isProbe: isProbe)
    }

    override func perform(_ connection: Connection) throws { result = try body(connection) }

    override func succeed() {
        if let result {
            continuation.resume(returning: result)
        } else {
            continuation.resume(throwing: PostgreSQLError(.misuse, "an operation was answered before it ran"))
        }
    }

    override func fail(_ error: any Error) { continuation.resume(throwing: error) }
}
