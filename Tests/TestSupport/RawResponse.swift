/// A response as it came over the wire.
package struct RawResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package var body: [UInt8] = []

    package init?(head: String) {
        let lines = head.split(separator: "\r\n")
        let start = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard start.count >= 2, start[0].hasPrefix("HTTP/1."), let status = Int(start[1]) else { return nil }
        self.status = status
        headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = (parts.count > 1 ? parts[1] : "").drop { $0 == " " }
            return (String(parts[0]).lowercased(), String(value))
        }
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    package subscript(name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
}
