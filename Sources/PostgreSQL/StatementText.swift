import CPostgreSQL

/// A statement's text in PostgreSQL's spelling, and what the server knows of it.
///
/// Waggle writes parameters as `?1`; PostgreSQL wants `$1`.
package final class StatementText {
    let sql: String
    /// Whether it may change rows: everything but a query may.
    let writes: Bool
    /// The name under which the server keeps the plan for these types of parameters; empty where it does not.
    var name = ""
    var types: [Oid] = []

    /// What its uses are gathered in; nil until the first one, and where they cannot be.
    var batch: RowBatch?
    lazy var batchText = BatchText(sql)

    init(_ text: some StringProtocol) {
        let translated = Self.translate(text)
        sql = translated
        writes = !["SELECT", "WITH"].contains { translated.hasPrefix($0) }
    }

    /// Turns `?n` outside of quotes into `$n`.
    static func translate(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var quote: UInt8?
        for byte in text.utf8 {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x27 || byte == 0x22 {
                quote = byte
            }
            bytes.append(byte == 0x3f && quote == nil ? 0x24 : byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
