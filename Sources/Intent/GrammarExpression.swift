import Vocabulary

/// A rule's notation, compiled to a regular expression over rendered tokens.
///
/// Words stand for themselves, `@name` for a list of phrases, `(a | b)` for a choice, `?` and `*` repeat what is before
/// them, `<kind:slot>` takes a name, number or text, `<slot=value: …>` sets a slot where its phrases are said.
/// Every token ends in one space, so that optional parts need no separators (docs/decisions/intent-grammar.md).
struct GrammarExpression {
    /// What a capture group of the pattern stands for.
    enum Capture: Hashable, Sendable {
        case swarm, exception, agent, task
        case integer(Slot)
        /// An integer that counts down.
        case reduction
        case dollars, otherCurrency
        /// The text as it was written.
        case text(Slot)
        /// One token: a name, a code.
        case word(Slot)
        case fixed(Slot, SlotValue)
        /// "it", "that one".
        case pronoun
        /// The part of the clause that is read on its own.
        case rest
        /// A time clause.
        case time
        case ignored
    }

    private(set) var pattern = ""
    private(set) var captures: [Capture] = []
    /// The words of the notation itself; those of the lists are with `Macros`.
    private(set) var words: Set<String> = []
    /// The first tokens it can begin with; nil in the set's place means any.
    private(set) var firsts: Set<String> = []
    private(set) var beginsWithAnything = false
    /// Sets of tokens of which a text has to hold at least one each, else it cannot match.
    private(set) var requirements: [Set<String>] = []

    /// - Throws: `GrammarError` naming the rule and what is wrong in it.
    init(_ notation: String, macros: Macros) throws(GrammarError) {
        var reader = Reader(notation: notation, macros: macros)
        let node = try reader.choice(depth: 0)
        guard reader.isAtEnd else { throw GrammarError(rule: notation, message: "a bracket closes that never opened") }
        var emission = Emission()
        Self.emit(node, into: &emission)
        pattern = emission.pattern
        captures = emission.captures
        words = emission.words
        let (firsts, isNullable) = Self.firsts(of: node)
        self.firsts = Set(firsts.compactMap { $0 })
        beginsWithAnything = isNullable || firsts.contains(nil)
        requirements = Self.requirements(of: node)
    }

    fileprivate static func requirements(of node: Node) -> [Set<String>] {
        switch node {
        case .sequence(let nodes): return nodes.flatMap(requirements)
        case .group(_, let node): return requirements(of: node)
        case .shared(let phrases): return phrases.requirements
        case .optional, .many: return []
        case .word, .choice, .builtin:
            let (set, isNullable) = firsts(of: node)
            return isNullable || set.contains(nil) ? [] : [Set(set.compactMap { $0 })]
        }
    }

    fileprivate struct Emission {
        var pattern = ""
        var captures: [Capture] = []
        var words: Set<String> = []
    }

    fileprivate static func emit(_ node: Node, into emission: inout Emission) {
        switch node {
        case .word(let word):
            emission.words.insert(word)
            emission.pattern += escaped(word) + " "
        case .sequence(let nodes):
            for node in nodes { emit(node, into: &emission) }
        case .choice(let nodes): emitChoice(nodes, into: &emission)
        case .optional(let node):
            emission.pattern += "(?:"
            emit(node, into: &emission)
            emission.pattern += ")?"
        case .many(let node):
            emission.pattern += "(?:"
            emit(node, into: &emission)
            emission.pattern += ")*"
        case .group(let capture, let node):
            emission.captures.append(capture)
            emission.pattern += "("
            emit(node, into: &emission)
            emission.pattern += ")"
        case .builtin(let capture, let raw):
            emission.captures.append(capture)
            emission.pattern += "(" + raw.pattern + ")"
        case .shared(let phrases):
            let known = phrases.emission
            emission.pattern += known.pattern
            emission.captures += known.captures
        }
    }

    private static func emitChoice(_ nodes: [Node], into emission: inout Emission) {
        emission.pattern += "(?:"
        if nodes.allSatisfy(\.isPlain) {
            // A phrase goes before the phrases it begins with, so that a text after it takes only what is left.
            var plain = Emission()
            var parts: [String] = []
            for node in nodes {
                plain.pattern = ""
                emit(node, into: &plain)
                parts.append(plain.pattern)
            }
            parts.sort { $0.utf8.count > $1.utf8.count }
            emission.pattern += parts.joined(separator: "|")
            emission.words.formUnion(plain.words)
        } else {
            for (index, node) in nodes.enumerated() {
                if index > 0 { emission.pattern += "|" }
                emit(node, into: &emission)
            }
        }
        emission.pattern += ")"
    }

    private static func escaped(_ word: String) -> String {
        if word.utf8.allSatisfy({ Tokenizer.isWord($0) || $0 == 0x5F }) { return word }
        return word.unicodeScalars.reduce(into: "") { result, scalar in
            if !Tokenizer.isWord(UInt8(truncatingIfNeeded: scalar.value)), scalar != "_" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
    }

    /// The first tokens a node can begin with (nil: any), and whether it can be empty.
    fileprivate static func firsts(of node: Node) -> (Set<String?>, Bool) {
        switch node {
        case .word(let word): return ([word], false)
        case .sequence(let nodes):
            var all: Set<String?> = []
            for node in nodes {
                let (set, isNullable) = firsts(of: node)
                all.formUnion(set)
                if !isNullable { return (all, false) }
            }
            return (all, true)
        case .choice(let nodes):
            var all: Set<String?> = []
            var isNullable = false
            for node in nodes {
                let (set, nullable) = firsts(of: node)
                all.formUnion(set)
                isNullable = isNullable || nullable
            }
            return (all, isNullable)
        case .optional(let node), .many(let node): return (firsts(of: node).0, true)
        case .group(_, let node): return firsts(of: node)
        case .shared(let phrases): return phrases.firsts
        case .builtin(_, let raw): return (raw.firsts, false)
        }
    }
}

/// A rule that cannot be compiled; only a wrong grammar causes it.
struct GrammarError: Error, CustomStringConvertible {
    var rule: String
    var message: String
    var description: String { "The rule \"\(rule)\" is wrong: \(message)." }
}

extension GrammarExpression {
    struct Raw {
        var pattern: String
        var firsts: Set<String?>
    }

    indirect enum Node {
        case word(String)
        case sequence([Node])
        case choice([Node])
        case optional(Node)
        case many(Node)
        case group(Capture, Node)
        case builtin(Capture, Raw)
        case shared(Phrases)

        /// Words alone.
        var isPlain: Bool {
            switch self {
            case .word: true
            case .sequence(let nodes): nodes.allSatisfy(\.isPlain)
            default: false
            }
        }
    }

    /// A named list of phrases, worked out once for all the rules that use it.
    final class Phrases {
        fileprivate let emission: Emission
        let firsts: (Set<String?>, Bool)
        let requirements: [Set<String>]

        init(_ node: Node) {
            var emission = Emission()
            GrammarExpression.emit(node, into: &emission)
            self.emission = emission
            firsts = GrammarExpression.firsts(of: node)
            requirements = GrammarExpression.requirements(of: node)
        }

        var words: Set<String> { emission.words }
    }

    /// The named lists; they belong to one compilation.
    final class Macros {
        private let definitions: [String: String]
        private var phrases: [String: Phrases] = [:]

        init(_ lists: [[(String, String)]]) {
            definitions = Dictionary(lists.joined().map { ($0.0, $0.1) }, uniquingKeysWith: { $1 })
        }

        /// Every word of the lists used so far.
        var words: Set<String> { phrases.values.reduce(into: []) { $0.formUnion($1.words) } }

        fileprivate func node(_ name: String, depth: Int) throws(GrammarError) -> Node? {
            if let known = phrases[name] { return .shared(known) }
            guard let definition = definitions[name] else { return nil }
            var reader = Reader(notation: definition, macros: self)
            let node = try reader.choice(depth: depth + 1)
            guard reader.isAtEnd else { throw GrammarError(rule: name, message: "a bracket closes that never opened") }
            let result = Phrases(node)
            phrases[name] = result
            return .shared(result)
        }
    }

    /// Recursive descent over the notation.
    struct Reader {
        private let notation: String
        private let macros: Macros
        private let bytes: [UInt8]
        private var position = 0

        init(notation: String, macros: Macros) {
            self.notation = notation
            self.macros = macros
            bytes = Array(notation.utf8)
        }

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

        var isAtEnd: Bool { bytes[position...].allSatisfy(Self.isSpace) }

        private func wrong(_ message: String) -> GrammarError { GrammarError(rule: notation, message: message) }

        private mutating func skipSpace() { while let byte = next, Self.isSpace(byte) { position += 1 } }

        private mutating func take(_ mark: Character) -> Bool {
            guard let byte = next, byte == mark.asciiValue else { return false }
            position += 1
            return true
        }

        private mutating func text(until marks: String) -> String {
            let start = position
            while let byte = next, !marks.utf8.contains(byte) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        mutating func choice(depth: Int) throws(GrammarError) -> Node {
            guard depth < 24 else { throw wrong("macros that name each other") }
            var alternatives: [Node] = [try sequence(depth: depth)]
            while take("|") { alternatives.append(try sequence(depth: depth)) }
            return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
        }

        private mutating func sequence(depth: Int) throws(GrammarError) -> Node {
            var nodes: [Node] = []
            while true {
                skipSpace()
                guard let byte = next, !"|)>".utf8.contains(byte) else { break }
                var node = try element(depth: depth)
                if take("?") { node = .optional(node) } else if take("*") { node = .many(node) }
                nodes.append(node)
            }
            return nodes.count == 1 ? nodes[0] : .sequence(nodes)
        }

        private mutating func element(depth: Int) throws(GrammarError) -> Node {
            if take("(") {
                let node = try choice(depth: depth + 1)
                guard take(")") else { throw wrong("a round bracket stays open") }
                return node
            }
            if take("<") { return try slot(depth: depth) }
            if take("@") {
                let name = text(until: " \n()|<>?*@")
                guard let node = try macros.node(name, depth: depth) else { throw wrong("no macro @\(name)") }
                return node
            }
            let word = text(until: " \n()|<>?*@")
            guard !word.isEmpty else { throw wrong("no word at byte \(position)") }
            return .word(word)
        }

        private mutating func slot(depth: Int) throws(GrammarError) -> Node {
            let head = text(until: ":=>")
            let value = take("=") ? text(until: ":>") : nil
            var body: Node?
            var argument = ""
            if take(":") {
                if value != nil || head == "it" || head == "time" {
                    body = try choice(depth: depth + 1)
                } else {
                    argument = text(until: ">")
                }
            }
            guard take(">") else { throw wrong("a slot stays open") }
            return try node(head, argument, value, body)
        }

        private func node(_ head: String, _ argument: String, _ value: String?, _ body: Node?) throws(GrammarError)
            -> Node
        {
            if let value, let body {
                guard let slot = Slot(rawValue: head) else { throw wrong("no slot \(head)") }
                if value == "true" { return .group(.fixed(slot, .flag(true)), body) }
                if value == "said" { return .group(.text(slot), body) }
                if let number = Int(value) { return .group(.fixed(slot, .integer(number)), body) }
                return .group(.fixed(slot, .text(value)), body)
            }
            if let body { return .group(head == "it" ? .pronoun : .time, body) }
            let slot = Slot(rawValue: argument)
            switch (head, slot) {
            case ("swarm", _): return Self.names(.swarm, "\\x01\\x03\\x0b", ["\u{1}", "\u{3}", "\u{B}"])
            case ("anyswarm", _):
                return Self.names(
                    .swarm, "\\x01\\x03\\x0b", ["\u{1}", "\u{3}", "\u{B}", "\u{E}", "\u{C}", "\u{12}"],
                    first: "\\x0e\\x0c\\x12")
            case ("except", _):
                return Self.names(
                    .exception, "\\x01\\x03\\x0b", ["\u{1}", "\u{3}", "\u{B}", "\u{E}", "\u{12}"], first: "\\x0e\\x12")
            case ("agent", _): return Self.names(.agent, "\\x02\\x03\\x0b", ["\u{2}", "\u{3}", "\u{B}"])
            case ("anyagent", _):
                return Self.names(
                    .agent, "\\x02\\x03\\x0b", ["\u{2}", "\u{3}", "\u{B}", "\u{E}", "\u{C}"], first: "\\x0e\\x0c")
            case ("task", _):
                return .builtin(
                    .task, Raw(pattern: "[\\x04\\x05] (?:(?:and )?[\\x04\\x05] )*", firsts: ["\u{4}", "\u{5}"]))
            case ("taskref", _):
                return .builtin(.task, Raw(pattern: "\\x05 (?:(?:and )?[\\x04\\x05] )*", firsts: ["\u{5}"]))
            case ("int", let slot?): return .builtin(.integer(slot), Raw(pattern: "\\x04 ", firsts: ["\u{4}"]))
            case ("less", _): return .builtin(.reduction, Raw(pattern: "\\x04 ", firsts: ["\u{4}"]))
            case ("dollars", _): return .builtin(.dollars, Raw(pattern: "\\x06 ", firsts: ["\u{6}"]))
            case ("currency", _): return .builtin(.otherCurrency, Raw(pattern: "\\x07 ", firsts: ["\u{7}"]))
            case ("text", let slot?): return .builtin(.text(slot), Raw(pattern: "(?:[^ ]+ )+?", firsts: [nil]))
            case ("word", let slot?): return .builtin(.word(slot), Raw(pattern: "[^ \\x10]+ ", firsts: [nil]))
            case ("num", let slot?):
                return .builtin(.integer(slot), Raw(pattern: "[\\x04\\x05] ", firsts: ["\u{4}", "\u{5}"]))
            case ("fresh", let slot?):
                return .builtin(.word(slot), Raw(pattern: "[\\x0e\\x0c\\x12] ", firsts: ["\u{E}", "\u{C}", "\u{12}"]))
            case ("link", let slot?): return .builtin(.word(slot), Raw(pattern: "\\x08 ", firsts: ["\u{8}"]))
            case ("software", _):
                return .builtin(
                    .ignored,
                    Raw(
                        pattern: SoftwareWords.pattern,
                        firsts: SoftwareWords.all.union(["\u{12}"]).reduce(into: []) { $0.insert($1) }))
            case ("clock", _):
                return .builtin(.ignored, Raw(pattern: "[\\x04\\x13] ", firsts: ["\u{4}", "\u{13}"]))
            case ("any", _): return .builtin(.ignored, Raw(pattern: "[^ \\x10]+ ", firsts: [nil]))
            case ("some", _): return .builtin(.ignored, Raw(pattern: "(?:[^ ]+ )+?", firsts: [nil]))
            case ("plain", _):
                let barred = "(?:but|only|except|and|then|instead|also|not|dont|unless|if|or|\\x10) "
                return .builtin(.ignored, Raw(pattern: "(?:(?!\(barred))[^ ]+ ){1,6}", firsts: [nil]))
            case ("rest", _): return .builtin(.rest, Raw(pattern: "(?:[^ ]+ )+?", firsts: [nil]))
            default: throw wrong("no slot <\(head):\(argument)>")
            }
        }

        private static func names(_ capture: Capture, _ known: String, _ firsts: Set<String?>, first: String = "")
            -> Node
        {
            .builtin(
                capture, Raw(pattern: "[\(known)\(first)] (?:(?:and )?[\(known)] )*", firsts: firsts))
        }
    }
}
