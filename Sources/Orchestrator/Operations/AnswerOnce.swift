package import Store

/// Performs an operation once for a key: the answer is remembered in the transaction of the effect, so that neither a lost
/// connection nor a killed process can part the two.
package struct AnswerOnce<Operation: StoreOperation>: StoreOperation {
    package struct Answer: Sendable {
        let status: Int
        let body: String?
        let isKept: Bool

        /// - Parameter isKept: False for an answer that was no effect: the next call with the key tries anew.
        package init(status: Int, body: String?, isKept: Bool = true) {
            self.status = status
            self.body = body
            self.isKept = isKept
        }
    }

    let key: AnswerKey?
    let operation: Operation
    let encode: @Sendable (Operation.Output, WriteTransaction) throws -> Answer

    /// - Parameters:
    ///   - key: Nil remembers nothing.
    ///   - encode: Makes the answer of the operation's output, in its transaction.
    package init(
        key: AnswerKey?, operation: Operation,
        encode: @escaping @Sendable (Operation.Output, WriteTransaction) throws -> Answer
    ) {
        self.key = key
        self.operation = operation
        self.encode = encode
    }

    /// - Throws: `AnswerKey.Reused`, and what the operation throws.
    package func perform(in transaction: WriteTransaction) throws -> (status: Int, body: String?) {
        if let key, let known = try transaction.answer(to: key) { return known }
        let answer = try encode(try operation.perform(in: transaction), transaction)
        if let key, answer.isKept {
            try transaction.remember(key.name, digest: key.digest, status: answer.status, body: answer.body ?? "")
        }
        return (answer.status, answer.body)
    }
}
