/// The database's shape, as the ordered list of its migrations.
///
/// A migration, once released, never changes; the next one is appended. Types and statements stay within what SQLite and
/// PostgreSQL share; where they differ the second implementation brings its own text.
enum Schema {
    struct Migration {
        let name: String
        let statements: String
    }

    static let migrations = [Migration(name: "0001-first", statements: first + hub)]
}
