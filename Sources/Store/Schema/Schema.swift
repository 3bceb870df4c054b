/// The database's shape, as the ordered list of its migrations.
///
/// A migration, once released, never changes; the next one is appended. They are written as SQLite spells them, with what
/// `PostgreSQLDialect` can translate.
enum Schema {
    struct Migration {
        let name: String
        let statements: String
    }

    static let migrations = [Migration(name: "0001-tables", statements: first + hub + history)]
}
