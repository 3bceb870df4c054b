import FoundationEssentials
import Glibc
import SQLite
import Store
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct QuarantineTests {
    private struct Audited: StoreOperation {
        let count: Int
        func perform(in transaction: WriteTransaction) throws {
            for index in 0..<count {
                try transaction.audit("number \(index)", by: nil, subject: String(repeating: "subject ", count: 20))
            }
        }
    }

    private struct Admit: StoreOperation {
        func perform(in transaction: WriteTransaction) throws {
            _ = try transaction.insertPrincipal(name: "someone-with-a-long-name", role: .admin)
        }
    }

    private struct Place {
        let folder: String
        var path: String { folder + "/waggle.db" }
        var copy: String { folder + "/copy.db" }
        var backups: BackupList { BackupList(folder: folder) }
        var quarantine: DatabaseQuarantine {
            DatabaseQuarantine(path: path, now: Timestamp(milliseconds: 1_700_000_000_000), backups: backups)
        }

        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
        func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    }

    private func inPlace(_ body: (Place) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-damage-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(Place(folder: folder))
    }

    private func open(_ path: String) async throws -> Store {
        try await Store(
            path: path, clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
    }

    /// A database of some hundred pages, with a backup that the list knows.
    private func fill(_ place: Place) async throws {
        let store = try await open(place.path)
        try await store.perform(Audited(count: 2_000))
        try await store.perform(Admit())
        try await store.backup(to: place.copy)
        try place.backups.note(place.copy)
        await store.close()
    }

    /// Overwrites the head of one page in every so many; `change` sees the whole file.
    private func damage(_ path: String, _ change: (inout [UInt8]) -> Void) throws {
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        change(&bytes)
        // In place, as a disk would: the same file, not a new one of the same name.
        let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
    }

    private func breakPages(_ bytes: inout [UInt8]) {
        for page in stride(from: 40, to: bytes.count / 4_096, by: 10) {
            for offset in 0..<64 { bytes[page * 4_096 + offset] = 0xA5 }
        }
    }

    private func complaint(_ place: Place) -> String {
        do {
            try place.quarantine.examine()
            return ""
        } catch StoreError.damaged(let why) { return why } catch { return "not damaged: \(error)" }
    }

    @Test func `a damaged page is found at the start, and the file is moved out of the way as it is`() async throws {
        try await inPlace { place in
            try place.quarantine.examine()
            try await fill(place)
            try place.quarantine.examine()
            try damage(place.path, breakPages)
            let broken = try Data(contentsOf: URL(filePath: place.path))
            let why = complaint(place)
            #expect(why.contains("waggle restore \(place.copy)"), "\(why)")
            #expect(!place.exists(place.path))
            let kept = try #require(DatabaseQuarantine.remains(of: place.path))
            #expect(why.contains(kept))
            #expect(try Data(contentsOf: URL(filePath: kept)) == broken)

            // The next start makes no empty database either.
            #expect(complaint(place).contains("lies beside it"))
            #expect(!place.exists(place.path))

            #expect(
                try DatabaseRestore(
                    path: place.path, now: Timestamp(milliseconds: 2_000), randomNumber: { .random(in: 0 ... .max) }
                ).run(from: place.copy) == nil)
            try place.quarantine.examine()
            let store = try await open(place.path)
            #expect(try await store.read { try $0.audit(limit: 10_000) }.count == 2_001)
            await store.close()
        }
    }

    @Test func `a file whose head is gone is damaged too, and a log beside it is kept with it`() async throws {
        try await inPlace { place in
            try await fill(place)
            try damage(place.path) { for index in 0..<100 { $0[index] = 0 } }
            try Data("what a log would hold".utf8).write(to: URL(filePath: place.path + "-wal"))
            #expect(complaint(place).contains("waggle restore"))
            let kept = try #require(DatabaseQuarantine.remains(of: place.path))
            #expect(place.exists(kept + "-wal"))
            #expect(!place.exists(place.path + "-wal"))
        }
    }

    @Test(arguments: [false, true])
    func `a log whose database is gone, or empty, is not opened as nothing, and is kept by a restore`(isEmpty: Bool)
        async throws
    {
        try await inPlace { place in
            try await fill(place)
            let log = Data("what was acknowledged".utf8)
            try log.write(to: URL(filePath: place.path + "-wal"))
            try FileManager.default.removeItem(atPath: place.path)
            if isEmpty { try Data().write(to: URL(filePath: place.path)) }
            let why = complaint(place)
            #expect(why.contains("\(place.path)-wal") && why.contains("waggle restore"), "\(why)")
            #expect(try Data(contentsOf: URL(filePath: place.path + "-wal")) == log)
            #expect(place.exists(place.path) == isEmpty)

            _ = try DatabaseRestore(
                path: place.path, now: Timestamp(milliseconds: 2_000), randomNumber: { .random(in: 0 ... .max) }
            ).run(from: place.copy)
            try place.quarantine.examine()
            let kept = try #require(try place.names().first { $0.contains("before-restore") && $0.hasSuffix("-wal") })
            #expect(try Data(contentsOf: URL(filePath: "\(place.folder)/\(kept)")) == log)
        }
    }

    @Test func `what a killed backup, restore or compaction left is removed, and nobody's backup`() async throws {
        try await inPlace { place in
            try await fill(place)
            let left = [".being-backed-up-0123456789abcdef.partial", ".restoring.partial-journal", ".compacting"]
            let others = [".backup-2026112012000000", ".before-restore-2026-11-20T120000"]
            for suffix in left + others { try Data("x".utf8).write(to: URL(filePath: place.path + suffix)) }
            try place.quarantine.examine()
            #expect(left.filter { place.exists(place.path + $0) } == [])
            #expect(others.filter { place.exists(place.path + $0) } == others)
        }
    }

    @Test func `of the backups the newest sound one is named, and none where there is none`() async throws {
        try await inPlace { place in
            try await fill(place)
            let other = place.folder + "/newer.db"
            try FileManager.default.copyItem(atPath: place.copy, toPath: other)
            try place.backups.note(other)
            try damage(other, breakPages)
            var times = [timeval(tv_sec: 2_000_000_000, tv_usec: 0), timeval(tv_sec: 2_000_000_000, tv_usec: 0)]
            try #require(utimes(other, &times) == 0)
            #expect(place.backups.newestSound()?.path == place.copy)
            try FileManager.default.removeItem(atPath: place.copy)
            #expect(place.backups.newestSound() == nil)
            try damage(place.path, breakPages)
            #expect(complaint(place).contains("No good backup is known"))
        }
    }

    @Test func `a page that turns out wrong while the store is open is told, and looked into at the next start`()
        async throws
    {
        try await inPlace { place in
            try await fill(place)
            let store = try await open(place.path)
            try damage(place.path, breakPages)
            await #expect(throws: StoreError.self) { try await store.read { try $0.audit(limit: 10_000) } }
            #expect(await store.damage() != nil)
            await store.close()
            #expect(try place.names().contains("waggle.db.suspect"))
            #expect(complaint(place).contains("is damaged"))
            #expect(try !place.names().contains("waggle.db.suspect"))
        }
    }

    @Test func `after a suspicion the indexes are looked at as well, and a sound database is trusted again`()
        async throws
    {
        try await inPlace { place in
            try await fill(place)
            let suspicion = place.path + ".suspect"
            try Data().write(to: URL(filePath: suspicion))
            try place.quarantine.examine()
            #expect(!place.exists(suspicion))
            // One letter of a name, in the index only: every page is well formed.
            try damage(place.path) { bytes in
                let name = Array("someone-with-a-long-name".utf8)
                var found: [Int] = []
                for start in 0..<(bytes.count - name.count) where bytes[start] == name[0] {
                    if bytes[start..<(start + name.count)].elementsEqual(name) { found.append(start) }
                }
                for start in found.dropFirst() { bytes[start] = UInt8(ascii: "z") }
            }
            try place.quarantine.examine()
            try Data().write(to: URL(filePath: suspicion))
            #expect(complaint(place).contains("is damaged"))
        }
    }

    @Test func `a database in use is not looked at`() async throws {
        try await inPlace { place in
            let store = try await open(place.path)
            #expect(throws: StoreError.self) { try place.quarantine.examine() }
            #expect(place.exists(place.path))
            await store.close()
        }
    }

    @Test func `a closed store has no damage to tell`() async throws {
        let store = try await Store(path: nil, clock: { Timestamp(milliseconds: 1) }, randomNumber: { 1 })
        async let damage = store.damage()
        await store.close()
        #expect(await damage == nil)
    }
}
