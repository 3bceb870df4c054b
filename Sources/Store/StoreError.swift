/// What can go wrong in the store, in words without data.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// Another process holds the database, or it was written by a newer Waggle.
    case cannotOpen(String)
    /// The file is no sound database any more; the words say where it is now and what to do.
    case damaged(String)
    /// Disk full, I/O error, or the commit's outcome is unknown: try again with the same key.
    case unavailable(String)
    /// The row that was to change is not there.
    case missing(String)
    /// Somebody else changed it first, or it already exists.
    case conflict(String)

    package var description: String {
        switch self {
        case .cannotOpen(let why): "the database cannot be opened: \(why)"
        case .damaged(let why): why
        case .unavailable(let why): "the database is not available: \(why)"
        case .missing(let what): "there is no \(what)"
        case .conflict(let why): why
        }
    }
}
