import AgentProtocol

extension JobReport {
    /// The report as it is kept and hashed: one spelling, written without an encoder because it is on the hot path.
    package var body: String {
        EventData.object([
            "base_checks": .json(Self.list(baseChecks)), "bundle": bundle.map { .text($0) } ?? .json("null"),
            "checks": .json(Self.list(checks)), "commit": commit.map { .text($0) } ?? .json("null"),
            "log_tail": .text(logTail), "sandboxed": .flag(isSandboxed), "summary": .text(summary),
        ])
    }

    private static func list(_ outcomes: [CheckOutcome]) -> String {
        if outcomes.isEmpty { return "[]" }
        let objects = outcomes.map { outcome in
            EventData.object([
                "command": .text(outcome.command), "exit": .integer(Int64(outcome.exit)),
                "output_tail": .text(outcome.outputTail),
                "seconds": .json(outcome.seconds.isFinite ? "\(outcome.seconds)" : "0"),
            ])
        }
        return "[" + objects.joined(separator: ",") + "]"
    }
}
