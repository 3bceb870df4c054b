/// Cuts a byte stream into server-sent events, however the bytes are split over the pieces.
struct ServerSentEventParser: Sendable {
    private static let maxEventBytes = 4 * 1_024 * 1_024

    private var line: [UInt8] = []
    private var type = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var isAfterCarriageReturn = false
    private var isAtStart = true

    /// Takes the next bytes; returns the events they complete.
    ///
    /// What follows the last blank line stays for the next call; at the end of a stream it is dropped, as the standard says.
    ///
    /// - Throws: `LanguageModelError` of code `malformed` for an event over 4 MiB.
    mutating func append(_ bytes: some Sequence<UInt8>) throws(LanguageModelError) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            defer { isAfterCarriageReturn = byte == 13 }
            if byte == 10, isAfterCarriageReturn { continue }
            if byte == 10 || byte == 13 {
                if let event = endLine() { events.append(event) }
                continue
            }
            line.append(byte)
            guard line.count + data.count <= Self.maxEventBytes else {
                throw LanguageModelError(.malformed, "The model's stream holds an event over 4 MiB.")
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isAtStart {
            isAtStart = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(10) }
            data += value
            hasData = true
        default: break  // comments, ids, retry times and unknown fields mean nothing here
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer { (type, data, hasData) = ("", [], false) }
        guard hasData else { return nil }
        return ServerSentEvent(
            type: type.isEmpty ? "message" : type, data: String(decoding: data, as: UTF8.self))
    }
}
