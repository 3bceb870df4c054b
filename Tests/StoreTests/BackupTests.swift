import FoundationEssentials
import SQLite
import Store
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) final class BackupTests {
    private struct NextEpoch: StoreOperation {
        func perform(in transaction: WriteTransaction) throws -> Int64 { try transaction.nextEpoch() }
    }

    private struct Audited: StoreOperation {
        let action: String
        func perform(in transaction: WriteTransaction) throws {
            try transaction.audit(action, by: nil, subject: "swarm 1")
        }
    }

    private let folder = FileManager.default.temporaryDirectory.path + "/waggle-backup-\(UInt64.random(in: 0 ... .max))"
    private var path: String { folder + "/waggle.db" }
    private var copy: String { folder + "/copy.db" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func open(_ path: String) async throws -> Store {
        try await Store(
            path: path, clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
    }

    private func restore(_ file: String) throws -> String? {
        try DatabaseRestore(
            path: path, now: Timestamp(milliseconds: 2_000), randomNumber: { .random(in: 0 ... .max) }
        ).run(from: file)
    }

    @Test func `a backup of a live database is one sound file for its owner only`() async throws {
        let store = try await open(path)
        try await store.perform(Audited(action: "one"))
        try await store.backup(to: copy)
        try await store.perform(Audited(action: "two"))
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("copy") } == ["copy.db"])
        try DatabaseFile.check(copy)
        await #expect(throws: StoreError.self) { try await store.backup(to: copy) }
        await store.close()
        let restored = try await open(copy)
        #expect(try await restored.read { try $0.audit() }.map(\.action) == ["one"])
        await restored.close()
    }

    @Test func `a restored database is a new incarnation whose epochs never were before`() async throws {
        let store = try await open(path)
        try await store.perform(Audited(action: "one"))
        let before = store.incarnation
        try await store.backup(to: copy)
        var last: Int64 = 0
        for _ in 0..<20 { last = try await store.perform(NextEpoch()) }
        try await store.perform(Audited(action: "two"))
        await store.close()
        let kept = try #require(try restore(copy))
        let restored = try await open(path)
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

    @Test func `a database in use is not replaced`() async throws {
        let store = try await open(path)
        try await store.backup(to: copy)
        #expect(DatabaseFile.holder(of: path) != nil)
        #expect(throws: StoreError.self) { try restore(copy) }
        try await store.perform(Audited(action: "still there"))
        await store.close()
        #expect(DatabaseFile.holder(of: path) == nil)
    }

    @Test func `what is no database, or a damaged one, is refused and nothing is touched`() async throws {
        let store = try await open(path)
        for index in 0..<400 { try await store.perform(Audited(action: "record \(index)")) }
        try await store.backup(to: copy)
        await store.close()
        var bytes = Array(try Data(contentsOf: URL(filePath: copy)))
        for index in bytes.indices where index > 8_192 && index % 7 == 0 { bytes[index] ^= 0x55 }
        let damaged = folder + "/damaged.db", text = folder + "/text.db"
        try Data(bytes).write(to: URL(filePath: damaged))
        try Data("this is a letter, no database, and it is longer than a header".utf8).write(to: URL(filePath: text))
        for file in [damaged, text, folder + "/missing.db"] {
            #expect(throws: StoreError.self) { try restore(file) }
        }
        let again = try await open(path)
        #expect(again.incarnation == store.incarnation)
        await again.close()
    }

    @Test func `a restore into an empty place works`() async throws {
        let store = try await open(copy + ".live")
        try await store.perform(Audited(action: "one"))
        try await store.backup(to: copy)
        await store.close()
        #expect(try restore(copy) == nil)
        let restored = try await open(path)
        #expect(try await restored.read { try $0.audit() }.map(\.action) == ["one", "database.restore"])
        await restored.close()
    }
}
