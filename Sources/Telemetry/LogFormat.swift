/// How a log line is spelt.
package enum LogFormat: Sendable {
    /// One JSON object a line: `time`, `level`, `label`, `message`, and the metadata under `data`.
    case json
    /// For eyes: `08:15:30.250 WARN orchestrator: Sentence key=value`.
    case text(color: Bool)

    /// Longest line in bytes with its line feed: PIPE_BUF, so that lines of several processes never mix in a pipe.
    static let lineLimit = 4_096
    // Leaves room in the line for the other members when one value is huge.
    private static let valueLimit = 1_024

    /// Spells the record as one line with its line feed, secrets masked, control characters escaped, cut to `lineLimit`.
    ///
    /// - Parameter time: RFC 3339 text; the text form shows its time of day.
    func line(_ record: LogRecord, time: String, redactor: Redactor) -> [UInt8] {
        let members = record.metadata.sorted { $0.key < $1.key }.map { key, value in
            (key: key, value: Redactor.isSecret(key: key) ? Redactor.mask : redactor.redact(value))
        }
        return switch self {
        case .json: Self.jsonLine(record, time: time, members: members)
        case .text(let color): Self.textLine(record, time: time, members: members, color: color)
        }
    }

    private static func jsonLine(_ record: LogRecord, time: String, members: [(key: String, value: String)]) -> [UInt8]
    {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line += "{\"time\":\"\(time)\",\"level\":\"\(record.level.rawValue)\",\"label\":\"".utf8
        line.appendEscaped(record.label, limit: 128)
        line += "\",\"message\":\"".utf8
        line.appendEscaped(record.message, limit: valueLimit)
        line.append(UInt8(ascii: "\""))
        var data: [UInt8] = []
        let closing = Array(",\"truncated\":true}\n".utf8)
        let opening = Array(",\"data\":{".utf8)
        var isTruncated = false
        for (key, value) in members {
            var member: [UInt8] = data.isEmpty ? [] : [UInt8(ascii: ",")]
            member.append(UInt8(ascii: "\""))
            member.appendEscaped(key, limit: 128)
            member += "\":\"".utf8
            member.appendEscaped(value, limit: valueLimit)
            member.append(UInt8(ascii: "\""))
            guard line.count + opening.count + data.count + member.count + 1 + closing.count <= lineLimit else {
                isTruncated = true
                break
            }
            data += member
        }
        if !data.isEmpty { line += opening + data + [UInt8(ascii: "}")] }
        line += isTruncated ? closing : Array("}\n".utf8)
        return line
    }

    private static func textLine(
        _ record: LogRecord, time: String, members: [(key: String, value: String)], color: Bool
    ) -> [UInt8] {
        var line: [UInt8] = []
        let timeOfDay = time.split(separator: "T").last.map { $0.hasSuffix("Z") ? $0.dropLast() : $0 } ?? ""
        let (name, paint) = nameAndColor(of: record.level)
        line += "\(timeOfDay) \(color ? "\u{1b}[\(paint)m\(name)\u{1b}[0m" : name) ".utf8
        line.appendEscaped(record.label, limit: 128)
        line += ": ".utf8
        line.appendEscaped(record.message, limit: valueLimit)
        for (key, value) in members {
            var member: [UInt8] = [UInt8(ascii: " ")]
            member.appendEscaped(key, limit: 128)
            member.append(UInt8(ascii: "="))
            let isQuoted = value.isEmpty || value.utf8.contains(UInt8(ascii: " "))
            if isQuoted { member.append(UInt8(ascii: "\"")) }
            member.appendEscaped(value, limit: valueLimit)
            if isQuoted { member.append(UInt8(ascii: "\"")) }
            guard line.count + member.count + 5 <= lineLimit else {
                line += " …".utf8
                break
            }
            line += member
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static func nameAndColor(of level: LogLevel) -> (name: String, color: Int) {
        switch level {
        case .trace: ("TRACE", 90)
        case .debug: ("DEBUG", 90)
        case .info: ("INFO ", 36)
        case .notice: ("NOTE ", 32)
        case .warning: ("WARN ", 33)
        case .error: ("ERROR", 31)
        case .critical: ("CRIT ", 35)
        }
    }
}

extension [UInt8] {
    /// Appends `text` as the inside of a JSON string, at most `limit` bytes of it, then `…`.
    ///
    /// Besides what JSON asks for, everything that could forge a line or turn one around on a screen is escaped: C0 and
    /// C1 controls, line and paragraph separators, bidirectional controls.
    fileprivate mutating func appendEscaped(_ text: String, limit: Int) {
        let end = count + limit
        for scalar in text.unicodeScalars {
            let before = count
            switch scalar.value {
            case 0x22: self += [0x5c, 0x22]
            case 0x5c: self += [0x5c, 0x5c]
            case 0x0a: self += "\\n".utf8
            case 0x0d: self += "\\r".utf8
            case 0x09: self += "\\t".utf8
            case 0..<0x20, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff:
                let digits = String(scalar.value, radix: 16)
                self += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            case 0x20..<0x7f: append(UInt8(truncatingIfNeeded: scalar.value))
            default: self += Array(String(scalar).utf8)
            }
            if count > end {
                removeLast(count - before)
                self += "…".utf8
                return
            }
        }
    }
}
