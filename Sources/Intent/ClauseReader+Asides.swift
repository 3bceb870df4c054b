import Vocabulary

/// Statements beside a command: "heron hangs, restart it", "stop shop, it burns money".
extension ClauseReader {
    /// The commands of a message where statements stand before or after them; nil where it is not like that.
    func besideAsides(from start: Int, budget: Int) -> [Draft]? {
        guard mayHaveAsides else { return nil }
        for split in start..<tokens.count where isBreak(split) {
            var next = split + 1
            while next < tokens.count, isSeparator(next) { next += 1 }
            guard split > start, next < tokens.count else { continue }
            if isAside(start..<split, leads: true), let drafts = commands(after: start..<split, from: next, budget) {
                return drafts
            }
            if isAside(next..<tokens.count, leads: false), let draft = clause(start..<split, takesText: false),
                draft.intent != .clarify
            {
                return [draft]
            }
        }
        return nil
    }

    private func isBreak(_ index: Int) -> Bool {
        let token = tokens[index]
        return token.kind == .comma || (token.kind == .stop && token.text != "?")
            || (token.kind == .word && token.text == ":")
            || (token.kind == .word && ["because", "since", "so"].contains(token.text))
    }

    private static let subjects: Set<String> = [
        "it", "this", "that", "we", "i", "they", "he", "she", "there", "because", "since", "as", "its",
    ]
    private static let signs: Set<String> = [
        "if", "unless", "whether", "should", "shall", "would", "could", "might", "maybe", "perhaps", "when", "once",
        "ignore",
        "disregard", "override", "pretend", "instructions", "instruction", "prompt", "said", "says", "told", "wrote",
        "asked",
        "suppose", "imagine", "admin", "administrator", "system", "assistant", "what", "why", "how", "who", "which",
        "until",
        "mean", "meant", "joke", "joking", "kidding", "almost", "nearly", "think", "guess", "wonder", "wondering",
        "never",
        "cancel", "kill", "delete", "remove", "abort", "terminate", "order", "command", "authorized", "permission",
    ]

    /// A statement: it begins with its subject, asks and supposes nothing, reports nobody and orders nothing.
    private func isAside(_ range: Range<Int>, leads: Bool) -> Bool {
        guard range.count <= 20, let first = range.first(where: { tokens[$0].weight == .full }) else { return false }
        let token = tokens[first]
        let isNamed = [.swarm, .agent, .swarmOrAgent, .task].contains(token.kind)
        guard isNamed || (token.kind == .word || token.kind == .everyday) && Self.subjects.contains(token.text) else {
            return false
        }
        if leads, range.count < 2 { return false }
        return range.allSatisfy { index in
            tokens[index].kind != .quoted && tokens[index].text != "?" && !Self.signs.contains(tokens[index].text)
        }
    }

    /// The commands after a leading statement; "it" in them is what the statement is about.
    private func commands(after aside: Range<Int>, from next: Int, _ budget: Int) -> [Draft]? {
        let named = aside.filter { [.swarm, .agent, .swarmOrAgent, .task].contains(tokens[$0].kind) }
        var rest = Array(tokens[next...])
        if named.count == 1,
            let pronoun = rest.firstIndex(where: { $0.kind == .word && ["it", "that", "him", "her"].contains($0.text) })
        {
            var token = tokens[named[0]]
            token.start = rest[pronoun].start
            token.end = rest[pronoun].end
            rest[pronoun] = token
        }
        let reader = ClauseReader(
            grammar, options, tokens: rest, bytes: bytes, context: context, tier: tier, mayHaveAsides: false)
        guard let drafts = reader.commands() else { return nil }
        let isIrreversible = drafts.contains { $0.intent.risk == .irreversible || $0.intent == .swarmCancel }
        // What destroys has to be about the thing that was spoken of.
        return !isIrreversible
            || named.count == 1 && drafts.count == 1 && drafts[0].namesTarget && drafts[0].slots[.all] == nil
            ? drafts : nil
    }
}
