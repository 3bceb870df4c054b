/// A change of the database as a value: it reads, decides and writes inside one transaction.
///
/// An operation sees no clock, randomness or network; time and numbers come from the transaction, so that the same
/// operations run in a simulator. It may run more than once (its batch is repeated when another operation spoils it), so
/// it has no effect but on the database.
package protocol StoreOperation: Sendable {
    associatedtype Output: Sendable

    /// Performs the change; throwing undoes all of it.
    func perform(in transaction: WriteTransaction) throws -> Output
}
