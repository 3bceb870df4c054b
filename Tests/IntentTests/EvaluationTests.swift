import Testing
import Vocabulary

@testable import Intent

struct EvaluationTests {
    @Test(arguments: [("phrases", 0.99, 0.99), ("heldout", 0.945, 0.97)])
    func `labelled phrases are read as meant`(name: String, exact: Double, unknown: Double) throws {
        let parser = try TestParser.shared()
        var evaluation = Evaluation()
        for phrase in try Evaluation.phrases(name) { evaluation.add(phrase, parser.read(phrase.text, phrase.context)) }
        print("\(name): \(evaluation.summary)")
        #expect(evaluation.count > 1_500)
        #expect(evaluation.dangerous.isEmpty, "\(evaluation.dangerous)")
        #expect(evaluation.share >= exact)
        #expect(evaluation.unknownRecall >= unknown)
        #expect(Double(evaluation.asked) <= 0.02 * Double(evaluation.count))
    }

    @Test func `no phrase that is held out was tuned on`() throws {
        let tuned = Set(try Evaluation.phrases("phrases").map { "\($0.text) \($0.context)" })
        let both = try Evaluation.phrases("heldout").filter { tuned.contains("\($0.text) \($0.context)") }
        #expect(both.count < 20, "\(both.map(\.text))")
    }

    @Test func `a destructive reading that was not meant is seen`() throws {
        var evaluation = Evaluation()
        let phrase = try #require(try Evaluation.phrases("phrases").first { $0.intents.first?.intent == .unknown })
        evaluation.add(phrase, IntentReading(commands: [Command(.swarmCancel, [.swarm: .text("shop")])]))
        #expect(evaluation.dangerous.count == 1)
    }
}
