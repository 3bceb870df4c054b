import FoundationEssentials
import Vocabulary

/// What a language model answered, checked against what the person typed.
struct ModelAnswer {
    private struct Answer: Decodable {
        struct Command: Decodable {
            var intent: String
            var slots: [SlotText]
        }
        struct SlotText: Decodable {
            var slot: String
            var value: String
        }
        var commands: [Command]
    }

    private let answer: Answer

    /// - Throws: `IntentError.answer` where the text is not the JSON that was asked for.
    init(text: String) throws(IntentError) {
        do { answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8)) } catch {
            throw .answer("it is not the JSON that was asked for")
        }
    }

    /// The schema the answer is bound to: up to five commands, each an intent and its slots as text.
    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["commands"],
        "properties": [
            "commands": [
                "type": "array",
                "items": [
                    "type": "object", "additionalProperties": false, "required": ["intent", "slots"],
                    "properties": [
                        "intent": [
                            "type": "string", "enum": .array(IntentSignature.all.map { .string($0.intent.rawValue) }),
                        ],
                        "slots": [
                            "type": "array",
                            "items": [
                                "type": "object", "additionalProperties": false, "required": ["slot", "value"],
                                "properties": [
                                    "slot": [
                                        "type": "string", "enum": .array(Slot.allCases.map { .string($0.rawValue) }),
                                    ],
                                    "value": ["type": "string"],
                                ],
                            ],
                        ],
                    ],
                ],
            ]
        ],
    ]

    /// The commands as drafts.
    ///
    /// - Throws: `IntentError.answer` for an intent or slot that does not exist, a slot that was not said, a missing one.
    func drafts(for text: String, _ context: IntentContext) throws(IntentError) -> [Draft] {
        guard answer.commands.count <= IntentValidator.limit else { throw .answer("it has more than five commands") }
        let said = Said(text, context)
        var drafts: [Draft] = []
        for command in answer.commands {
            guard let intent = IntentName(rawValue: command.intent), let signature = IntentSignature.of(intent) else {
                throw .answer("there is no intent \(command.intent.prefix(40))")
            }
            if intent == .unknown { return [Draft(.unknown)] }
            drafts.append(try Self.draft(signature, command.slots, said))
        }
        return drafts
    }

    private static func draft(
        _ signature: IntentSignature, _ slots: [Answer.SlotText], _ said: Said
    ) throws(IntentError) -> Draft {
        var draft = Draft(signature.intent)
        for pair in slots where !pair.value.isEmpty {
            guard let slot = Slot(rawValue: pair.slot), signature.slots.contains(slot) else {
                throw .answer("\(signature.intent.rawValue) has no slot \(pair.slot.prefix(40))")
            }
            let wasNotSaid = IntentError.answer("the value of \(slot.rawValue) was not said")
            if let values = IntentSignature.values(of: slot, in: signature.intent) {
                guard values.contains(pair.value) else { throw wasNotSaid }
                draft.slots[slot] = slot == .all || slot == .now ? .flag(true) : .text(pair.value)
                continue
            }
            switch slot {
            case .swarm:
                guard said.isName(pair.value, of: said.context.swarms) else { throw wasNotSaid }
                draft.swarms.append(pair.value)
            case .agent:
                guard said.isName(pair.value, of: said.context.agents) else { throw wasNotSaid }
                draft.agents.append(pair.value)
            case .task, .goal, .alert, .agents, .delta, .count:
                guard let number = Int(pair.value), said.numbers.contains(Double(abs(number))) else { throw wasNotSaid }
                if slot == .task { draft.tasks.append(number) } else { draft.slots[slot] = .integer(number) }
            case .budget:
                guard let amount = Double(pair.value), said.numbers.contains(amount), !said.hasOtherCurrency else {
                    throw wasNotSaid
                }
                draft.slots[slot] = .number(amount)
            default:
                guard said.contains(pair.value) else { throw wasNotSaid }
                draft.slots[slot] = .text(pair.value)
            }
        }
        for slot in signature.required {
            let isThere =
                switch slot {
                case .task: !draft.tasks.isEmpty
                case .agent: !draft.agents.isEmpty
                default: draft.slots[slot] != nil
                }
            guard isThere else { throw .answer("\(signature.intent.rawValue) needs \(slot.rawValue)") }
        }
        return draft
    }

    /// What can be found in the person's text.
    private struct Said {
        let context: IntentContext
        let numbers: Set<Double>
        let hasOtherCurrency: Bool
        private let folded: String

        init(_ text: String, _ context: IntentContext) {
            self.context = context
            folded = Self.fold(text)
            let bytes = CleanText(text, limit: 4 * RuleParser.characterLimit).bytes
            let tokens = Tagger(familiar: [:]).tag(Tokenizer.tokens(of: bytes), Tagger.Names(context))
            var numbers: Set<Double> = []
            for token in tokens {
                switch token.kind {
                case .integer, .task: numbers.insert(Double(token.number))
                case .dollars: numbers.insert(token.amount)
                default: if ["another", "extra", "one", "a", "an"].contains(token.text) { numbers.insert(1) }
                }
            }
            self.numbers = numbers
            hasOtherCurrency = tokens.contains { $0.kind == .otherCurrency }
        }

        private static func fold(_ text: String) -> String {
            text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        func contains(_ value: String) -> Bool { folded.contains(Self.fold(value)) }

        /// A name that exists, or one the person wrote.
        func isName(_ name: String, of known: [String]) -> Bool { known.contains(name) || contains(name) }
    }
}
