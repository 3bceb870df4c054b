import Vocabulary

/// All rules, compiled once, and found by a clause's first token.
final class Grammar: Sendable {
    /// Rules in the order of their precedence.
    let rules: [CompiledRule]
    /// Politeness around a clause, time clauses, and a swarm named before or after it.
    let wrappers: [Wrapper]
    /// Every word a rule knows.
    let familiar: Set<String>
    let groupCount: Int
    private let byFirst: [String: [Int]]
    private let anywhere: [Int]

    struct Wrapper: Sendable {
        enum Kind: Sendable { case polite, ask, time, scope }
        var kind: Kind
        var rule: CompiledRule
        var firsts: Set<String>?
    }

    init() throws(GrammarError) {
        var compiled: [CompiledRule] = []
        var byFirst: [String: [Int]] = [:]
        var anywhere: [Int] = []
        var familiar: Set<String> = []
        for rule in Self.allRules {
            let expression = try GrammarExpression(rule.notation, macros: Self.macros)
            familiar.formUnion(expression.words)
            if expression.beginsWithAnything {
                anywhere.append(compiled.count)
            } else {
                for first in expression.firsts { byFirst[first, default: []].append(compiled.count) }
            }
            compiled.append(try CompiledRule(rule, expression))
        }
        var wrappers: [Wrapper] = []
        for (kind, notation) in Self.wrapperNotations {
            let expression = try GrammarExpression(notation, macros: Self.macros)
            familiar.formUnion(expression.words)
            let rule = try CompiledRule(GrammarRule(.unknown, notation), expression)
            wrappers.append(
                Wrapper(kind: kind, rule: rule, firsts: expression.beginsWithAnything ? nil : expression.firsts))
        }
        for (first, indices) in byFirst { byFirst[first] = (indices + anywhere).sorted() }
        rules = compiled
        self.wrappers = wrappers
        self.familiar = familiar
        self.byFirst = byFirst
        self.anywhere = anywhere
        groupCount = (compiled + wrappers.map(\.rule)).map(\.captures.count).max() ?? 0
    }

    /// The rules a clause that begins with this rendered token can match, in order of precedence.
    func candidates(for first: String) -> [Int] { byFirst[first] ?? anywhere }

    static let allRules: [GrammarRule] =
        conversationRules + systemRules + renameRules + listRules + taskRules + agentRules + planRules + swarmRules
        + swarmReadingRules + createRules

    static let macros: [String: String] = {
        var macros: [String: String] = [:]
        for list in [
            wordMacros, conversationMacros, conversationWords, systemMacros, goalWords, notifyWords, hubWords,
            taskWords,
            badWords, agentWords, whoeverWords, scaleWords, budgetWords, readingWords, listWords, planWords,
            createWords,
            wrapperWords,
        ] {
            for (name, definition) in list { macros[name] = definition }
        }
        return macros
    }()
}
