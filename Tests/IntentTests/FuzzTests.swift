import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Vocabulary

@testable import Intent

/// Garbage in: no crash, and nothing destroyed by chance.
///
/// `WAGGLE_FUZZ=1000000` runs longer.
struct FuzzTests {
    private let context = IntentContext(
        swarms: ["shop", "depot"], focus: "shop", agents: ["heron"], pendingConfirmation: false, tasks: ["shop": 12])

    private static var count: Int {
        getenv("WAGGLE_FUZZ").flatMap { Int(String(cString: $0)) } ?? 20_000
    }

    @Test func `random text reads as nothing that destroys`() throws {
        let parser = try TestParser.shared()
        var random = SeededRandom(seed: 20_261_120)
        for _ in 0..<Self.count / 2 {
            let length = Int.random(in: 0...60, using: &random)
            let bytes = (0..<length).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 32...126, using: &random) : UInt8.random(in: .min ... .max, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let reading = parser.read(text, context)
            #expect(!reading.commands.contains { Evaluation.isDestructive($0.intent) }, "\(text.debugDescription)")
            #expect(!reading.commands.isEmpty)
        }
    }

    @Test func `phrases with letters changed never begin to destroy`() throws {
        let parser = try TestParser.shared()
        // "cancel my flight" with letters changed may well be "cancel" and some name: such phrases prove nothing.
        let verbs = [
            "cancel", "kill", "delete", "remove", "abort", "terminate", "drop", "merge", "approve", "accept", "scrap",
        ]
        let phrases = try Evaluation.phrases("phrases").filter { phrase in
            !phrase.intents.contains { Evaluation.isDestructive($0.intent) || $0.intent == .clarify }
                && !verbs.contains { phrase.text.lowercased().contains($0) }
        }
        var random = SeededRandom(seed: 7)
        for _ in 0..<Self.count / 2 {
            let phrase = phrases[Int.random(in: 0..<phrases.count, using: &random)]
            var scalars = Array(phrase.text.unicodeScalars)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !scalars.isEmpty {
                let index = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.remove(at: index)
                case 1: scalars.insert(Unicode.Scalar(UInt8.random(in: 32...126, using: &random)), at: index)
                case 2: scalars.swapAt(index, Int.random(in: 0..<scalars.count, using: &random))
                default: scalars[index] = Unicode.Scalar(UInt8.random(in: 97...122, using: &random))
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            let text = String(view)
            if verbs.contains(where: { text.lowercased().contains($0) }) { continue }
            let reading = parser.read(text, phrase.context)
            let destroys = reading.commands.contains { Evaluation.isDestructive($0.intent) }
            #expect(!destroys, "\(phrase.text) changed to \(text)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `hostile lengths end soon`() throws {
        let parser = try TestParser.shared()
        for piece in [
            "pause shop and ", "a, ", "and and ", "task 7 ", "show ", "> ", "```", "\"", "please ", "can you ", "the ",
            "7 ",
        ] {
            let reading = parser.read(String(repeating: piece, count: 2_000 / piece.utf8.count), context)
            #expect(!reading.commands.isEmpty)
            _ = parser.read(String(repeating: piece, count: 100_000), context)
        }
    }
}
