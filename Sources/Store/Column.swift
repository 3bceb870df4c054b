/// Turns what a column holds into a value, or says which column holds something this version does not know.
enum Column {
    static func value<Value>(_ value: Value?, _ column: String) throws -> Value {
        guard let value else { throw StoreError.unavailable("column \(column) holds a value of a newer version") }
        return value
    }
}
