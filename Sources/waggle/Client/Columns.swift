import CommandLine
import Vocabulary

/// Which members of JSON objects people see, as columns of a table or lines of a record.
struct Columns: Sendable {
    typealias Column = (header: String, cell: @Sendable (JSONValue) -> String)

    let columns: [Column]

    init(_ columns: Column...) { self.columns = columns }

    /// The rows as data: JSON as it came, or a table; a sentence for people where there is none.
    func show(_ json: JSONValue, _ console: Console, isJSON: Bool, none: String) {
        if isJSON {
            console.data(json.canonical)
            return
        }
        let rows = json.array ?? []
        if rows.isEmpty {
            console.say(none)
            return
        }
        let cells = rows.map { row in columns.map { $0.cell(row) } }
        for line in Console.table(headers: columns.map(\.header), rows: cells) { console.data(line) }
    }

    /// One object as lines `name  value`.
    func show(_ json: JSONValue, _ console: Console, isJSON: Bool) {
        if isJSON {
            console.data(json.canonical)
            return
        }
        let rows = columns.map { [$0.header.lowercased(), $0.cell(json)] }.filter { $0[1] != Self.absent }
        for line in Console.table(headers: ["", ""], rows: rows).dropFirst() { console.data(line) }
    }

    static let absent = "–"

    /// The member of that name as it reads best: text, number, yes or no, list.
    static func member(_ header: String, _ name: String) -> Column { (header, { text($0[name]) }) }

    /// An amount of US dollars.
    static func money(_ header: String, _ name: String) -> Column {
        (header, { $0[name]?.number.flatMap { Money(dollars: $0) }.map { "\($0)" } ?? absent })
    }

    /// A time in UTC, to the second.
    static func time(_ header: String, _ name: String) -> Column {
        (header, { $0[name]?.string.map { String($0.prefix(19).replacing("T", with: " ")) } ?? absent })
    }

    static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: absent
        case .string(let text): text.isEmpty ? absent : text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .bool(let flag): flag ? "yes" : "no"
        case .array(let elements): elements.isEmpty ? absent : elements.map { text($0) }.joined(separator: ", ")
        case .object(let members):
            members.isEmpty
                ? absent
                : members.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }.joined(separator: ", ")
        }
    }
}
