import CPostgreSQL

/// A statement that writes one row, turned into one that writes many, whose values come as one array a parameter.
///
/// What it does to the rows is what the statement does to them one after the other, as long as no row comes twice.
struct BatchText {
    let table: String
    /// The parameter that holds the row's `id`, of an UPDATE; nil of the others.
    let key: Int?
    let removes: Bool
    private let before: String
    private let after: String

    /// Nil where the statement is none of the forms that are known: an INSERT of values, an UPDATE of the row with
    /// an `id`, a DELETE of the rows whose columns have these values.
    init?(_ sql: String) {
        if sql.hasPrefix("INSERT INTO ") {
            guard let columns = sql.firstIndex(of: "("), let values = sql.firstRange(of: "VALUES("),
                let end = sql[values.upperBound...].firstIndex(of: ")"),
                !sql[values.upperBound..<end].contains("("), !sql.contains("RETURNING"), !sql.contains("DO UPDATE")
            else { return nil }
            table = String(sql[sql.index(sql.startIndex, offsetBy: 12)..<columns])
            key = nil
            removes = false
            before = sql[..<values.lowerBound] + "SELECT " + Self.columns(sql[values.upperBound..<end]) + " "
            after = String(sql[sql.index(after: end)...])
        } else if sql.hasPrefix("UPDATE ") {
            guard let place = sql.firstRange(of: " WHERE id = $"), let set = sql.firstRange(of: " SET "),
                !sql.contains("RETURNING"), !sql.contains("SELECT"), !sql.contains("'"),
                let key = Int(sql[place.upperBound...].prefix { $0.isNumber })
            else { return nil }
            table = String(sql[sql.index(sql.startIndex, offsetBy: 7)..<set.lowerBound])
            self.key = key
            removes = false
            before = Self.columns(sql[..<place.lowerBound]) + " "
            after = Self.columns(sql[place.lowerBound...])
        } else if sql.hasPrefix("DELETE FROM ") {
            guard let place = sql.firstRange(of: " WHERE "), !sql.contains("RETURNING"), !sql.contains("SELECT"),
                !sql.contains("'")
            else { return nil }
            table = String(sql[sql.index(sql.startIndex, offsetBy: 12)..<place.lowerBound])
            key = nil
            removes = true
            before = sql[..<place.lowerBound] + " "
            after = Self.columns(sql[place.lowerBound...])
        } else {
            return nil
        }
    }

    /// The statement for rows whose values are of these types.
    ///
    /// - Parameter changesEach: It fails where it did not find as many rows as its last parameter says. The server looks
    ///   itself, because a COMMIT may follow before any answer is read.
    func text(_ types: [Oid], changesEach: Bool) -> StatementText {
        let arrays = types.enumerated().map { "$\($0.offset + 1)::\(ArrayColumn.name(of: $0.element))" }
        let names = types.indices.map { "p\($0 + 1)" }
        let changes =
            before + (removes ? "USING" : "FROM")
            + " unnest(\(arrays.joined(separator: ", "))) AS gathered(\(names.joined(separator: ", ")))"
            + after
        guard changesEach else { return StatementText(changes) }
        return StatementText(
            """
            WITH changed AS (\(changes) RETURNING 1)
            SELECT 1 / (COUNT(*) = $\(types.count + 1)::bigint)::integer FROM changed
            """)
    }

    /// Parameters become columns of the arrays' rows.
    private static func columns(_ text: Substring) -> String { String(text.replacing("$", with: "gathered.p")) }
}
