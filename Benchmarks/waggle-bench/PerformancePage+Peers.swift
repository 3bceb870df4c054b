import Vocabulary

extension PerformancePage {
    /// Waggle's queue beside the others.
    func peers(_ result: JSONValue) -> String {
        let runs = (result["runs"]?.array ?? []).compactMap { PeerRun($0) }
        var text = """

            ## Queues side by side

            `waggle-bench peers`: each queue on a fresh database on the same disk, PostgreSQL with its default settings (fsync
            on) over a Unix socket, tasks of 200 bytes whose handler does nothing, cells in turns. “Default” is what the
            peer's documentation starts with, “best” its largest batches and concurrency there. Peers add for
            \(string("seconds", of: result)) s (20,000 tasks at most) and then work off for as long; tasks/s is adding, claiming and completing, one
            after the other. Waggle does all three at once, for \(Self.inFlight) tasks that are under way, each step answered
            after its commit. A cell is measured again when the flush beside it moved by more than 30 %.

            """
        for database in [PeerCell.Database.sqlite, .postgreSQL] {
            text += table(database, runs)
        }
        return text + ratios(runs) + fences(runs)
    }

    private static let inFlight = 128

    private func table(_ database: PeerCell.Database, _ runs: [PeerRun]) -> String {
        var text = """

            | \(database.rawValue) | tasks/s | added/s | worked off/s | rows | flush p50 µs | how |
            |---|---|---|---|---|---|---|

            """
        for cell in PeerCell.allCases where cell.database == database && !cell.isFence {
            let mine = runs.filter { $0.cell == cell }
            guard let newest = mine.last?.json else { continue }
            let figures = ["tasks_per_second", "added_per_second", "done_per_second"].map { name in
                let rates = mine.compactMap { $0.json[name]?.number }
                return rates.isEmpty ? "at once" : range(Report(rates).json)
            }
            let version = newest["version"]?.string.map { " \($0)" } ?? ""
            let name = (cell.peer ?? "waggle") + version + (cell.rawValue.hasSuffix("-best") ? ", best" : "")
            let unsteady = mine.count { $0.json["is_steady"]?.bool == false }
            text += "| \(cell == .skipLocked ? "ceiling: SKIP LOCKED" : name) | \(figures.joined(separator: " | ")) | "
            text += mine.allSatisfy(\.isWhole) ? "match" : "do not match"
            text += " | \(flush(of: .array(mine.map(\.json))))\(unsteady > 0 ? ", moved in \(unsteady)" : "") | "
            text += "\(string("settings", of: newest)) |\n"
        }
        return text
    }

    /// Waggle over the fastest of the others that are as durable, and over the ceiling, round by round.
    private func ratios(_ runs: [PeerRun]) -> String {
        var text = ""
        for (cell, database) in [(PeerCell.waggle, PeerCell.Database.sqlite), (.wagglePostgreSQL, .postgreSQL)] {
            var overBest: [Double] = []
            var overCeiling: [Double] = []
            for mine in runs where mine.cell == cell {
                guard let rate = mine.rate else { continue }
                let others = runs.filter {
                    $0.round == mine.round && $0.cell.database == database && $0.cell.isPeer && $0.cell.isDurable
                }
                if let best = others.compactMap(\.rate).max() { overBest.append(rate / best) }
                let ceiling = runs.first { $0.round == mine.round && $0.cell == .skipLocked }?.rate
                if database == .postgreSQL, let ceiling { overCeiling.append(rate / ceiling) }
            }
            guard !overBest.isEmpty else { continue }
            let best = "over the fastest of the equally durable peers \(range(Report(overBest).json, digits: 1))"
            let ceiling = overCeiling.isEmpty ? "" : ", over the ceiling \(range(Report(overCeiling).json, digits: 1))"
            text += "\nWaggle on \(database.rawValue), round by round: \(best)\(ceiling).\n"
        }
        return text
    }

    private func fences(_ runs: [PeerRun]) -> String {
        var text = """

            ### A result under a lost lease

            Worker A claims a task and loses its lease, worker B claims it, A completes while B is at work. Accepting A's
            result makes B's work, and whatever it has already done, a second execution nobody knows of.

            | queue | A's result | what was seen |
            |---|---|---|

            """
        for cell in PeerCell.allCases where cell.isFence {
            guard let json = runs.last(where: { $0.cell == cell })?.json else { continue }
            let name =
                (cell.peer ?? "waggle")
                + (cell.peer == "dbos" || cell.peer == nil ? " on \(cell.database.rawValue)" : "")
            text += "| \(name) | \(string("verdict", of: json)) | \(string("detail", of: json)) |\n"
        }
        return text
    }
}
