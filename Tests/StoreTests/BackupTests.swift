import FoundationEssentials
import Glibc
import SQLite
import Store
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct BackupTests {
    private struct NextEpoch: StoreOperation {
        func perform(in transaction: WriteTransaction) throws -> Int64 { try transaction.nextEpoch() }
    }

    private struct Audited: StoreOperation {
        let action: String
        func perform(in transaction: WriteTransaction) throws {
            try transaction.audit(action, by: nil, subject: "swarm 1")
        }
    }

    /// A database of its own, in a folder that goes when the test is over.
    private struct Place {
        let folder: String
        var path: String { folder + "/waggle.db" }
        var copy: String { folder + "/copy.db" }
    }

    private func inPlace(_ body: (Place) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-backup-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(Place(folder: folder))
    }

    private func open(_ path: String) async throws -> Store {
        try await Store(
            path: path, clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
    }

    private func restore(_ file: String, to path: String) throws -> String? {
        try DatabaseRestore(
            path: path, now: Timestamp(milliseconds: 2_000), randomNumber: { .random(in: 0 ... .max) }
        ).run(from: file)
    }

    @Test func `a backup of a live database is one sound file for its owner only`() async throws {
        try await inPlace { place in
            let store = try await open(place.path)
            try await store.perform(Audited(action: "one"))
            try await store.backup(to: place.copy)
            try await store.perform(Audited(action: "two"))
            let mode = try FileManager.default.attributesOfItem(atPath: place.copy)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: place.folder).filter { $0.hasPrefix("copy") }
                    == ["copy.db"])
            try DatabaseFile.check(place.copy)
            await #expect(throws: StoreError.self) { try await store.backup(to: place.copy) }
            await store.close()
            let restored = try await open(place.copy)
            #expect(try await restored.read { try $0.audit() }.map(\.action) == ["one"])
            await restored.close()
        }
    }

    @Test func `a restored database is a new incarnation whose epochs never were before`() async throws {
        try await inPlace { place in
            let store = try await open(place.path)
            try await store.perform(Audited(action: "one"))
            let before = store.incarnation
            try await store.backup(to: place.copy)
            var last: Int64 = 0
            for _ in 0..<20 { last = try await store.perform(NextEpoch()) }
            try await store.perform(Audited(action: "two"))
            await store.close()
            let kept = try #require(try restore(place.copy, to: place.path))
            let restored = try await open(place.path)
            #expect(restored.incarnation != before)
            #expect(try await restored.perform(NextEpoch()) > last)
            let records = try await restored.read { try $0.audit() }
            #expect(records.map(\.action) == ["one", "database.restore"])
            #expect(AuditChain.verify(records).isEmpty)
            await restored.close()
            let old = try await open(kept)
            #expect(old.incarnation == before)
            #expect(try await old.read { try $0.audit() }.map(\.action) == ["one", "two"])
            await old.close()
        }
    }

    @Test func `a database in use is not replaced`() async throws {
        try await inPlace { place in
            let store = try await open(place.path)
            try await store.backup(to: place.copy)
            #expect(DatabaseFile.holder(of: place.path) != nil)
            #expect(throws: StoreError.self) { try restore(place.copy, to: place.path) }
            try await store.perform(Audited(action: "still there"))
            await store.close()
            #expect(DatabaseFile.holder(of: place.path) == nil)
        }
    }

    @Test func `what is no database, or a damaged one, is refused and nothing is touched`() async throws {
        try await inPlace { place in
            let store = try await open(place.path)
            for index in 0..<400 { try await store.perform(Audited(action: "record \(index)")) }
            try await store.backup(to: place.copy)
            await store.close()
            var bytes = Array(try Data(contentsOf: URL(filePath: place.copy)))
            for index in bytes.indices where index > 8_192 && index % 7 == 0 { bytes[index] ^= 0x55 }
            let damaged = place.folder + "/damaged.db", text = place.folder + "/text.db"
            try Data(bytes).write(to: URL(filePath: damaged))
            try Data("this is a letter, no database, and it is longer than a header".utf8).write(
                to: URL(filePath: text))
            for file in [damaged, text, place.folder + "/missing.db"] {
                #expect(throws: StoreError.self) { try restore(file, to: place.path) }
            }
            let again = try await open(place.path)
            #expect(again.incarnation == store.incarnation)
            await again.close()
        }
    }

    @Test func `what holds no Waggle is no backup, and a second restore within a second keeps the first one's`()
        async throws
    {
        try await inPlace { place in
            let store = try await open(place.path)
            try await store.perform(Audited(action: "one"))
            try await store.backup(to: place.copy)
            await store.close()
            let (empty, other) = (place.folder + "/empty.db", place.folder + "/other.db")
            try Data().write(to: URL(filePath: empty))
            try Connection(path: other, mode: .readWrite).execute("CREATE TABLE letters(text TEXT)")
            let pipe = place.folder + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            for file in [empty, other, pipe, "/dev/zero"] {
                #expect(throws: StoreError.self, "\(file)") { try restore(file, to: place.path) }
            }
            let first = try #require(try restore(place.copy, to: place.path))
            let second = try #require(try restore(place.copy, to: place.path))
            #expect(first != second)
            let kept = try await open(first)
            #expect(try await kept.read { try $0.audit() }.map(\.action) == ["one"])
            await kept.close()
        }
    }

    @Test func `another program's file is not made a database of ours`() async throws {
        try await inPlace { place in
            try Connection(path: place.path, mode: .readWrite).execute("CREATE TABLE letters(text TEXT)")
            await #expect(throws: StoreError.self) { try await open(place.path) }
            let tables = try Connection(path: place.path, mode: .readOnly).prepare("SELECT name FROM sqlite_schema")
                .all { $0.text(0) }
            #expect(tables == ["letters"])
        }
    }

    @Test func `a restore into an empty place works`() async throws {
        try await inPlace { place in
            let store = try await open(place.copy + ".live")
            try await store.perform(Audited(action: "one"))
            try await store.backup(to: place.copy)
            await store.close()
            #expect(try restore(place.copy, to: place.path) == nil)
            let restored = try await open(place.path)
            #expect(try await restored.read { try $0.audit() }.map(\.action) == ["one", "database.restore"])
            await restored.close()
        }
    }
}
