import Pattern
import Vocabulary

/// The options of a new swarm (name, agents, budget, repository, model, deadline), said in any order within its text.
struct CreateOptions: Sendable {
    private let rules: [CompiledRule]
    let groupCount: Int
    let words: Set<String>

    private static let macros: [(String, String)] = [
        ("lead", "\u{11}? (and | with | using | plus | also | \u{11})*"),
        (
            "few",
            """
            max | maximum | budget | budget of | budget is | budget : | cap | cap of | cap is | cap : | capped at | cap it at | limit | limit of | limit it to | up to
            | under | at most | no more than | below | within | less than | spend | spend up to | spend at most | spend no more than | keep it under
            | keep it below | dont spend more than | do not spend more than | not more than | max budget | max budget of | budget max | maximum budget of | spending limit | spending limit of
            | spending cap | spending cap of | for at most | for under | for max | for no more than | for less than | hard cap | hard cap of | hard limit of | budget cap | budget limit | ceiling of | budget capped at | with budget
            | stay under | stay below | stay within | max spend | max spend of | spend max | costing at most | total budget | total budget of | for up to | it can cost | may cost | price cap | never over | never more than | max cost | for | on budget of | on | at
            """
        ),
        (
            "after",
            "budget | max | maximum | cap | limit | tops | at most | total | or less | in total | budget max | max budget | at max | spending limit | spending cap | to spend | hard cap | ceiling | budget total | and no more | budget cap"
        ),
        (
            "unit",
            "minutes | minute | min | mins | hours | hour | h | hrs | days | day | weeks | week | months | month | working days | business days"
        ),
        (
            "weekday",
            "monday | tuesday | wednesday | thursday | friday | saturday | sunday | mon | tue | tues | wed | thu | thurs | fri | sat | sun"
        ),
        (
            "month",
            "january | february | march | april | may | june | july | august | september | october | november | december | jan | feb | mar | apr | jun | jul | aug | sep | sept | oct | nov | dec"
        ),
        (
            "when",
            """
            (tomorrow | tonight | today | @weekday | <clock> (am | pm | oclock)? | next (week | month | @weekday | weekend) | this (week | weekend | month | @weekday | evening | afternoon) | end of (day | week | month | year | today | tomorrow | next week | this week | @weekday)
            | eod | eow | eom | noon | midnight | christmas | weekend | morning | evening | lunch | (@month) <any> | <any> of? (@month) | <any> (am | pm | oclock) | (<any>)? <any> @unit | monday morning)
            (morning | afternoon | evening | night | noon | midnight | at <any> (am | pm)? | eod | end of day | <any> (am | pm))?
            """
        ),
    ]

    private static let notations: [String] = [
        "@lead (called | named | name it | call it | name : | name is | titled | codenamed | with name | under name | calling it | naming it | nicknamed | name it as | by name of | name =) :? <word:name>",
        "(\u{11} | with | and) name <word:name>",
        "@lead (use | give it | by | on | run it with | run with | have | get | put | assign | it gets | with team of | team of | crew of | allocate | needs | let | of | up to | at most | to start with)* <int:agents> (agents | agent | workers | worker | bees | bee | drones | coders | parallel agents | parallel workers | worker agents | coding agents) (on it | working on it | please | for it | max | in parallel | total | at most)*",
        "@lead (agents | workers | agent count | number of agents) (: | = | of)? <int:agents>",
        "@lead (@few)* (@few) :? <dollars> (@after)*",
        "@lead <dollars> (@after)",
        "\u{11} (and)? <dollars>",
        "@lead (@few)* (@few) :? <currency> (@after)*",
        "@lead <currency> (@after)",
        "\u{11} (and)? <currency>",
        "@lead (in | on | into | against | to | for | from | at | use | inside | within)* (existing | github | git | gitlab | new | this)* (repo | repository | repo is | repository is | git repo | github repo) (called | named | at | : | is | =)* <word:repo>",
        "@lead (in | on | into | against | to | from | at | use | inside | within) <word:repo> (repo | repository | git repo | github repo)",
        "@lead (in | on | into | against | to | from | at | use | repo | repository)* <link:repo>",
        "@lead (from | based on | according to | per | using | out of | see | as in | as described in | described in | following | with | as per | use | for | of | by | off | as specified in | specified in | in) (this | attached | that | following | new)* (prd | spec | brief | requirements | document | doc | specification | attachment | file | product requirements | requirements document | attached | product spec | pdf | description | prd attached | spec attached) (attached | i attached | below | above | i sent | here | please | document | file | doc | pdf)*",
        "@lead (prd | spec | document | requirements | brief) (is)? (attached | in attachment | below | in file)",
        "@lead (see | in | check) (attached | attachment | attachments)",
        "@lead (deadline : | deadline | deadline is | due | due by | due on | due date | needed by | done by | finished by | finish by | ready by | complete by | finish it by | have it done by | to be done by | no later than | i need it by | need it by | by | before | until | within | in | must be done by | should be done by | must be ready by | has to be done by | needs to be done by | it has to be done by | to be finished by | due in | done in | deadline in | finished in | done within | finish within | ready in | ready within | at latest by | and have it ready by | delivered by | completed by | should be ready by | for)* (deadline : | deadline | deadline is | due | by | before | until | within | due by | no later than | due on | in | due in) <deadline=said: @when> ",
        "@lead (model | model : | llm | llm : | with model | using model | use model | model = | model is) <word:model>",
    ]

    init() throws(GrammarError) {
        let macros = GrammarExpression.Macros([Self.macros])
        var rules: [CompiledRule] = []
        var words: Set<String> = []
        for notation in Self.notations {
            let expression = try GrammarExpression(notation, macros: macros)
            words.formUnion(expression.words)
            rules.append(try CompiledRule(GrammarRule(.swarmCreate, notation), expression, isWhole: false))
        }
        self.rules = rules
        self.words = words.union(macros.words)
        groupCount = rules.map(\.captures.count).max() ?? 0
    }

    /// Takes the option clauses out of the draft's text; false where what is left is nothing to build.
    func read(_ draft: inout Draft, _ words: ClosedRange<Int>?, _ range: Range<Int>, in reader: ClauseReader) -> Bool {
        let tokens = reader.tokens
        guard let words else { return true }
        if Self.isNoProject(words, tokens) { return false }
        var low = words.lowerBound
        while low > range.lowerBound, tokens[low - 1].weight == .light { low -= 1 }
        let scope = low..<range.upperBound
        var removed = Set<Int>()
        let space = MatchSpace(groupCount: groupCount)
        let end = Self.endOfFirstParagraph(scope, tokens)
        let rendering = Rendering(tokens, scope.lowerBound..<end, showsCommas: true)
        for rule in rules {
            let found =
                (try? rendering.bytes.withUnsafeBufferPointer { try rule.pattern.matches($0, in: space) }) ?? false
            guard found, let match = space.range(of: 0), let taken = rendering.tokens(in: match) else { continue }
            guard removed.isDisjoint(with: taken) else { continue }
            if take(rule, space, rendering, &draft, reader, range) { removed.formUnion(taken) }
        }
        takeModel(scope.lowerBound..<end, &draft, &removed, reader)
        let text = Self.remaining(scope, removed, reader)
        draft.slots[.prd] = text.isEmpty ? nil : .text(text)
        if text.isEmpty, removed.isEmpty { return false }
        return true
    }

    /// Fills the slots of one option; false where it is none after all.
    private func take(
        _ rule: CompiledRule, _ space: MatchSpace, _ rendering: Rendering, _ draft: inout Draft,
        _ reader: ClauseReader, _ range: Range<Int>
    ) -> Bool {
        let tokens = reader.tokens
        for (group, capture) in rule.captures.enumerated() {
            guard let bytes = space.range(of: group + 1), let found = rendering.tokens(in: bytes) else { continue }
            let first = tokens[found.lowerBound]
            switch capture {
            case .word(.repo):
                let word = first.kind == .link ? first.value : reader.text(found, within: range, extended: false)
                guard draft.slots[.repo] == nil, first.kind != .comma, first.kind != .link || Self.isRepository(word),
                    first.kind != .word && first.kind != .software || word.contains("/")
                else { return false }
                draft.slots[.repo] = .text(word)
            case .word(let slot):
                guard draft.slots[slot] == nil, first.kind != .comma, first.kind != .stop else { return false }
                draft.slots[slot] = .text(reader.text(found, within: range, extended: false))
            case .integer(let slot):
                guard draft.slots[slot] == nil else { return false }
                draft.slots[slot] = .integer(first.number)
            case .dollars:
                guard draft.slots[.budget] == nil else { return false }
                draft.slots[.budget] = .number(first.amount)
            case .otherCurrency: draft.candidates = [IntentName.swarmCreate.rawValue]
            case .text(.deadline):
                guard draft.slots[.deadline] == nil else { return false }
                draft.slots[.deadline] = .text(reader.text(found, within: range, extended: false))
            default: break
            }
        }
        return true
    }

    private static let modelNames = [
        "claude", "gpt", "opus", "sonnet", "haiku", "llama", "qwen", "gemini", "mistral", "deepseek", "codestral",
        "grok",
        "kimi", "glm-", "o1-", "o3-", "o4-", "phi-", "gemma", "codex",
    ]
    private static let modelLeads: Set<String> = [
        "using", "with", "use", "on", "via", "model", ":", "by", "run", "it", "and", "through", "model:",
    ]

    /// "using claude opus 4.5": a known family of models after a word that says so.
    private func takeModel(_ scope: Range<Int>, _ draft: inout Draft, _ removed: inout Set<Int>, _ reader: ClauseReader)
    {
        guard draft.slots[.model] == nil else { return }
        let tokens = reader.tokens
        func isModel(_ index: Int) -> Bool {
            let text = tokens[index].text
            return Self.modelNames.contains { text.hasPrefix($0) }
        }
        for index in scope where !removed.contains(index) && isModel(index) && index > scope.lowerBound {
            guard tokens[index - 1].kind == .word, Self.modelLeads.contains(tokens[index - 1].text) else { continue }
            var high = index
            while high + 1 < scope.upperBound,
                isModel(high + 1) || tokens[high + 1].text.utf8.first.map(Tokenizer.isDigit) == true
                    || ["mini", "turbo", "pro", "flash", "large", "small", "nano", "max"].contains(
                        tokens[high + 1].text)
            {
                high += 1
            }
            var low = index
            while low > scope.lowerBound,
                tokens[low - 1].weight != .full || Self.modelLeads.contains(tokens[low - 1].text)
            {
                low -= 1
            }
            draft.slots[.model] = .text(reader.text(index...high, within: scope, extended: false))
            removed.formUnion(low...high)
            return
        }
    }

    private static func isRepository(_ link: String) -> Bool {
        let folded = link.lowercased()
        return folded.contains("github.com/") || folded.contains("gitlab.") || folded.contains("bitbucket.org/")
            || folded.contains("codeberg.org/") || folded.hasSuffix(".git")
    }

    /// Options stand before the first line break; what follows is the text of the requirements.
    private static func endOfFirstParagraph(_ scope: Range<Int>, _ tokens: [Token]) -> Int {
        for index in scope where tokens[index].kind == .stop && tokens[index].text.isEmpty { return index }
        return scope.upperBound
    }

    /// "build failed", "build it": not something to build.
    private static func isNoProject(_ words: ClosedRange<Int>, _ tokens: [Token]) -> Bool {
        let first = tokens[words.lowerBound]
        if [
            "is", "are", "was", "failed", "broke", "status", "failing", "passing", "took", "it", "that", "them", "him",
            "her",
            "you", "i", "we", "of", "on", "up", "upon", "again", "has", "did", "will", "should", "would", "if", "when",
            "log", "logs",
            "and", "or", "but", "trust", "muscle", "confidence", "ready", "done",
        ].contains(first.text) {
            return true
        }
        return words.count == 1 && (first.kind == .swarm || first.kind == .task || first.kind == .agent)
    }

    private static let seams: Set<String> = [
        "and", "with", "plus", "also", ":", "using", "for", "from", "to", "that", "then", "please",
    ]

    /// What is left of the text, as it was written, joined where options stood.
    private static func remaining(_ scope: Range<Int>, _ removed: Set<Int>, _ reader: ClauseReader) -> String {
        let tokens = reader.tokens
        var pieces: [Range<Int>] = []
        var start: Int?
        for index in scope {
            if removed.contains(index) {
                if let begun = start { pieces.append(begun..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let start { pieces.append(start..<scope.upperBound) }
        var texts: [String] = []
        for (position, piece) in pieces.enumerated() {
            var piece = piece
            if position == 0 { piece = withoutVerb(piece, tokens) }
            while let first = piece.first, position == 0 || tokens[first].kind != .word || tokens[first].text == "and",
                isSeam(tokens[first], atStart: true)
            {
                piece = piece.dropFirst()
            }
            while let last = piece.last, isSeam(tokens[last], atStart: false) { piece = piece.dropLast() }
            guard let first = piece.first, let last = piece.last else { continue }
            texts.append(reader.text(first...last, within: scope, extended: false))
        }
        return texts.joined(separator: " ").trimmed
    }

    private static let verbs: Set<String> = [
        "build", "builds", "building", "make", "makes", "making", "create", "creates", "creating", "implement",
        "implements", "implementing", "develop", "develops", "developing", "write", "writes", "writing",
    ]

    /// "to build a shop" and "that builds a shop" are a shop.
    private static func withoutVerb(_ piece: Range<Int>, _ tokens: [Token]) -> Range<Int> {
        var rest = piece
        while let first = rest.first,
            isSeam(tokens[first], atStart: true) || ["which", "will", "who"].contains(tokens[first].text)
        {
            rest = rest.dropFirst()
        }
        guard let first = rest.first, verbs.contains(tokens[first].text), rest.count > 1 else { return piece }
        rest = rest.dropFirst()
        while let first = rest.first, tokens[first].weight == .polite || tokens[first].text == ":" {
            rest = rest.dropFirst()
        }
        return rest
    }

    private static func isSeam(_ token: Token, atStart: Bool) -> Bool {
        switch token.kind {
        case .comma, .stop: true
        case .word: token.weight == .polite || seams.contains(token.text) || (!atStart && token.weight == .light)
        default: false
        }
    }
}
