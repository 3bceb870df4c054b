import CommandLine
import protocol CommandLine.Command
import Intent
import Vocabulary

/// `waggle-bench intent`.
struct IntentCommand: Command {
    static let name = "intent"
    static let summary = "Messages a second through the rules, on one core."
    static let discussion = """
        One thread reads the phrases again and again, against a context with swarms, agents and a focus, as
        `waggle intent --tier rule` does. The target is 50,000 messages/s. A file of phrases has one on each line.
        """
    static let options: [OptionSpec] = [
        .option("phrases", "FILE", "Phrases, one on each line (default: a built-in set).", completion: .file),
        .option("seconds", "S", "Length of one round (default 2)."),
        .option("rounds", "N", "Rounds (default 5)."),
        .flag("json", "The figures as JSON."),
    ]

    private let phrases: String?
    private let seconds: Int
    private let rounds: Int
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        phrases = arguments.value("phrases")
        seconds = try arguments.integer("seconds", in: 1...600) ?? 2
        rounds = try arguments.integer("rounds", in: 1...100) ?? 5
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        let texts = try phrases.map { try Machine.lines(of: $0) } ?? PhraseSet.texts
        guard !texts.isEmpty else { throw BenchError("there are no phrases") }
        let parser = try RuleParser()
        let context = IntentContext(
            swarms: ["shop", "blog", "todo api"], focus: "shop", agents: ["bee-1", "bee-2"],
            tasks: ["shop": 9, "blog": 4, "todo api": 12])
        let understood = texts.count { !parser.read($0, context).isUnknown }
        var rates: [Double] = []
        var cores: [Double] = []
        var latencies: [Int64] = []
        for round in 1...rounds {
            let start = (Stopwatch.nanoseconds, Stopwatch.processorNanoseconds)
            let end = start.0 + Int64(seconds) * 1_000_000_000
            var count = 0
            var last = start.0
            while last < end {
                for text in texts {
                    _ = parser.read(text, context)
                    let now = Stopwatch.nanoseconds
                    if round == rounds { latencies.append(now - last) }
                    last = now
                }
                count += texts.count
            }
            rates.append(Double(count) * 1e9 / Double(last - start.0))
            cores.append(Double(count) * 1e9 / Double(Stopwatch.processorNanoseconds - start.1))
            console.say(
                "round \(round): \(Int(rates[round - 1])) messages/s, \(Int(cores[round - 1])) a second of processor time"
            )
        }
        let rate = Report(rates)
        let latency = LatencySample(latencies)
        if isJSON {
            console.data(
                JSONValue.object([
                    "benchmark": "intent", "machine": Machine.json, "phrases": .integer(Int64(texts.count)),
                    "understood": .integer(Int64(understood)), "messages_per_second": rate.json,
                    "messages_per_processor_second": Report(cores).json, "message": latency.json, "target": 50_000,
                ]).canonical)
        } else {
            console.data(
                "messages/s: \(rate.line); of \(texts.count) phrases \(understood) understood; "
                    + "p50 \(latency.percentile(50)) p99 \(latency.percentile(99)) µs")
        }
        return .ok
    }
}
