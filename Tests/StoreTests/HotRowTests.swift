import Store
import TestSupport
import Testing
import Vocabulary

/// PostgreSQL writes a new version of a row beside the old one, and no index anew, where no indexed column has changed.
@Suite(.timeLimit(.minutes(1))) struct HotRowTests {
    @Test func `no index of a task names a column that claims and reports change`() async throws {
        let url = try await PostgreSQLServer.shared.database()
        let store = try await Store(
            at: .server(url), clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
        let columns = try await PostgreSQLServer.shared.query(
            """
            SELECT DISTINCT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid
            WHERE indrelid = 'task'::regclass AND attnum > 0 AND (attnum = ANY(indkey)
            OR pg_get_expr(indpred, indrelid) ~ ('\\m' || attname || '\\M')) ORDER BY 1
            """, at: url
        ).split(separator: "\n").map(String.init)
        #expect(columns == ["id", "merging", "number", "run_at", "swarm"])
        let room = try await PostgreSQLServer.shared.query(
            "SELECT reloptions FROM pg_class WHERE relname = 'task'", at: url)
        #expect(room.contains("fillfactor=40"), "each page has room for the next versions of its rows")
        await store.close()
    }
}
