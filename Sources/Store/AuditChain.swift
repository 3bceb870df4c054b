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

    /// What a writer's first record names as its predecessor: the heads of all chains before it, in order of writers.
    package static func rootHash(of heads: [String]) -> String { digest(of: heads) }

    /// Checks records (in any order) offline; returns what is wrong, empty where the chains hold.
    package static func verify(_ records: [AuditRecord]) -> [String] {
        var problems: [String] = []
        let chains = Dictionary(grouping: records, by: \.writer)
        for (writer, links) in chains.sorted(by: { $0.key < $1.key }) {
            let ordered = links.sorted { $0.sequence < $1.sequence }
            var previous: AuditRecord?
            for link in ordered {
                if link.hash != hash(of: link) { problems.append("record \(writer)/\(link.sequence) was altered") }
                if let previous {
                    if link.sequence != previous.sequence + 1 {
                        problems.append(
                            "records are missing between \(writer)/\(previous.sequence) and \(link.sequence)")
                    }
                    if link.previous != previous.hash {
                        problems.append("record \(writer)/\(link.sequence) does not follow the one before it")
                    }
                } else if link.sequence != 1 {
                    problems.append("the first \(link.sequence - 1) records of \(writer) are missing")
                }
                previous = link
            }
        }
        return problems + brokenRoots(chains)
    }

    /// Chains whose first record does not sign the heads of exactly the chains that were there before it.
    ///
    /// One process writes at a time, so the chains follow one another. A chain that was taken out, or cut off at its end,
    /// leaves its successors without a place; only the end of the newest chain can be cut unseen.
    private static func brokenRoots(_ chains: [String: [AuditRecord]]) -> [String] {
        let ends = chains.compactMapValues { links in
            links.min { $0.sequence < $1.sequence }.flatMap { first in
                links.max { $0.sequence < $1.sequence }.map { (root: first.previous, head: $0.hash) }
            }
        }
        var placed: [String: String] = [:]
        var waiting = ends.keys.sorted()
        while !waiting.isEmpty {
            let root = rootHash(of: placed.sorted { $0.key < $1.key }.map(\.value))
            guard let next = waiting.firstIndex(where: { ends[$0]?.root == root }) else { break }
            let writer = waiting.remove(at: next)
            placed[writer] = ends[writer]?.head
        }
        return waiting.map { "records from before those of \($0) are missing or were altered" }
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
