/// An INSERT of one row, with the row's number added to it.
struct InsertionText {
    let table: String
    let text: StatementText
    /// The number's parameter.
    let place: Int32
    /// Asks for the highest number there is.
    let highest: StatementText

    /// - Parameter plain: `INSERT INTO table(a, b) VALUES($1, $2)`, the number's column left out.
    init(_ plain: StatementText) throws(PostgreSQLError) {
        let sql = plain.sql
        guard sql.hasPrefix("INSERT INTO "), let open = sql.firstIndex(of: "("),
            let values = sql.firstRange(of: "VALUES(")
        else { throw PostgreSQLError(.misuse, "no INSERT of one row", sql: sql) }
        table = String(sql[sql.index(sql.startIndex, offsetBy: 12)..<open])
        let numbers = sql.split(separator: "$").dropFirst().compactMap { Int32($0.prefix(while: \.isNumber)) }
        place = (numbers.max() ?? 0) + 1
        text = StatementText(
            sql[...open] + "id, " + sql[sql.index(after: open)..<values.upperBound] + "$\(place), "
                + sql[values.upperBound...])
        highest = StatementText("SELECT COALESCE(MAX(id), 0) FROM \(table)")
    }
}
