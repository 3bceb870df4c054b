import Vocabulary

/// What one cell gave in one round, as it is kept between invocations.
struct PeerRun: Sendable {
    let cell: PeerCell
    let round: Int
    let json: JSONValue

    /// - Parameter answer: What `run.py` printed, or the same members of Waggle's own round.
    init(_ cell: PeerCell, round: Int, answer: JSONValue, flush: (before: LatencySample, after: LatencySample)) {
        self.cell = cell
        self.round = round
        var members = answer.object ?? [:]
        members["cell"] = .string(cell.rawValue)
        members["round"] = .integer(Int64(round))
        members["flush_before"] = flush.before.json
        members["flush_after"] = flush.after.json
        let rates = Self.rates(of: answer)
        for (name, rate) in rates { members[name] = .number(rate) }
        json = .object(members)
    }

    init?(_ json: JSONValue) {
        guard let cell = json["cell"]?.string.flatMap(PeerCell.init), let round = json["round"]?.integer else {
            return nil
        }
        self.cell = cell
        self.round = Int(round)
        self.json = json
    }

    /// Of peers that add first and work off then, the whole cycle is one after the other.
    private static func rates(of answer: JSONValue) -> [String: Double] {
        guard let added = answer["added"]?.number, let done = answer["done"]?.number,
            let adding = answer["adding_seconds"]?.number, let working = answer["working_seconds"]?.number,
            added > 0, done > 0, adding > 0, working > 0
        else { return [:] }
        return [
            "added_per_second": added / adding, "done_per_second": done / working,
            "tasks_per_second": 1 / (adding / added + working / done),
        ]
    }

    /// Tasks a second through the whole cycle.
    var rate: Double? { json["tasks_per_second"]?.number }

    var isWhole: Bool { cell.isFence || json["rows_match"]?.bool == true }

    var line: String {
        if cell.isFence { return "\(json["verdict"]?.string ?? "?"): \(json["detail"]?.string ?? "")" }
        func rate(_ name: String) -> String { json[name]?.number.map { "\(Int($0))" } ?? "-" }
        let flushes = ["flush_before", "flush_after"].map { json[$0]?["p50_us"]?.number.map { "\(Int($0))" } ?? "?" }
        return
            "\(rate("tasks_per_second")) tasks/s (added \(rate("added_per_second"))/s, done \(rate("done_per_second"))/s), "
            + "rows \(isWhole ? "match" : "DO NOT MATCH"), flush p50 before/after \(flushes.joined(separator: "/")) µs"
            + (json["is_steady"]?.bool == false ? " NOT STEADY" : "")
    }
}
