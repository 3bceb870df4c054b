import CommandLine
import Crypto
import Vocabulary

/// A file that goes with a message.
enum OutgoingAttachment {
    /// What the API takes of all attachments together.
    private static let limit = 16 << 20

    private static let mediaTypes = [
        "md": "text/markdown", "markdown": "text/markdown", "txt": "text/plain", "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ]

    /// The attachment of a file as `POST /v1/messages` takes it.
    static func json(of path: String) throws(ClientProblem) -> JSONValue {
        let name = String(path.split(separator: "/").last ?? "attachment")
        let suffix = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return [
            "name": .string(path == "-" ? "message.txt" : name),
            "media_type": .string(path == "-" ? "text/plain" : mediaTypes[suffix] ?? "application/octet-stream"),
            "data": .string(Base64.encode(try LocalFile.bytes(path, limit: limit))),
        ]
    }
}
