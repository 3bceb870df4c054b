import Vocabulary

/// Reads messages by the grammar and by spelling correction: synchronous, no input or output, any thread.
package struct RuleParser: Sendable {
    private let grammar: Grammar
    private let options: CreateOptions
    private let tagger: Tagger
    private let corrector: SpellingCorrector

    /// A command has at most so many characters; a longer text can only be requirements.
    package static let characterLimit = 2_000

    /// Compiles the grammar: some hundred patterns, tens of milliseconds; keep the parser.
    ///
    /// - Throws: an error that names the rule, where the grammar itself is wrong.
    package init() throws {
        grammar = try Grammar()
        options = try CreateOptions()
        let familiar = grammar.familiar.union(options.words).union(QuestionReader.words)
        var classes = grammar.bits
        for word in familiar where classes[word] == nil { classes[word] = 0 }
        tagger = Tagger(familiar: classes)
        corrector = SpellingCorrector(familiar)
    }

    /// Reads one message's typed text (never quoted, forwarded or attached text).
    package func read(_ text: String, _ context: IntentContext) -> IntentReading {
        let document = RequirementsDocument(text)
        if document.isLong || document.isStructured { return read(document, context) }
        return readCommands(text, context, limit: 4 * Self.characterLimit)
    }

    private func readCommands(_ text: String, _ context: IntentContext, limit: Int) -> IntentReading {
        let clean = CleanText(text, limit: limit)
        let names = Tagger.Names(context)
        let tokens = tagger.tag(Tokenizer.tokens(of: clean.bytes), names)
        guard tokens.contains(where: { $0.kind != .stop && $0.kind != .comma }) else {
            return isQuestionMark(tokens) && !clean.hadQuotation ? help() : .unknown(isGuarded: clean.hadQuotation)
        }
        if let reading = reading(of: tokens, clean.bytes, context, tier: .rule) { return reading }
        let isGuarded = Guard.stops(tokens) || clean.hadQuotation
        if !isGuarded, let corrected = corrector.corrected(tokens) {
            let merged = tagger.tag(corrected, names)
            if let reading = reading(of: merged, clean.bytes, context, tier: .fuzzy) { return reading }
        }
        return .unknown(isGuarded: isGuarded)
    }

    private func reading(
        of tokens: [Token], _ bytes: [UInt8], _ context: IntentContext, tier: IntentReading.Tier
    ) -> IntentReading? {
        let reader = ClauseReader(grammar, options, tokens: tokens, bytes: bytes, context: context, tier: tier)
        guard let drafts = reader.commands(), !drafts.isEmpty else { return nil }
        var validator = IntentValidator(context)
        return validator.reading(drafts, tier: tier, confidence: tier == .rule ? 1 : 0.8)
    }

    private func isQuestionMark(_ tokens: [Token]) -> Bool { tokens.contains { $0.text == "?" } }

    private func help() -> IntentReading { IntentReading(commands: [Command(.help)]) }

    private static let pointers: Set<String> = [
        "this", "the following", "following", "that", "this project", "this app", "this prd", "it",
    ]

    /// A document is a new swarm where its first line says so, or where it has headings and no command at all.
    private func read(_ document: RequirementsDocument, _ context: IntentContext) -> IntentReading {
        let head = readCommands(document.firstLine, context, limit: Self.characterLimit)
        if head.commands.count == 1, var command = head.commands.first, command.intent == .swarmCreate {
            let lead = command.text(.prd) ?? ""
            let isPointer = lead.isEmpty || Self.pointers.contains(lead.lowercased())
            command.slots[.prd] = .text(isPointer ? document.rest : lead + "\n" + document.rest)
            var reading = head
            reading.commands = [command]
            return reading
        }
        guard document.isStructured, head.isUnknown || document.beginsWithHeading else {
            return document.isLong ? .unknown(isGuarded: true) : readCommands(document.text, context, limit: 8_000)
        }
        if Guard.stops(Tokenizer.tokens(of: Array(document.firstLine.utf8))), !document.beginsWithHeading {
            return .unknown(isGuarded: true)
        }
        return IntentReading(commands: [Command(.swarmCreate, [.prd: .text(document.text)])], confidence: 0.7)
    }
}
