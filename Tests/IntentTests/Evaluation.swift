import FoundationEssentials
import Vocabulary

@testable import Intent

/// One labelled phrase of the fixtures: a line of `waggle intent --jsonl` with what it means.
struct LabelledPhrase: Decodable {
    var id: String
    var text: String
    var context: IntentContext
    var intents: [Command]
}

/// How well readings match labels, by the measures of docs/intents.md.
struct Evaluation {
    private(set) var count = 0
    private(set) var exact = 0
    private(set) var unknowns = 0
    private(set) var unknownsFound = 0
    private(set) var asked = 0
    private(set) var askedForNothing = 0
    private(set) var dangerous: [String] = []
    private(set) var misses: [String] = []

    /// Folder of the fixtures.
    static let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Fixtures"

    static func phrases(_ name: String) throws -> [LabelledPhrase] {
        let data = FileManager.default.contents(atPath: "\(folder)/\(name).jsonl") ?? Data()
        return try data.split(separator: 0x0A).map { try JSONDecoder().decode(LabelledPhrase.self, from: Data($0)) }
    }

    mutating func add(_ phrase: LabelledPhrase, _ reading: IntentReading) {
        count += 1
        let isMatch = Self.matches(reading.commands, phrase.intents)
        if isMatch { exact += 1 } else { misses.append(Self.line(phrase, reading)) }
        if phrase.intents.first?.intent == .unknown {
            unknowns += 1
            if reading.isUnknown { unknownsFound += 1 }
        }
        if reading.commands.first?.intent == .clarify {
            asked += 1
            if phrase.intents.first?.intent != .clarify { askedForNothing += 1 }
        }
        let destructive = reading.commands.filter { Self.isDestructive($0.intent) }
        let meant = phrase.intents.filter { Self.isDestructive($0.intent) }
        if !destructive.allSatisfy(meant.contains) { dangerous.append(Self.line(phrase, reading)) }
    }

    static func isDestructive(_ intent: IntentName) -> Bool {
        [.swarmCancel, .taskCancel, .agentRemove, .goalDrop, .taskApprove].contains(intent)
    }

    /// Candidates of a question are for people; the label says only that one has to be asked.
    private static func matches(_ read: [Command], _ meant: [Command]) -> Bool {
        if meant.first?.intent == .clarify { return read.first?.intent == .clarify }
        return read.map(comparable) == meant.map(comparable)
    }

    /// A whole amount of dollars is the same as its integer.
    private static func comparable(_ command: Command) -> Command {
        var command = command
        if let budget = command.number(.budget) { command.slots[.budget] = .number(budget) }
        return command
    }

    private static func line(_ phrase: LabelledPhrase, _ reading: IntentReading) -> String {
        func brief(_ commands: [Command]) -> String {
            commands.map { command in
                let slots = command.slots.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key)=\($0.value)" }
                return "\(command.intent.rawValue)(\(slots.joined(separator: ", ")))"
            }.joined(separator: "; ")
        }
        return "\"\(phrase.text)\" is \(brief(phrase.intents)), read as \(brief(reading.commands))"
    }

    var summary: String {
        func percent(_ part: Int, of whole: Int) -> String {
            whole == 0 ? "-" : "\(part) of \(whole) (\(Double(part * 1_000 / whole) / 10) %)"
        }
        return "exact \(percent(exact, of: count)), unknown found \(percent(unknownsFound, of: unknowns)), "
            + "asked \(percent(asked, of: count)), without need \(askedForNothing), destructive by mistake \(dangerous.count)"
    }

    var share: Double { count == 0 ? 0 : Double(exact) / Double(count) }
    var unknownRecall: Double { unknowns == 0 ? 1 : Double(unknownsFound) / Double(unknowns) }
}
