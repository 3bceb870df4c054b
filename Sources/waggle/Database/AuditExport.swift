import ControlPlane
import Store
import Vocabulary

/// Reads exported audit records.
enum AuditExport {
    /// Records from one JSON array, or one JSON object a line.
    ///
    /// - Throws: `ClientProblem` naming the line that is no record: a record that cannot be read is not passed over.
    static func records(_ bytes: [UInt8]) throws(ClientProblem) -> [AuditRecord] {
        if case .array(let list)? = JSONValue(parsing: bytes) { return try records(list) }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        var records: [AuditRecord] = []
        for (index, line) in lines.enumerated() where line.contains(where: { $0 > 32 }) {
            guard let record = JSONValue(parsing: line).flatMap({ AuditJSON.decode($0) }) else {
                throw ClientProblem("line \(index + 1) is no audit record.")
            }
            records.append(record)
        }
        return records
    }

    static func records(_ list: [JSONValue]) throws(ClientProblem) -> [AuditRecord] {
        var records: [AuditRecord] = []
        for (index, json) in list.enumerated() {
            guard let record = AuditJSON.decode(json) else {
                throw ClientProblem("element \(index + 1) is no audit record.")
            }
            records.append(record)
        }
        return records
    }
}
