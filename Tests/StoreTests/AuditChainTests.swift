import FoundationEssentials
import Store
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct AuditChainTests {
    private struct Audited: StoreOperation {
        let action: String
        func perform(in transaction: WriteTransaction) throws {
            try transaction.audit(action, by: nil, subject: "swarm 1")
        }
    }

    /// What several processes, one after the other, leave on one database: three records each.
    private func processes(_ count: Int) async throws -> [AuditRecord] {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-audit-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var records: [AuditRecord] = []
        for process in 0..<count {
            let store = try await Store(
                path: folder + "/waggle.db", clock: { Timestamp(milliseconds: Int64(1_000 + process)) },
                randomNumber: { .random(in: 0 ... .max) })
            for number in 0..<3 { try await store.perform(Audited(action: "\(process).\(number)")) }
            records = try await store.read { try $0.audit() }
            await store.close()
        }
        return records
    }

    /// Chains by hand, as several processes on one database leave them: what `write` is told, it adds to that chain.
    private struct SideBySide {
        var records: [AuditRecord] = []

        mutating func write(_ writer: String, naming heads: [String] = []) {
            let mine = records.filter { $0.writer == writer }
            let named = heads.sorted().compactMap { name in records.last { $0.writer == name } }
                .map { "\($0.writer)/\($0.sequence)/\($0.hash)" }.joined(separator: " ")
            var record = AuditRecord(
                writer: writer, sequence: Int64(mine.count + 1), at: Timestamp(milliseconds: Int64(records.count)),
                principal: nil, action: "a", subject: "s", detail: "{}", message: nil,
                previous: mine.last?.hash ?? named, hash: "")
            record.hash = AuditChain.hash(of: record)
            records.append(record)
        }
    }

    @Test func `a record that was altered, taken out or put elsewhere is found`() async throws {
        let records = try await processes(1)
        #expect(AuditChain.verify(records).isEmpty)
        #expect(AuditChain.disorder(in: records).isEmpty)
        var changed = records
        changed[1].action = "swarm.cancel"
        #expect(AuditChain.verify(changed) == ["record \(records[1].writer)/2 was altered"])
        for index in 0..<2 {
            changed = records
            changed.remove(at: index)
            #expect(!AuditChain.verify(changed).isEmpty)
        }
        changed = records
        changed.swapAt(0, 2)
        #expect(!AuditChain.disorder(in: changed).isEmpty)
        // Numbered anew to look in order: the hashes do not follow one another.
        (changed[0].sequence, changed[2].sequence) = (1, 3)
        #expect(!AuditChain.verify(changed).isEmpty)
        #expect(!AuditChain.disorder(in: records + [records[2]]).isEmpty)
    }

    @Test func `a chain that was taken out, or cut off at its end, is missed by the ones after it`() async throws {
        let records = try await processes(4)
        #expect(AuditChain.verify(records).isEmpty)
        #expect(AuditChain.verify(records.shuffled()).isEmpty)
        for process in 0..<3 {
            let writer = try #require(records.first { $0.action == "\(process).0" }?.writer)
            #expect(!AuditChain.verify(records.filter { $0.writer != writer }).isEmpty)
            #expect(!AuditChain.verify(records.filter { $0.action != "\(process).2" }).isEmpty)
        }
        // Each chain names one head, however many there were: those before are named by that one.
        #expect(records.filter { $0.sequence == 1 }.allSatisfy { !$0.previous.contains(" ") })
    }

    @Test func `chains that grow side by side hold, and what one of them lost is missed by a later one`() {
        var chains = SideBySide()
        chains.write("a")
        chains.write("a")
        chains.write("b", naming: ["a"])
        chains.write("a")
        chains.write("b")
        chains.write("c", naming: ["a", "b"])
        chains.write("b")
        #expect(AuditChain.verify(chains.records).isEmpty)
        for (writer, sequence) in [("a", Int64(3)), ("a", 2), ("b", 2), ("b", 1)] {
            let rest = chains.records.filter { ($0.writer, $0.sequence) != (writer, sequence) }
            #expect(!AuditChain.verify(rest).isEmpty, "\(writer)/\(sequence)")
        }
        #expect(!AuditChain.verify(chains.records.filter { $0.writer != "a" }).isEmpty)
        // The end of what nobody has named yet is all that can go unseen.
        #expect(AuditChain.verify(chains.records.dropLast()).isEmpty)
    }

    @Test func `a first record that names its predecessors in another form is refused`() {
        var chains = SideBySide()
        chains.write("a")
        for spelling in ["a", "a/1", "a/x/y", "a/1/h ", " a/1/h", "b/1/h a/1/h"] {
            var record = chains.records[0]
            record.previous = spelling
            record.hash = AuditChain.hash(of: record)
            #expect(!AuditChain.verify([record]).isEmpty, "\(spelling)")
        }
    }
}
