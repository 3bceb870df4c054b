/// One caller's work in a batch: runs on the writer's thread, answers after the commit.
///
/// `perform` may run more than once, when the batch it was part of had to be undone; exactly one of `succeed` and `fail`
/// ends it.
class WriteOperation: @unchecked Sendable {  // handed to the writer's thread through the queue, used by it alone
    enum Kind { case guarded, unguarded, read }

    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    func perform(_ connection: Connection) throws {}
    func succeed() {}
    func fail(_ error: any Error) {}
}

/// A write operation with a result.
final class TypedWriteOperation<Result: Sendable>: WriteOperation, @unchecked Sendable {  // as its superclass
    private let body: @Sendable (Connection) throws -> Result
    // Unsafe only in that nobody counts: the writer ends every operation exactly once.
    private let continuation: UnsafeContinuation<Result, any Error>
    private var result: Result?

    init(
        _ kind: Kind, _ body: @escaping @Sendable (Connection) throws -> Result,
        _ continuation: UnsafeContinuation<Result, any Error>
    ) {
        self.body = body
        self.continuation = continuation
        super.init(kind)
    }

    override func perform(_ connection: Connection) throws { result = try body(connection) }

    override func succeed() {
        if let result {
            continuation.resume(returning: result)
        } else {
            continuation.resume(throwing: SQLiteError(.misuse, "an operation was answered before it ran"))
        }
    }

    override func fail(_ error: any Error) { continuation.resume(throwing: error) }
}
