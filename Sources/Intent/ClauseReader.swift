import Pattern
import Vocabulary

/// Reads the tokens of one message: finds where commands end, matches rules, fills drafts.
///
/// It belongs to one call: the match space inside is not shared.
final class ClauseReader {
    let grammar: Grammar
    let tokens: [Token]
    let bytes: [UInt8]
    let context: IntentContext
    let options: CreateOptions
    let tier: IntentReading.Tier
    private let space: MatchSpace
    private var suffixes: [Int: [Draft]?] = [:]
    let mayHaveAsides: Bool

    init(
        _ grammar: Grammar, _ options: CreateOptions, tokens: [Token], bytes: [UInt8], context: IntentContext,
        tier: IntentReading.Tier, mayHaveAsides: Bool = true
    ) {
        self.tier = tier
        self.mayHaveAsides = mayHaveAsides
        self.grammar = grammar
        self.options = options
        self.tokens = tokens
        self.bytes = bytes
        self.context = context
        space = MatchSpace(groupCount: max(grammar.groupCount, options.groupCount))
    }

    /// All commands of the message in order; nil where any part of it is not one.
    func commands() -> [Draft]? { commands(from: 0, budget: 12) }

    func commands(from start: Int, budget: Int) -> [Draft]? {
        if let known = suffixes[start] { return known }
        let result = readCommands(from: start, budget: budget)
        suffixes[start] = .some(result)
        return result
    }

    private func readCommands(from start: Int, budget: Int) -> [Draft]? {
        let whole = start..<tokens.count
        if let draft = clause(whole, takesText: false) { return [draft] }
        if budget > 0 {
            for split in start..<tokens.count where isSeparator(split) {
                var next = split + 1
                while next < tokens.count, isSeparator(next) { next += 1 }
                guard split > start, next < tokens.count, !isSeparator(split - 1) else { continue }
                if isCondition(start, split) { return nil }
                guard let left = clause(start..<split, takesText: false) ?? clause(start..<split, takesText: true),
                    let right = commands(from: next, budget: budget - 1), let following = right.first
                else { continue }
                if left.takesText, !mayFollowText(following, split: split) { continue }
                return [left] + right
            }
        }
        if let draft = clause(whole, takesText: true) { return [draft] }
        return budget > 0 ? besideAsides(from: start, budget: budget) : nil
    }

    /// After a free text only a clear break or a named target begins another command.
    private func mayFollowText(_ draft: Draft, split: Int) -> Bool {
        if draft.intent == .clarify || draft.intent == .unknown { return false }
        let isBreak = tokens[split].kind == .stop && tokens[split].text != "."
        return (isBreak && !draft.takesText) || draft.namesTarget
    }

    /// "when shop is done, cancel depot": what follows is bound to it, and nothing is read.
    private func isCondition(_ start: Int, _ end: Int) -> Bool {
        let words = tokens[start..<end].filter { $0.weight == .full && $0.kind != .comma && $0.kind != .stop }.prefix(2)
            .map(\.text)
        guard let first = words.first else { return false }
        if ["if", "once", "whenever", "unless", "after", "before", "until", "should", "provided", "assuming"].contains(
            first)
        {
            return true
        }
        if words.count > 1, first == "as" || first == "in", ["soon", "long", "case"].contains(words[1]) { return true }
        return first == "when" && words.count > 1 && !["will", "does", "do", "can"].contains(words[1])
    }

    func isSeparator(_ index: Int) -> Bool {
        switch tokens[index].kind {
        case .stop, .comma: true
        case .word: ["and", "then", "also", "plus", "afterwards", "next"].contains(tokens[index].text)
        default: false
        }
    }

    // MARK: One clause

    func clause(_ range: Range<Int>, takesText: Bool, depth: Int = 0) -> Draft? {
        let range = trimmed(range)
        let rendering = Rendering(tokens, range)
        guard !rendering.isEmpty else { return nil }
        let first = rendering.first
        for index in grammar.candidates(for: first) {
            let compiled = grammar.rules[index]
            if compiled.takesText != takesText || !compiled.masks.allSatisfy(rendering.mask.meets) { continue }
            switch compiled.rule.condition {
            case .always: break
            case .pending: if !context.pendingConfirmation { continue }
            case .asked: if !context.pendingConfirmation, !context.planCard { continue }
            }
            guard matches(compiled, rendering), let draft = draft(compiled, rendering, range) else { continue }
            return draft
        }
        if depth < 4, let draft = unwrapped(range, rendering, first, takesText, depth) { return draft }
        if takesText { return spokenTo(range) }
        return depth > 1 ? nil : QuestionReader(tokens: tokens, range: range).draft()
    }

    /// A message to an agent that is spoken to, as in "heron, write more tests".
    private func spokenTo(_ range: Range<Int>) -> Draft? {
        guard range.count >= 4, tokens[range.lowerBound].kind == .agent, tokens[range.lowerBound + 1].kind == .comma
        else {
            return nil
        }
        var draft = Draft(.agentMessage)
        draft.agents = [tokens[range.lowerBound].value]
        draft.slots[.text] = .text(text(range.lowerBound + 2...range.upperBound - 1, within: range, extended: false))
        draft.takesText = true
        return draft
    }

    private func matches(_ rule: CompiledRule, _ rendering: Rendering) -> Bool {
        // A text that needs more steps than a rule may take is not this rule's.
        (try? rendering.bytes.withUnsafeBufferPointer { try rule.pattern.matches($0, in: space) }) ?? false
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, tokens[first].kind == .stop || tokens[first].kind == .comma {
            range = range.dropFirst()
        }
        while let last = range.last,
            tokens[last].kind == .stop || tokens[last].kind == .comma || tokens[last].text == ":"
        {
            range = range.dropLast()
        }
        return range
    }

    /// The clause without the courtesy, time or swarm around it.
    private func unwrapped(
        _ range: Range<Int>, _ rendering: Rendering, _ first: String, _ takesText: Bool, _ depth: Int
    ) -> Draft? {
        for wrapper in grammar.wrappers {
            if let firsts = wrapper.firsts, !firsts.contains(first) { continue }
            guard wrapper.rule.masks.allSatisfy(rendering.mask.meets), matches(wrapper.rule, rendering) else {
                continue
            }
            var rest: ClosedRange<Int>?
            var time: ClosedRange<Int>?
            var scope: [String] = []
            for (group, capture) in wrapper.rule.captures.enumerated() {
                guard let bytes = space.range(of: group + 1), let found = rendering.tokens(in: bytes) else { continue }
                switch capture {
                case .rest: rest = found
                case .time: time = found
                case .swarm: scope = names(in: found)
                default: break
                }
            }
            guard let rest else { continue }
            // Light words at the outer edges belong to the rest.
            let low = rest.lowerBound == rendering.indices.first ? range.lowerBound : rest.lowerBound
            let high = rest.upperBound == rendering.indices.last ? range.upperBound : rest.upperBound + 1
            let inner = low..<high
            if wrapper.kind == .ask, tokens[inner.lowerBound].kind == .stop { continue }
            guard inner.count < range.count, var draft = clause(inner, takesText: takesText, depth: depth + 1) else {
                continue
            }
            if wrapper.kind == .ask, draft.intent.risk != .read || draft.intent == .help { continue }
            if let time {
                // "until tomorrow, cancel depot" holds more than a time.
                if tokens[time].contains(where: {
                    $0.kind == .comma || $0.kind == .stop || $0.text == "and" || $0.text == "then"
                }) {
                    continue
                }
                // "shop till you drop" is no status.
                if draft.intent.risk == .read,
                    tokens[time.lowerBound].text.hasPrefix("unti")
                        || ["till", "til", "while"].contains(tokens[time.lowerBound].text)
                {
                    continue
                }
                if let period = Self.period(tokens[time]), draft.slots[.period] == nil,
                    draft.intent == .swarmCost || draft.intent == .systemAudit
                {
                    draft.slots[.period] = .text(period)
                } else {
                    draft.notes.append(text(time, within: range))
                }
            }
            if !scope.isEmpty {
                guard draft.swarms.isEmpty, draft.slots[.all] == nil, IntentValidator.takesSwarm(draft.intent) else {
                    continue
                }
                draft.swarms = scope
                draft.refersBack = false
            }
            return draft
        }
        return nil
    }

    private static func period(_ tokens: ArraySlice<Token>) -> String? {
        for token in tokens {
            switch token.text {
            case "today": return "today"
            case "week": return "week"
            case "month": return "month"
            default: continue
            }
        }
        return nil
    }

    // MARK: Filling

    private func draft(_ compiled: CompiledRule, _ rendering: Rendering, _ range: Range<Int>) -> Draft? {
        var draft = Draft(compiled.rule.intent)
        draft.slots = compiled.rule.slots
        draft.candidates = compiled.rule.candidates
        draft.takesText = compiled.takesText
        var words: ClosedRange<Int>?
        for (group, capture) in compiled.captures.enumerated() {
            guard let bytes = space.range(of: group + 1), let found = rendering.tokens(in: bytes) else { continue }
            switch capture {
            case .swarm:
                guard isPlausible(found, draft.intent, range) else { return nil }
                draft.swarms += names(in: found).filter { !draft.swarms.contains($0) }
            case .exception: draft.exceptions += names(in: found)
            case .agent: draft.agents += names(in: found)
            case .task: draft.tasks += found.filter { isNumber($0) }.map { tokens[$0].number }
            case .integer(let slot): draft.slots[slot] = .integer(tokens[found.lowerBound].number)
            case .reduction: draft.slots[.delta] = .integer(-tokens[found.lowerBound].number)
            case .dollars: draft.slots[.budget] = .number(tokens[found.lowerBound].amount)
            case .text(let slot):
                draft.slots[slot] = .text(text(found, within: range))
                words = found
            case .word(let slot):
                let word = text(found, within: range, extended: false)
                if slot == .prd { words = found }
                if slot == .code {
                    let isAlone = rendering.indices.count > 1 || range.count == trimmed(0..<tokens.count).count
                    if !isAlone || tokens[found.lowerBound].kind == .word || !Self.isCode(word) { return nil }
                }
                draft.slots[slot] = .text(word)
            case .fixed(let slot, let value): draft.slots[slot] = value
            case .pronoun: draft.refersBack = true
            case .otherCurrency, .rest, .time, .ignored: break
            }
        }
        if range.contains(where: { tokens[$0].weight == .light && ["its", "their"].contains(tokens[$0].text) }),
            draft.swarms.isEmpty
        {
            draft.refersBack = true
        }
        if draft.intent == .swarmCreate { return options.read(&draft, words, range, in: self) ? draft : nil }
        if draft.intent == .taskApprove, isFaint(rendering) { return nil }
        // Nothing at all is ended on a word that was corrected.
        if draft.intent == .swarmCancel, tier == .fuzzy, draft.slots[.all] != nil { return nil }
        let isYours = range.contains { tokens[$0].weight == .light && tokens[$0].text == "your" }
        let isWish = range.contains { tokens[$0].text == "well" }
        return Self.isSound(&draft, signs: signs(in: range), isYours: isYours, isWish: isWish) ? draft : nil
    }

    private static let faint: Set<String> = [
        "ok", "yes_sign", ":", "good", "go", "of", "in", "on", "for", "with",
    ]

    /// "ok 4" is too little to merge on: it takes the word task, or a verb that says so.
    private func isFaint(_ rendering: Rendering) -> Bool {
        let isExplicit = rendering.indices.contains { tokens[$0].kind == .task }
        return !isExplicit
            && rendering.indices.allSatisfy {
                [.integer, .swarm, .swarmOrAgent].contains(tokens[$0].kind) || Self.faint.contains(tokens[$0].text)
            }
    }

    private static let cancelling: Set<String> = ["cancel", "kill", "abort", "terminate"]

    /// A word that no swarm has for a name may still be one; but "delete my emails" and "stop smoking" are about others.
    private func isPlausible(_ found: ClosedRange<Int>, _ intent: IntentName, _ range: Range<Int>) -> Bool {
        for index in found where [.unfamiliar, .software].contains(tokens[index].kind) {
            if !EditDistance.names(near: tokens[index].text, in: context.swarms).isEmpty { continue }
            let text = tokens[index].text
            if text.hasSuffix("ing") || text.hasSuffix("ly") { return false }
            let before = index > range.lowerBound ? tokens[index - 1] : nil
            let isOwned =
                before.map { $0.weight == .polite || ["my", "your", "his", "their", "our"].contains($0.text) } ?? false
            let saysSwarm = range.contains { ["swarm", "project", "hive"].contains(tokens[$0].text) }
            if saysSwarm { continue }
            if isOwned { return false }
            if intent == .swarmCancel {
                let isDirect = before.map { Self.cancelling.contains($0.text) } ?? false
                let others = range.filter { index in
                    !found.contains(index) && tokens[index].weight == .full && tokens[index].kind == .word
                }
                if !isDirect || tier != .rule || others.count > 1 || context.pendingConfirmation { return false }
            }
        }
        return true
    }

    /// "+2" and "-2" say by how many even where no word does.
    private func signs(in range: Range<Int>) -> Int {
        for index in range where tokens[index].kind == .integer {
            if tokens[index].value == "+" { return 1 }
            if tokens[index].value == "-" { return -1 }
        }
        return 0
    }

    private static func isSound(_ draft: inout Draft, signs: Int, isYours: Bool, isWish: Bool) -> Bool {
        if draft.intent == .swarmRename, draft.swarms.isEmpty, case .text(let name)? = draft.slots[.name],
            EverydayWords.contains(name.lowercased())
        {
            return false  // "call it a day"
        }
        if draft.intent == .swarmScale {
            if signs != 0, case .integer(let count)? = draft.slots[.agents] ?? draft.slots[.delta] {
                draft.slots[.agents] = nil
                draft.slots[.delta] = .integer(signs * abs(count))
            }
            // "one of two" leaves both; the count said counts.
            if draft.slots[.agents] != nil { draft.slots[.delta] = nil }
        }
        if draft.intent == .swarmRename, case .text(let name)? = draft.slots[.name] {
            var words = name.split(separator: " ")
            while let last = words.last, ["instead", "now", "please", "thanks", "to", "as"].contains(last.lowercased())
            {
                words.removeLast()
            }
            guard !words.isEmpty, words.count <= 5, name.utf8.count <= 80 else { return false }
            draft.slots[.name] = .text(words.joined(separator: " "))
        }
        if draft.intent == .whoami, isYours { return false }
        if draft.intent == .hubMode, isWish { return false }
        for slot in [Slot.text, .title, .feedback, .topic] {
            if case .text(let value)? = draft.slots[slot], value.isEmpty { return false }
        }
        return true
    }

    /// A code has a digit, or is written in capitals.
    private static func isCode(_ word: String) -> Bool {
        guard (3...12).contains(word.utf8.count), word.utf8.allSatisfy({ Tokenizer.isWord($0) && $0 < 0x80 }) else {
            return false
        }
        return word.utf8.contains(where: Tokenizer.isDigit)
            || word.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
    }

    private func isNumber(_ index: Int) -> Bool { tokens[index].kind == .task || tokens[index].kind == .integer }

    private func names(in range: ClosedRange<Int>) -> [String] {
        range.compactMap { index in
            switch tokens[index].kind {
            case .swarm, .agent, .swarmOrAgent: tokens[index].value
            case .quoted: tokens[index].value.trimmed
            case .unfamiliar, .software, .ambiguousName: written(tokens[index])
            default: nil
            }
        }
    }

    /// A name as it was written, without a possessive ending.
    private func written(_ token: Token) -> String {
        let text = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
        if text.lowercased().hasSuffix("'s") { return String(text.dropLast(2)) }
        return String(text.drop { $0 == "@" || $0 == "*" || $0 == "_" })
    }

    /// The text of a run of tokens as it was written, with the light words beside it.
    func text(_ found: ClosedRange<Int>, within range: Range<Int>, extended: Bool = true) -> String {
        if found.count == 1, tokens[found.lowerBound].kind == .quoted { return tokens[found.lowerBound].value.trimmed }
        var low = found.lowerBound
        var high = found.upperBound
        if extended {
            while low > range.lowerBound, tokens[low - 1].weight == .light { low -= 1 }
            while high + 1 < range.upperBound, tokens[high + 1].weight == .light { high += 1 }
        }
        return String(decoding: bytes[tokens[low].start..<tokens[high].end], as: UTF8.self).trimmed
    }
}
