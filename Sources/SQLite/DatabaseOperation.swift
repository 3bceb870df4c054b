/// One caller's work: runs on a database thread, and answers when its transaction has ended.
///
/// `perform` may run more than once, when the batch it was part of had to be undone; exactly one of `succeed` and `fail`
/// ends it.
class DatabaseOperation: @unchecked Sendable {  // handed to the thread through its queue, used by who took it out
    /// A probe is guarded, and shows how the database is, so that it waits however long that takes.
    enum Kind { case guarded, unguarded, read, probe }

    let kind: Kind
    /// Says whether the caller runs on an executor of its own, as an event loop's handlers do: to wake it there costs
    /// little, on the shared pool as much as a small commit.
    let hasExecutor: Bool

    var isProbe: Bool { kind == .probe }

    init(_ kind: Kind) {
        self.kind = kind
        hasExecutor = withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
    }

    func perform(_ connection: Connection) throws {}
    func succeed() {}
    func fail(_ error: any Error) {}
}

/// An operation with a result.
///
/// Its caller keeps it until it has the result, so that what it holds is mostly freed there and not on the database's thread.
final class TypedDatabaseOperation<Result: Sendable>: DatabaseOperation, @unchecked Sendable {  // as its superclass
    private let body: @Sendable (Connection) throws -> Result
    // Unsafe only in that nobody counts: the thread ends every operation exactly once.
    private var continuation: UnsafeContinuation<Void, any Error>?
    private var result: Result?

    init(_ kind: Kind, _ body: @escaping @Sendable (Connection) throws -> Result) {
        self.body = body
        super.init(kind)
    }

    /// Hands itself to `queue` and returns what the body gave, once it is answered.
    func answer(_ queue: (DatabaseOperation) -> Void) async throws -> Result {
        try await withUnsafeThrowingContinuation { continuation in
            self.continuation = continuation
            queue(self)
        }
        guard let result else { throw SQLiteError(.misuse, "an operation was answered before it ran") }
        return result
    }

    override func perform(_ connection: Connection) throws { result = try body(connection) }

    override func succeed() { continuation?.resume() }

    override func fail(_ error: any Error) { continuation?.resume(throwing: error) }
}
