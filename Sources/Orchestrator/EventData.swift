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
        var json: [UInt8] = []
        json.reserveCapacity(members.reduce(2) { $0 + $1.key.utf8.count + 24 + $1.value.length })
        for (name, value) in members {
            json += json.isEmpty ? "{\"".utf8 : ",\"".utf8
            json += name.utf8
            json += "\":".utf8
            switch value {
            case .text(let text): append(text, to: &json)
            case .integer(let number): json += String(number).utf8
            case .flag(let flag): json += flag ? "true".utf8 : "false".utf8
            case .json(let text): json += text.utf8
            }
        }
        json += json.isEmpty ? "{}".utf8 : "}".utf8
        return String(decoding: json, as: UTF8.self)
    }

    /// Appends the text as a JSON string in UTF-8.
    package static func append(_ text: String, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                json.append(contentsOf: bytes[start..<index])
                start = index + 1
                switch byte {
                case 0x22: json += "\\\"".utf8
                case 0x5C: json += "\\\\".utf8
                case 0x0A: json += "\\n".utf8
                default:
                    let digits = String(byte, radix: 16)
                    json += "\\u00".utf8
                    json += (digits.utf8.count == 1 ? "0" + digits : digits).utf8
                }
            }
            json.append(contentsOf: bytes[start...])
        }
        json.append(UInt8(ascii: "\""))
    }
}

extension EventData.Value {
    /// About how many bytes it takes.
    fileprivate var length: Int {
        switch self {
        case .text(let text), .json(let text): text.utf8.count
        case .integer, .flag: 0
        }
    }
}
