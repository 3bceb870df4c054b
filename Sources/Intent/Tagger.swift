/// Finds names, task references and amounts among the tokens, and marks the words no pattern knows.
struct Tagger {
    /// The words the grammar knows, with their classes.
    let familiar: [String: UInt8]

    /// The names of one context, prepared for look-up.
    struct Names {
        struct Name {
            var parts: [String]
            var kind: Token.Kind
            var name: String
        }

        /// Those of several words first.
        private(set) var all: [Name] = []

        init(_ context: IntentContext) {
            all.reserveCapacity(context.swarms.count + context.agents.count)
            for name in context.swarms { add(name, .swarm) }
            for name in context.agents {
                let folded = Tokenizer.folded(Array(name.utf8)[...])
                let same = all.indices.filter { all[$0].parts.count == 1 && all[$0].parts[0] == folded }
                if same.isEmpty { add(name, .agent) } else { for index in same { all[index].kind = .swarmOrAgent } }
            }
        }

        private mutating func add(_ name: String, _ kind: Token.Kind) {
            let folded = Tokenizer.folded(Array(name.utf8)[...])
            guard !folded.isEmpty else { return }
            if folded.utf8.contains(where: { $0 == 0x20 || $0 == 0x2D || $0 == 0x5F }) {
                let parts = folded.split { $0 == " " || $0 == "-" || $0 == "_" }.map(String.init)
                guard !parts.isEmpty else { return }
                for spelling in [parts.joined(separator: "-"), parts.joined(separator: "_"), parts.joined()] {
                    all.append(Name(parts: [spelling], kind: kind, name: name))
                }
                all.insert(Name(parts: parts, kind: kind, name: name), at: 0)
            } else {
                all.append(Name(parts: [folded], kind: kind, name: name))
            }
        }
    }

    func tag(_ raw: [Token], _ names: Names) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            if let (found, next) = merged(raw, index, names) {
                var token = found
                token.bit = token.kind == .word ? familiar[token.text] ?? 0 : token.kind.rawValue
                tokens.append(token)
                index = next
                continue
            }
            var token = raw[index]
            if token.kind == .quoted,
                let known = names.all.first(where: { $0.parts.count == 1 && $0.parts[0] == token.value.lowercased() })
            {
                token.kind = known.kind
                token.value = known.name
                token.bit = token.kind.rawValue
            } else if token.kind == .word {
                if let bit = familiar[token.text] {
                    token.bit = bit
                } else if token.weight == .full {
                    token.kind =
                        SoftwareWords.all.contains(token.text)
                        ? .software : EverydayWords.contains(token.text) ? .everyday : .unfamiliar
                    token.bit = token.kind.rawValue
                }
            } else {
                token.bit = token.kind.rawValue
            }
            tokens.append(token)
            index += 1
        }
        return tokens
    }

    private func merged(_ raw: [Token], _ index: Int, _ names: Names) -> (Token, Int)? {
        name(raw, index, names) ?? reference(raw, index) ?? amount(raw, index) ?? number(raw, index)
    }

    private func name(_ raw: [Token], _ index: Int, _ names: Names) -> (Token, Int)? {
        let head = raw[index]
        guard head.kind == .word || head.kind == .integer || head.kind == .task else { return nil }
        for candidate in names.all where candidate.parts[0] == head.text {
            let end = index + candidate.parts.count
            guard end <= raw.count, zip(raw[index..<end], candidate.parts).allSatisfy({ $0.text == $1 }) else {
                continue
            }
            var token = Token(kind: candidate.kind, text: head.text, start: head.start, end: raw[end - 1].end)
            token.value = candidate.name
            return (token, end)
        }
        return nil
    }

    private static let taskWords: Set<String> = [
        "task", "tasks", "ticket", "tickets", "card", "issue", "number", "nr", "num", "item", "job", "step",
    ]

    /// "task 7", "task number 7", "# 7".
    private func reference(_ raw: [Token], _ index: Int) -> (Token, Int)? {
        guard raw[index].kind == .word, Self.taskWords.contains(raw[index].text) else { return nil }
        var next = index + 1
        while next < raw.count, raw[next].kind == .word, ["number", "nr", "num", "no", "id"].contains(raw[next].text) {
            next += 1
            if next < raw.count, raw[next].kind == .stop, raw[next].text == "." { next += 1 }
        }
        guard next < raw.count, raw[next].kind == .integer || raw[next].kind == .task, raw[next].value.isEmpty else {
            return nil
        }
        var token = raw[next]
        token.kind = .task
        token.text = raw[index].text
        token.start = raw[index].start
        return (token, next + 1)
    }

    /// "20 usd", "usd 20", "twenty bucks", "50 euros".
    private func amount(_ raw: [Token], _ index: Int) -> (Token, Int)? {
        var index = index
        let start = raw[index].start
        var unit: String?
        if raw[index].kind == .word, isCurrency(raw[index].text), index + 1 < raw.count,
            raw[index + 1].kind == .integer || raw[index + 1].kind == .word && Double(raw[index + 1].text) != nil
        {
            unit = raw[index].text
            index += 1
        }
        guard let (value, end) = decimal(raw, index) else { return nil }
        index = end
        if unit == nil {
            guard index < raw.count, raw[index].kind == .word, isCurrency(raw[index].text) else {
                // "$20 bucks" says it twice.
                guard raw[index - 1].kind == .dollars, index < raw.count, Spelling.dollarWords.contains(raw[index].text)
                else { return nil }
                var token = raw[index - 1]
                token.end = raw[index].end
                return (token, index + 1)
            }
            unit = raw[index].text
            index += 1
        }
        guard let unit else { return nil }
        let isDollars = Spelling.dollarWords.contains(unit)
        var token = Token(
            kind: isDollars ? .dollars : .otherCurrency, text: unit, start: start, end: raw[index - 1].end)
        token.amount = value
        return (token, index)
    }

    private func decimal(_ raw: [Token], _ index: Int) -> (Double, Int)? {
        if raw[index].kind == .dollars { return (raw[index].amount, index + 1) }
        if raw[index].kind == .word, let first = raw[index].text.utf8.first, Tokenizer.isDigit(first),
            let value = Double(raw[index].text)
        {
            return (value, index + 1)
        }
        if let (token, end) = number(raw, index) { return (Double(token.number), end) }
        guard raw[index].kind == .integer else { return nil }
        return (Double(raw[index].number), index + 1)
    }

    private func isCurrency(_ word: String) -> Bool {
        Spelling.dollarWords.contains(word) || Spelling.otherCurrencies.contains(word)
    }

    /// "twenty five", "two hundred", "a dozen", and "one" before a noun that is counted.
    private func number(_ raw: [Token], _ index: Int) -> (Token, Int)? {
        var token = raw[index]
        if token.kind == .word, token.text == "one",
            (index + 1 < raw.count && Self.counted.contains(raw[index + 1].text))
                || (index > 0 && ["by", "to", "exactly"].contains(raw[index - 1].text) && index + 1 == raw.count)
        {
            token.kind = .integer
            token.number = 1
            return (token, index + 1)
        }
        if token.kind == .word, token.text == "couple" {
            token.kind = .integer
            token.number = 2
            let hasOf = index + 1 < raw.count && raw[index + 1].text == "of"
            return (token, index + (hasOf ? 2 : 1))
        }
        guard token.kind == .integer, Spelling.numberWords[token.text] != nil else { return nil }
        var total = token.number
        var next = index + 1
        while next < raw.count, raw[next].kind == .integer || raw[next].text == "one" {
            let unit = raw[next].text == "one" ? 1 : raw[next].number
            if Spelling.numberWords[raw[next].text] == nil, raw[next].text != "one" { break }
            if unit >= 100, total < unit {
                total *= unit
            } else if total % 10 == 0, total > 0, unit < 10 {
                total += unit
            } else {
                break
            }
            next += 1
        }
        token.number = total
        token.end = raw[next - 1].end
        return next > index + 1 ? (token, next) : nil
    }

    private static let counted: Set<String> = [
        "more", "extra", "additional", "new", "fewer", "less", "agent", "agents", "worker", "workers", "bee", "bees",
        "bot", "bots", "helper", "hundred", "thousand", "machine", "person", "drone", "other", "spare", "buck",
        "dollar",
    ]
}
