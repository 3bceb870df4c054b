import PostgreSQL
import SQLite

/// Why the database cannot be used: what an operator can act on, whichever database it is.
package struct StoreFault: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// No room is left where it lies.
        case full
        /// Reading or writing failed.
        case inputOutput = "io_error"
        /// Somebody else holds it.
        case locked
        /// It is not where it was, or cannot be reached.
        case missing
        /// It does not answer in time.
        case unresponsive
        /// It is there, and does not let this process write: its role's rights, or a server that only reads.
        case refused
    }

    package let kind: Kind
    /// What the database said; no values.
    package let detail: String

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    package var description: String {
        switch kind {
        case .full: "the disk is full"
        case .inputOutput: "the disk does not write or read"
        case .locked: "another program holds the database"
        case .missing: "the database is not where it was"
        case .unresponsive: "the database does not answer"
        case .refused: "the database does not let Waggle write"
        }
    }
}

extension StoreFault {
    /// Nil for an error that says nothing about the database as a whole: a refused value, a full queue, the end; nor for
    /// damage, which ends the process (`Store.damage`).
    init?(_ error: any Error) {
        if let error = error as? PostgreSQLError {
            self.init(error)
        } else if let error = error as? SQLiteError {
            self.init(error)
        } else {
            return nil
        }
    }

    /// By class of SQLSTATE (appendix A of PostgreSQL's manual).
    private init?(_ error: PostgreSQLError) {
        let state = error.code.rawValue
        switch error.code {
        case .connectionLost, .outcomeUnknown, .replaced: self.init(.missing, error.message)
        case _ where state == "53100": self.init(.full, error.message)
        case _ where state.hasPrefix("58"): self.init(.inputOutput, error.message)
        case _ where state.hasPrefix("08") || state.hasPrefix("57P"): self.init(.missing, error.message)
        case _ where state.hasPrefix("53") || state == "57014": self.init(.unresponsive, error.message)
        // Rights, read-only transactions, and what a standby says behind a pooler to a transaction that may write.
        case _ where ["42501", "25006", "0A000"].contains(state): self.init(.refused, error.message)
        case _ where state == "42P01": self.init(.missing, error.message)
        default: return nil
        }
    }

    private init?(_ error: SQLiteError) {
        let kind: Kind
        switch error.cause ?? error.code {
        case .full: kind = .full
        case .inputOutput, .readOnly: kind = .inputOutput
        case .busy, .locked, .held: kind = .locked
        case .cannotOpen: kind = .missing
        default: return nil
        }
        self.init(kind, error.message)
    }
}
