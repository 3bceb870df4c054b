/// Signs that a text is no order: negation, question, condition, supposition, report, or an attempt to instruct.
///
/// The grammar is anchored and refuses such texts anyhow; the guard keeps spelling correction and the language model
/// from reading an order into them.
enum Guard {
    private static let signs: Set<String> = [
        "dont", "not", "never", "no", "without", "neither", "nor", "should", "shall", "would", "if", "unless",
        "whether",
        "suppose", "supposing", "imagine", "assume", "assuming", "hypothetically", "maybe", "perhaps", "might", "ought",
        "said", "says", "told", "wrote", "asked", "ignore", "disregard", "override", "pretend", "instructions",
        "instruction", "prompt", "jailbreak", "roleplay", "administrator", "wonder", "wondering", "when", "why",
        "could",
        "almost", "nearly", "forgot", "regret", "happens", "happen", "happened", "did", "was", "were", "had", "been",
        "else", "until",
        "before", "after", "once", "stops", "wish", "hope", "think", "thinking", "consider", "considering",
    ]

    /// True where the tokens hold such a sign.
    static func stops(_ tokens: [Token]) -> Bool {
        tokens.contains { $0.kind == .quoted || signs.contains($0.text) }
    }
}
