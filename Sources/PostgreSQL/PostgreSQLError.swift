/// Why a database operation failed.
///
/// It carries the statement's text but never bound values or the connection's password, so it may be logged.
package struct PostgreSQLError: Error, Equatable, CustomStringConvertible {
    package let code: Code
    /// What PostgreSQL says first, naming tables and columns; never its detail, which quotes values.
    package let message: String
    /// The statement with its parameters unfilled; nil where no statement was at work.
    package let sql: String?

    package init(_ code: Code, _ message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    package var description: String {
        let shown = sql.map { " in: \($0.prefix(500))" } ?? ""
        return "database: \(message) (\(code.rawValue))\(shown)"
    }

    package var isUniqueViolation: Bool { code.rawValue == "23505" }

    /// Whether the write may have happened all the same: ask again with the same key, or read before repeating.
    package var isOutcomeUnknown: Bool { code == .outcomeUnknown }

    /// Whether the same batch may succeed when it is run again from its beginning: nothing of it was written.
    var isWorthRepeating: Bool {
        code == .connectionLost || ["40001", "40P01", "25P03"].contains(code.rawValue)
            || ["08", "57"].contains(code.rawValue.prefix(2))
    }

    /// Whether the connection is of no further use.
    var endsConnection: Bool {
        code == .connectionLost || code.rawValue == "25P03" || ["08", "57"].contains(code.rawValue.prefix(2))
    }
}

extension PostgreSQLError {
    /// A SQLSTATE of PostgreSQL (appendix A of its manual), or a word of ours.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The connection cannot be made, or ended before the answer came.
        package static let connectionLost = Self(rawValue: "connection lost")
        /// The commit's answer was lost, and the database could not be asked again.
        package static let outcomeUnknown = Self(rawValue: "outcome unknown")
        /// The database is not the one that was written before.
        package static let replaced = Self(rawValue: "replaced")
        /// Too much work waits; nothing was written.
        package static let queueFull = Self(rawValue: "queue full")
        /// The writer or the pool is closed; nothing was written.
        package static let closed = Self(rawValue: "closed")
        /// A statement or its use is wrong.
        package static let misuse = Self(rawValue: "misuse")
        /// An earlier statement of the batch failed, so that the batch is run anew.
        static let spoilt = Self(rawValue: "batch spoilt")
    }
}
