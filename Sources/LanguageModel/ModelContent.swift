package import Vocabulary

/// A piece of a turn.
package enum ModelContent: Hashable, Sendable {
    case text(String)
    case toolUse(id: String, name: String, input: JSONValue)
    case toolResult(id: String, text: String, isError: Bool)
    /// A provider's own piece, such as its signed reasoning.
    ///
    /// It means nothing to us, but a conversation that goes on after tool calls has to give the assistant's turn back whole.
    case opaque(JSONValue)
}

extension ModelContent: Codable {
    private enum Kind: String, Codable {
        case text, toolUse, toolResult, opaque
    }

    private enum Key: String, CodingKey {
        case kind, text, id, name, input, isError, value
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .text: self = .text(try container.decode(String.self, forKey: .text))
        case .toolUse:
            self = .toolUse(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decode(String.self, forKey: .name),
                input: try container.decode(JSONValue.self, forKey: .input))
        case .toolResult:
            self = .toolResult(
                id: try container.decode(String.self, forKey: .id),
                text: try container.decode(String.self, forKey: .text),
                isError: try container.decode(Bool.self, forKey: .isError))
        case .opaque: self = .opaque(try container.decode(JSONValue.self, forKey: .value))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .text(let text):
            try container.encode(Kind.text, forKey: .kind)
            try container.encode(text, forKey: .text)
        case .toolUse(let id, let name, let input):
            try container.encode(Kind.toolUse, forKey: .kind)
            try container.encode(id, forKey: .id)
            try container.encode(name, forKey: .name)
            try container.encode(input, forKey: .input)
        case .toolResult(let id, let text, let isError):
            try container.encode(Kind.toolResult, forKey: .kind)
            try container.encode(id, forKey: .id)
            try container.encode(text, forKey: .text)
            try container.encode(isError, forKey: .isError)
        case .opaque(let value):
            try container.encode(Kind.opaque, forKey: .kind)
            try container.encode(value, forKey: .value)
        }
    }
}
