internal import CTOML
import FoundationEssentials

/// A TOML document as its leaves: each dotted path with its value as text.
struct TOMLDocument {
    /// Where and why a text is not TOML.
    struct ParseError: Error, Equatable {
        let message: String
        let line: Int
        let column: Int
    }

    enum Leaf: Equatable {
        case scalar(String)
        case list([String])
        /// A list of lists, of tables or of mixed values: no setting has one.
        case other
    }

    let leaves: [String: Leaf]

    init(parsing text: String) throws(ParseError) {
        var text = text
        let result = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty text has no address, and toml++ reads none for it.
                characters.baseAddress.map { ctoml_parse($0, characters.count) } ?? ctoml_parse("", 0)
            }
        }
        defer { ctoml_free(result) }
        guard let json = result.json else {
            let message = result.problem.map { String(cString: $0) } ?? "it cannot be read"
            throw ParseError(message: message, line: Int(result.line), column: Int(result.column))
        }
        guard let root = try? JSONDecoder().decode(Node.self, from: Data(String(cString: json).utf8)) else {
            throw ParseError(message: "it is nested too deeply", line: 1, column: 1)
        }
        var leaves: [String: Leaf] = [:]
        root.collect(into: &leaves, path: "")
        self.leaves = leaves
    }

    private enum Node: Decodable {
        case scalar(String)
        case list([Node])
        case table([String: Node])

        init(from decoder: any Decoder) throws {
            if let table = try? [String: Node](from: decoder) {
                self = .table(table)
            } else if let list = try? [Node](from: decoder) {
                self = .list(list)
            } else {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self = .scalar(text)
                } else if let bool = try? container.decode(Bool.self) {
                    self = .scalar("\(bool)")
                } else if let integer = try? container.decode(Int64.self) {
                    self = .scalar("\(integer)")
                } else {
                    self = .scalar("\(try container.decode(Double.self))")
                }
            }
        }

        func collect(into leaves: inout [String: Leaf], path: String) {
            switch self {
            case .scalar(let text): leaves[path] = .scalar(text)
            case .list(let nodes):
                let texts = nodes.compactMap { if case .scalar(let text) = $0 { text } else { nil } }
                leaves[path] = texts.count == nodes.count ? .list(texts) : .other
            case .table(let members):
                for (name, node) in members {
                    node.collect(into: &leaves, path: path.isEmpty ? name : "\(path).\(name)")
                }
            }
        }
    }
}
