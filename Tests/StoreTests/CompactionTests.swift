import FoundationEssentials
import Store
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct CompactionTests {
    private struct Say: StoreOperation {
        func perform(in transaction: WriteTransaction) throws {
            let conversation = try transaction.openConversation(.terminal, "test")
            for index in 0..<3_000 {
                let message = try transaction.insertIncoming(
                    .terminal, conversation: conversation.id, sender: "a", providerKey: "\(index)",
                    text: String(repeating: "words ", count: 50), payload: nil)
                guard let message else { continue }
                _ = try transaction.finish(message, as: .handled, principal: nil, swarm: nil)
            }
        }
    }

    private struct Purge: StoreOperation {
        func perform(in transaction: WriteTransaction) throws {
            _ = try transaction.forgetSeen(before: Timestamp(milliseconds: 2_000), limit: 10_000)
            _ = try transaction.purgeMessages(before: Timestamp(milliseconds: 2_000), limit: 10_000)
        }
    }

    private func inPlace(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-compact-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder + "/waggle.db")
    }

    private func open(_ path: String) async throws -> Store {
        try await Store(
            path: path, clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
    }

    @Test func `a database of which much was removed gets smaller and keeps its life`() async throws {
        try await inPlace { path in
            let store = try await open(path)
            try await store.perform(Say())
            try await store.perform(Purge())
            #expect(throws: StoreError.self) { try DatabaseCompaction(path: path).run() }
            let last = try await store.read { try $0.lastCursor() }
            await store.close()
            let sizes = try DatabaseCompaction(path: path).run()
            #expect(sizes.after * 2 < sizes.before)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try DatabaseFile.check(path)
            let again = try await open(path)
            #expect(again.incarnation == store.incarnation)
            #expect(try await again.read { try $0.lastCursor() } == last)
            await again.close()
            let left = try FileManager.default.contentsOfDirectory(atPath: path.replacing("/waggle.db", with: ""))
            #expect(Set(left).isSubset(of: ["waggle.db", "waggle.db.lock"]))
        }
    }

    @Test func `where there is no database nothing is made`() async throws {
        try await inPlace { path in
            #expect(throws: StoreError.self) { try DatabaseCompaction(path: path).run() }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
