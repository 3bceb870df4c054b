import CommandLine
import Configuration
import Glibc
import HTTPClient
import Intent
import LanguageModel
import Vocabulary

/// `waggle intent`: what a message would be read as; runs nothing.
struct IntentCommand: LocalCommand {
    static let name = "intent"
    static let summary = "Tell what a message would be read as; runs nothing."
    static let discussion = """
        With --jsonl every line of standard input is a JSON object {"id", "text", "context"?} and is answered by one line.
        A language model is asked only where one is set up and the rules find nothing; --tier rule never asks one.
        """
    static let options: [OptionSpec] = [
        .flag("jsonl", "Read JSON objects from standard input, one a line."),
        .option("tier", "TIER", "rule: ask no language model.", completion: .values(["rule"])),
    ]
    static let positionals = [PositionalSpec("TEXT", "The message.", isOptional: true, isRepeated: true)]

    private let isJSONL: Bool
    private let isRuleOnly: Bool
    private let text: String

    init(parsing arguments: Arguments) throws(UsageError) {
        isJSONL = arguments.flag("jsonl")
        text = arguments.positionals.joined(separator: " ")
        isRuleOnly = arguments.value("tier") == "rule"
        guard arguments.value("tier").map({ $0 == "rule" }) ?? true else { throw UsageError("--tier is rule.") }
        guard isJSONL == arguments.positionals.isEmpty else {
            throw UsageError(
                isJSONL ? "--jsonl reads standard input and takes no TEXT." : "TEXT is missing, or --jsonl.")
        }
    }

    func run(_ console: Console) async throws -> ExitCode {
        let client = HTTPClient()
        defer { client.shutdown() }
        let reader = IntentReader(rules: try RuleParser(), model: try isRuleOnly ? nil : Self.model(client))
        guard isJSONL else {
            let start = Self.microseconds()
            let reading = await reader.read(text: text, context: IntentContext(), allowModel: !isRuleOnly)
            console.data(IntentJSONL.line(id: "", reading, microseconds: Self.microseconds() - start))
            return .ok
        }
        var lines = LineReader(limit: IntentJSONL.lineLimit)
        var number = 0
        var code = ExitCode.ok
        while let line = lines.next() {
            number += 1
            do throws(IntentError) {
                guard case .text(let text) = line else {
                    throw .line("it is longer than \(IntentJSONL.lineLimit) bytes")
                }
                if text.allSatisfy(\.isWhitespace) { continue }
                let answer = try await IntentJSONL.answer(
                    text, reader: reader, allowModel: !isRuleOnly, clock: Self.microseconds)
                guard console.data(answer) else { return .ok }
            } catch {
                console.say("waggle: line \(number): \(error)")
                code = .failed
            }
        }
        return code
    }

    /// The model that reads what the rules do not; nil where none is set up.
    private static func model(_ client: HTTPClient) throws -> ModelParser? {
        let settings = try Settings(SettingsReader(environment: ProcessEnvironment.read()))
        let setup = try ModelSetup(settings, client: client)
        guard let router = setup.router, let model = setup.model else { return nil }
        return try ModelParser(
            model: model, modelName: try router.model(for: .trivial),
            prompts: try PromptLibrary(overriddenBy: settings.promptsFolder))
    }

    private static func microseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
