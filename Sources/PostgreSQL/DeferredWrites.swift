/// Writes that many operations of a batch share: they are put off until a statement could notice that they are missing,
/// at the latest the COMMIT.
///
/// Used on its connection's thread only.
package protocol DeferredWrites: AnyObject {
    var isEmpty: Bool { get }

    /// Writes what was put off, with statements of `Connection.ownStatement`; afterwards `isEmpty`.
    func flush(to connection: Connection) throws
}
