/// The data of an event as JSON text, spelt without an encoder: it is written on the hottest path.
package enum EventData {
    package enum Value {
        case text(String)
        case integer(Int64)
        case flag(Bool)
        /// Text that is JSON already.
        case json(String)
    }

    package static func object(_ members: KeyValuePairs<String, Value>) -> String {
        var json = "{"
        for (name, value) in members {
            if json.utf8.count > 1 { json += "," }
            json += "\"\(name)\":"
            switch value {
            case .text(let text): append(text, to: &json)
            case .integer(let number): json += "\(number)"
            case .flag(let flag): json += flag ? "true" : "false"
            case .json(let text): json += text
            }
        }
        return json + "}"
    }

    /// Appends the text as a JSON string.
    package static func append(_ text: String, to json: inout String) {
        json += "\""
        defer { json += "\"" }
        var text = text
        let isPlain = text.withUTF8 { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        }
        if isPlain {
            json += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
    }
}
