package import Store
package import Vocabulary

/// An audit record as it is exported, with everything `waggle audit verify` needs.
package enum AuditJSON {
    package static func encode(_ record: AuditRecord) -> JSONValue {
        [
            "writer": .string(record.writer), "seq": .integer(record.sequence), "at": .integer(record.at.milliseconds),
            "principal": record.principal.map { .string("\($0)") } ?? .null, "action": .string(record.action),
            "subject": .string(record.subject), "detail": .string(record.detail),
            "message": record.message.map { .string("\($0)") } ?? .null, "previous": .string(record.previous),
            "hash": .string(record.hash),
        ]
    }

    /// Reads an exported record; nil where it is not one exactly: what no hash covers is not passed over.
    package static func decode(_ json: JSONValue) -> AuditRecord? {
        guard let record = reading(json), encode(record) == json else { return nil }
        return record
    }

    private static func reading(_ json: JSONValue) -> AuditRecord? {
        guard let writer = json["writer"]?.string, let sequence = json["seq"]?.integer, let at = json["at"]?.integer,
            let action = json["action"]?.string, let subject = json["subject"]?.string,
            let detail = json["detail"]?.string, let previous = json["previous"]?.string,
            let hash = json["hash"]?.string
        else { return nil }
        return AuditRecord(
            writer: writer, sequence: sequence, at: Timestamp(milliseconds: at),
            principal: json["principal"]?.string.flatMap { PrincipalID($0) }, action: action, subject: subject,
            detail: detail, message: json["message"]?.string.flatMap { MessageID($0) }, previous: previous, hash: hash)
    }
}
