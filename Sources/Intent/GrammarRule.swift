import Pattern
import Vocabulary

/// One way to say an intent.
struct GrammarRule: Sendable {
    /// When a rule counts at all.
    enum Condition: Sendable {
        case always
        /// A confirmation is pending.
        case pending
        /// A confirmation is pending or a plan card waits.
        case asked
    }

    var intent: IntentName
    var notation: String
    var slots: [Slot: SlotValue] = [:]
    var candidates: [String] = []
    var condition = Condition.always

    init(
        _ intent: IntentName, _ notation: String, _ slots: [Slot: SlotValue] = [:], candidates: [String] = [],
        when condition: Condition = .always
    ) {
        self.intent = intent
        self.notation = notation
        self.slots = slots
        self.candidates = candidates
        self.condition = condition
    }
}

/// A rule ready to match.
final class CompiledRule: Sendable {
    let rule: GrammarRule
    let pattern: Pattern
    let captures: [GrammarExpression.Capture]
    /// True where it takes free text, which could swallow a command that follows.
    let takesText: Bool
    /// One mask for each set of tokens of which a text has to hold at least one.
    let masks: [TokenMask]

    /// A rule that is not whole is looked for anywhere between tokens.
    init(
        _ rule: GrammarRule, _ expression: GrammarExpression, isWhole: Bool = true, bits: [String: UInt8] = [:]
    ) throws(GrammarError) {
        self.rule = rule
        captures = expression.captures
        masks = bits.isEmpty ? [] : expression.requirements.map { TokenMask($0.compactMap { bits[$0] }) }
        takesText = expression.captures.contains { capture in
            if case .text = capture { true } else { false }
        }
        do {
            pattern = try Pattern(
                isWhole ? expression.pattern : "(?<![^ ])" + expression.pattern, isWhole ? .wholeSubject : [],
                limits: .init(match: 20_000))
        } catch {
            throw GrammarError(rule: rule.notation, message: error.description)
        }
        guard pattern.groupCount == captures.count else {
            throw GrammarError(rule: rule.notation, message: "groups and captures differ")
        }
    }
}

/// Which of 256 classes of tokens a text holds; different words can share a class.
struct TokenMask: Sendable {
    private var words = SIMD4<UInt64>.zero

    init(_ bits: [UInt8] = []) { for bit in bits { insert(bit) } }

    mutating func insert(_ bit: UInt8) { words[Int(bit >> 6)] |= 1 << UInt64(bit & 63) }

    func meets(_ other: TokenMask) -> Bool { words & other.words != .zero }
}
