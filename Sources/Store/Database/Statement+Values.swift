import PostgreSQL
import SQLite

// What goes in.
extension Statement {
    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Int64) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Int64?) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Int) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Int?) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Bool) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Bool?) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Double) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: Double?) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: String) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: String?) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: [UInt8]) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }

    @discardableResult @inline(__always)
    func bind(_ index: Int32, _ value: [UInt8]?) -> Statement {
        switch self {
        case .sqlite(let statement): statement.set(index, value)
        case .postgres(let statement): statement.bind(index, value)
        }
        return self
    }
}

// What comes out: NULL reads as 0, false or empty where the value is not optional.
extension Statement {
    @inline(__always)
    func int64(_ column: Int32) -> Int64 {
        switch self {
        case .sqlite(let statement): statement.int64(column)
        case .postgres(let statement): statement.int64(column)
        }
    }

    @inline(__always)
    func int(_ column: Int32) -> Int {
        switch self {
        case .sqlite(let statement): statement.int(column)
        case .postgres(let statement): statement.int(column)
        }
    }

    @inline(__always)
    func bool(_ column: Int32) -> Bool {
        switch self {
        case .sqlite(let statement): statement.bool(column)
        case .postgres(let statement): statement.bool(column)
        }
    }

    @inline(__always)
    func double(_ column: Int32) -> Double {
        switch self {
        case .sqlite(let statement): statement.double(column)
        case .postgres(let statement): statement.double(column)
        }
    }

    @inline(__always)
    func text(_ column: Int32) -> String {
        switch self {
        case .sqlite(let statement): statement.text(column)
        case .postgres(let statement): statement.text(column)
        }
    }

    @inline(__always)
    func blob(_ column: Int32) -> [UInt8] {
        switch self {
        case .sqlite(let statement): statement.blob(column)
        case .postgres(let statement): statement.blob(column)
        }
    }

    @inline(__always)
    func optionalInt64(_ column: Int32) -> Int64? {
        switch self {
        case .sqlite(let statement): statement.optionalInt64(column)
        case .postgres(let statement): statement.optionalInt64(column)
        }
    }

    @inline(__always)
    func optionalInt(_ column: Int32) -> Int? {
        switch self {
        case .sqlite(let statement): statement.optionalInt(column)
        case .postgres(let statement): statement.optionalInt(column)
        }
    }

    @inline(__always)
    func optionalBool(_ column: Int32) -> Bool? {
        switch self {
        case .sqlite(let statement): statement.optionalBool(column)
        case .postgres(let statement): statement.optionalBool(column)
        }
    }

    @inline(__always)
    func optionalDouble(_ column: Int32) -> Double? {
        switch self {
        case .sqlite(let statement): statement.optionalDouble(column)
        case .postgres(let statement): statement.optionalDouble(column)
        }
    }

    @inline(__always)
    func optionalText(_ column: Int32) -> String? {
        switch self {
        case .sqlite(let statement): statement.optionalText(column)
        case .postgres(let statement): statement.optionalText(column)
        }
    }

    @inline(__always)
    func optionalBlob(_ column: Int32) -> [UInt8]? {
        switch self {
        case .sqlite(let statement): statement.optionalBlob(column)
        case .postgres(let statement): statement.optionalBlob(column)
        }
    }
}
