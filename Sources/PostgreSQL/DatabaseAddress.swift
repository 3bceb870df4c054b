import CPostgreSQL

/// Looks at a database's address before libpq does, whose complaints quote the address with the password in it.
enum DatabaseAddress {
    /// - Throws: `.misuse` in words that quote nothing, where the address cannot be read, or is read in a way that only a
    ///   password with characters of the address's own syntax explains.
    static func check(_ url: String) throws(PostgreSQLError) {
        var complaint: UnsafeMutablePointer<CChar>?
        let parsed = PQconninfoParse(url, &complaint)
        PQfreemem(complaint)
        guard let parsed else { throw unreadable }
        defer { PQconninfoFree(parsed) }
        var option = parsed
        while let keyword = option.pointee.keyword {
            let value = option.pointee.val.map { String(cString: $0) } ?? ""
            switch String(cString: keyword) {
            // A password's “@” or “/” ends it early: what follows becomes the host, what stood before it the port.
            case "host" where value.contains("@"): throw unreadable
            case "port" where !value.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ",") }):
                throw unreadable
            default: break
            }
            option += 1
        }
    }

    private static let unreadable = PostgreSQLError(
        .misuse,
        "its address cannot be read; it is postgres://USER:PASSWORD@HOST:PORT/NAME, and a character of the password "
            + "that is no letter or digit is written as % and two hexadecimal digits (/ as %2F, @ as %40, % as %25)")
}
