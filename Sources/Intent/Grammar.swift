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

    /// The class of each word and kind of token, for masks.
    let bits: [String: UInt8]

    init() throws(GrammarError) {
        var expressions: [(GrammarRule, GrammarExpression)] = []
        var around: [(Wrapper.Kind, String, GrammarExpression)] = []
        var familiar: Set<String> = []
        let macros = Self.macros()
        for rule in Self.allRules {
            let expression = try GrammarExpression(rule.notation, macros: macros)
            familiar.formUnion(expression.words)
            expressions.append((rule, expression))
        }
        for (kind, notation) in Self.wrapperNotations {
            let expression = try GrammarExpression(notation, macros: macros)
            familiar.formUnion(expression.words)
            around.append((kind, notation, expression))
        }
        familiar.formUnion(macros.words)
        let bits = Self.classes(of: familiar)
        var byFirst: [String: [Int]] = [:]
        var anywhere: [Int] = []
        var compiled: [CompiledRule] = []
        for (index, (rule, expression)) in expressions.enumerated() {
            if expression.beginsWithAnything {
                anywhere.append(index)
            } else {
                for first in expression.firsts { byFirst[first, default: []].append(index) }
            }
            compiled.append(try CompiledRule(rule, expression, bits: bits))
        }
        var wrappers: [Wrapper] = []
        for (kind, notation, expression) in around {
            let rule = try CompiledRule(GrammarRule(.unknown, notation), expression, bits: bits)
            wrappers.append(
                Wrapper(kind: kind, rule: rule, firsts: expression.beginsWithAnything ? nil : expression.firsts))
        }
        for (first, indices) in byFirst { byFirst[first] = (indices + anywhere).sorted() }
        rules = compiled
        self.wrappers = wrappers
        self.familiar = familiar
        self.bits = bits
        self.byFirst = byFirst
        self.anywhere = anywhere
        groupCount = (compiled + wrappers.map(\.rule)).map(\.captures.count).max() ?? 0
    }

    /// The kinds of tokens have classes of their own, words share the others in turn.
    private static func classes(of words: Set<String>) -> [String: UInt8] {
        var bits: [String: UInt8] = [:]
        for kind in 0..<UInt8(32) { bits[String(UnicodeScalar(kind))] = kind }
        for (index, word) in words.sorted().enumerated() { bits[word] = UInt8(32 + index % 224) }
        return bits
    }

    /// The rules a clause that begins with this rendered token can match, in order of precedence.
    func candidates(for first: String) -> [Int] { byFirst[first] ?? anywhere }

    static let allRules: [GrammarRule] =
        conversationRules + systemRules + renameRules + listRules + taskRules + agentRules + planRules + swarmRules
        + swarmReadingRules + createRules

    static func macros() -> GrammarExpression.Macros {
        GrammarExpression.Macros([
            wordMacros, conversationMacros, conversationWords, systemMacros, goalWords, notifyWords, hubWords,
            taskWords,
            badWords, agentWords, whoeverWords, scaleWords, budgetWords, readingWords, listWords, planWords,
            createWords,
            wrapperWords,
        ])
    }
}
