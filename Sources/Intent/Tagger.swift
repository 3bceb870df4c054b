/// Finds names, task references and amounts among the tokens, and marks the words no pattern knows.
struct Tagger {
    let familiar: Set<String>

    /// The names of one context, prepared for look-up.
    struct Names {
        struct Name {
            var parts: [String]
            var kind: Token.Kind
            var name: String
        }

        /// By first part, longest first.
        var byFirst: [String: [Name]] = [:]

        init(_ context: IntentContext) {
            let agents = Set(context.agents.map { $0.lowercased() })
            let swarms = Set(context.swarms.map { $0.lowercased() })
            for name in context.swarms {
                add(name, agents.contains(name.lowercased()) ? .swarmOrAgent : .swarm)
            }
            for name in context.agents where !swarms.contains(name.lowercased()) { add(name, .agent) }
        }

        private mutating func add(_ name: String, _ kind: Token.Kind) {
            let folded = Tokenizer.folded(Array(name.utf8)[...])
            let parts = folded.split { $0 == " " || $0 == "-" || $0 == "_" }.map(String.init)
            insert(Name(parts: [folded], kind: kind, name: name))
            if parts.count > 1 {
                insert(Name(parts: parts, kind: kind, name: name))
                insert(Name(parts: [parts.joined(separator: "-")], kind: kind, name: name))
                insert(Name(parts: [parts.joined(separator: "_")], kind: kind, name: name))
                insert(Name(parts: [parts.joined()], kind: kind, name: name))
            }
        }

        private mutating func insert(_ name: Name) {
            guard let first = name.parts.first, !first.isEmpty else { return }
            var list = byFirst[first] ?? []
            guard !list.contains(where: { $0.parts == name.parts }) else { return }
            list.append(name)
            list.sort { $0.parts.count > $1.parts.count }
            byFirst[first] = list
        }
    }

    func tag(_ raw: [Token], _ names: Names) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            if let (token, next) = name(raw, index, names) ?? reference(raw, index) ?? amount(raw, index)
                ?? number(raw, index)
            {
                tokens.append(token)
                index = next
                continue
            }
            var token = raw[index]
            if token.kind == .quoted, let known = names.byFirst[token.value.lowercased()]?.first, known.parts.count == 1
            {
                token.kind = known.kind
                token.value = known.name
            } else if token.kind == .word, token.weight == .full, !familiar.contains(token.text) {
                token.kind = EverydayWords.contains(token.text) ? .everyday : .unfamiliar
            }
            tokens.append(token)
            index += 1
        }
        return tokens
    }

    private func name(_ raw: [Token], _ index: Int, _ names: Names) -> (Token, Int)? {
        let head = raw[index]
        guard head.kind == .word || head.kind == .integer || head.kind == .task,
            let candidates = names.byFirst[head.text]
        else { return nil }
        for candidate in candidates {
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
        if token.kind == .word, token.text == "one", index + 1 < raw.count,
            Self.counted.contains(raw[index + 1].text)
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
