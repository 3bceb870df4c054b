/// Why a database operation failed.
///
/// It carries the statement's text but never the bound values, so it may be logged.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
    package let code: Code
    /// What SQLite says, naming tables and columns; no values.
    package let message: String
    /// The statement with its parameters unfilled; nil where no statement was at work.
    package let sql: String?
    /// What made a commit's outcome unknown; nil for every other error.
    package let cause: Code?

    package init(_ code: Code, _ message: String, sql: String? = nil, cause: Code? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
        self.cause = cause
    }

    package var description: String {
        let shown = sql.map { " in: \($0.prefix(500))" } ?? ""
        return "database: \(message) (code \(code.rawValue))\(shown)"
    }

    package var isUniqueViolation: Bool { code == .constraintUnique || code == .constraintPrimaryKey }
    package var isForeignKeyViolation: Bool { code == .constraintForeignKey }
    package var isCheckViolation: Bool { code == .constraintCheck }
    package var isNotNullViolation: Bool { code == .constraintNotNull }

    /// Whether a page of the file cannot be right.
    package var isDamage: Bool { Code.corrupt ~= code || Code.notADatabase ~= code }

    /// Whether the write may have happened all the same: ask again with the same key, or read before repeating.
    package var isOutcomeUnknown: Bool { code == .outcomeUnknown }
}

extension SQLiteError {
    /// An extended result code of SQLite, or a negative one of ours.
    ///
    /// A pattern matches its extended codes too: `case .constraint` takes every constraint violation.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: Int32

        package init(rawValue: Int32) { self.rawValue = rawValue }

        /// The code without its extension.
        package var primary: Code { rawValue < 0 ? self : Code(rawValue: rawValue & 0xff) }

        package static func ~= (pattern: Code, value: Code) -> Bool {
            pattern == value || pattern == value.primary
        }

        package static func ~= (pattern: Code, error: any Error) -> Bool {
            (error as? SQLiteError).map { pattern ~= $0.code } ?? false
        }
    }
}

// The numbers stand in sqlite3.h and are part of SQLite's stable interface.
extension SQLiteError.Code {
    package static let generic = Self(rawValue: 1)
    package static let busy = Self(rawValue: 5)
    package static let locked = Self(rawValue: 6)
    package static let outOfMemory = Self(rawValue: 7)
    package static let readOnly = Self(rawValue: 8)
    package static let interrupted = Self(rawValue: 9)
    package static let inputOutput = Self(rawValue: 10)
    package static let corrupt = Self(rawValue: 11)
    package static let full = Self(rawValue: 13)
    package static let cannotOpen = Self(rawValue: 14)
    package static let tooBig = Self(rawValue: 18)
    package static let constraint = Self(rawValue: 19)
    package static let mismatch = Self(rawValue: 20)
    package static let misuse = Self(rawValue: 21)
    package static let range = Self(rawValue: 25)
    package static let notADatabase = Self(rawValue: 26)
    package static let constraintCheck = Self(rawValue: 275)
    package static let constraintForeignKey = Self(rawValue: 787)
    package static let constraintNotNull = Self(rawValue: 1299)
    package static let constraintPrimaryKey = Self(rawValue: 1555)
    package static let constraintTrigger = Self(rawValue: 1811)
    package static let constraintUnique = Self(rawValue: 2067)

    /// The commit failed on its way to the disk: nobody knows whether it will be there after a restart.
    package static let outcomeUnknown = Self(rawValue: -1)
    /// Too much work waits; nothing was written.
    package static let queueFull = Self(rawValue: -2)
    /// The writer or the pool is closed; nothing was written.
    package static let closed = Self(rawValue: -3)
    /// Another process holds the database.
    package static let held = Self(rawValue: -4)
}
