import Crypto
import Vocabulary

/// How audit records hang together: each carries the hash of the one before, over all of its fields.
package enum AuditChain {
    /// SHA-256 in hex over the fields, each preceded by its length, so that no two records share a spelling.
    package static func hash(of record: AuditRecord) -> String {
        let fields = [
            record.writer, "\(record.sequence)", "\(record.at.milliseconds)",
            record.principal.map { "\($0)" } ?? "", record.action, record.subject, record.detail,
            record.message.map { "\($0)" } ?? "", record.previous,
        ]
        return digest(of: fields)
    }

    /// The last record of a chain, as the first one of a later chain names it.
    package struct Head: Hashable, Sendable {
        package let writer: String
        package let sequence: Int64
        package let hash: String
    }

    /// What a writer's first record carries instead of a predecessor: the heads of the chains that nobody has named yet.
    ///
    /// It is one of the record's fields and so under its hash: each chain signs those it found.
    static func spelling(of heads: [Head]) -> String {
        heads.sorted { $0.writer < $1.writer }.map { "\($0.writer)/\($0.sequence)/\($0.hash)" }.joined(separator: " ")
    }

    /// Reads what `spelling` gave; nil for anything else.
    static func heads(in spelling: String) -> [Head]? {
        let parts = spelling.split(separator: " ", omittingEmptySubsequences: true)
        let heads = parts.compactMap { part -> Head? in
            let fields = part.split(separator: "/", omittingEmptySubsequences: false)
            guard fields.count == 3, let sequence = Int64(fields[1]) else { return nil }
            return Head(writer: String(fields[0]), sequence: sequence, hash: String(fields[2]))
        }
        return heads.count == parts.count && self.spelling(of: heads) == spelling ? heads : nil
    }

    /// Checks records (in any order) offline; returns what is wrong, empty where the chains hold.
    ///
    /// Several chains may grow side by side. What was cut off is missed by the chains that began after it; only what no
    /// other chain has named yet, the end of the newest, can be cut off unseen.
    package static func verify(_ records: [AuditRecord]) -> [String] {
        let chains = Dictionary(grouping: records, by: \.writer).mapValues { links in
            links.sorted { $0.sequence < $1.sequence }
        }
        return chains.sorted { $0.key < $1.key }.flatMap { breaks(in: $0.value) } + brokenHeads(chains)
    }

    /// Records of an export that do not stand in the order of time in which they are exported.
    package static func disorder(in records: [AuditRecord]) -> [String] {
        zip(records, records.dropFirst()).compactMap { earlier, later in
            let places = [earlier, later].map { ($0.at.milliseconds, $0.writer, $0.sequence) }
            guard places[0] >= places[1] else { return nil }
            return "record \(later.writer)/\(later.sequence) stands behind "
                + "\(earlier.writer)/\(earlier.sequence), which is newer or the same"
        }
    }

    private static func breaks(in chain: [AuditRecord]) -> [String] {
        var problems: [String] = []
        var previous: AuditRecord?
        for link in chain {
            if link.hash != hash(of: link) { problems.append("record \(link.writer)/\(link.sequence) was altered") }
            if let previous {
                if link.sequence != previous.sequence + 1 {
                    problems.append(
                        "records are missing between \(link.writer)/\(previous.sequence) and \(link.sequence)")
                }
                if link.previous != previous.hash {
                    problems.append("record \(link.writer)/\(link.sequence) does not follow the one before it")
                }
            } else if link.sequence != 1 {
                problems.append("the first \(link.sequence - 1) records of \(link.writer) are missing")
            }
            previous = link
        }
        return problems
    }

    /// Heads that a first record names and that are not there, or are others.
    private static func brokenHeads(_ chains: [String: [AuditRecord]]) -> [String] {
        chains.sorted { $0.key < $1.key }.flatMap { writer, chain -> [String] in
            guard let first = chain.first, first.sequence == 1 else { return [] }
            guard let heads = heads(in: first.previous) else {
                return ["record \(writer)/1 names the chains before it in no known form"]
            }
            return heads.filter { head in
                chains[head.writer]?.first { $0.sequence == head.sequence }?.hash != head.hash
            }.map { "record \($0.writer)/\($0.sequence), which \(writer)/1 names, is missing or was altered" }
        }
    }

    private static func digest(of fields: [String]) -> String {
        var bytes: [UInt8] = []
        for field in fields {
            bytes.append(contentsOf: "\(field.utf8.count):".utf8)
            bytes.append(contentsOf: field.utf8)
        }
        return SHA256.hex(bytes)
    }
}
