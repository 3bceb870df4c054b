package import Vocabulary

/// What a message was read as.
package struct IntentReading: Sendable, Hashable {
    /// Which tier found the reading; what is not `.rule` is confirmed before it changes anything.
    package enum Tier: String, Sendable, Codable {
        case rule, fuzzy, model

        /// The name in `waggle intent`: spelling correction is part of the rules there.
        package var printed: String { self == .model ? "model" : "rule" }
    }

    /// One to five commands in the order they were said (more only where one command named several targets);
    /// a single `.unknown` or `.clarify` where nothing may run.
    package var commands: [Command]
    package var tier: Tier
    /// 0 to 1: 1 for the exact grammar, less where spelling was corrected, something has to be asked, or a model read.
    package var confidence: Double
    /// Names that were not written as they are known, and what they were taken for.
    package var corrections: [NameCorrection]
    /// What was said and is not part of any command, such as "until tomorrow"; for the reply.
    package var notes: [String]
    /// True where the text negates, asks, supposes, quotes or tries to instruct: then no model is asked either.
    package var isGuarded: Bool

    package init(
        commands: [Command], tier: Tier = .rule, confidence: Double = 1, corrections: [NameCorrection] = [],
        notes: [String] = [], isGuarded: Bool = false
    ) {
        self.commands = commands
        self.tier = tier
        self.confidence = confidence
        self.corrections = corrections
        self.notes = notes
        self.isGuarded = isGuarded
    }

    package static func unknown(isGuarded: Bool = false) -> IntentReading {
        IntentReading(commands: [Command(.unknown)], confidence: 0, isGuarded: isGuarded)
    }

    package var isUnknown: Bool { commands.first?.intent == .unknown }

    /// Only stop, pause, status and help: such a message may overtake others of its conversation.
    package var isControl: Bool {
        !commands.isEmpty && commands.allSatisfy { [.swarmPause, .swarmStatus, .help].contains($0.intent) }
    }
}

/// A name that was written one edit away from a known one.
package struct NameCorrection: Sendable, Hashable, Codable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
}
