import CommandLine
import protocol CommandLine.Command
import Subprocess
import Vocabulary

/// `waggle-bench peers`.
struct PeersCommand: Command {
    static let name = "peers"
    static let summary = "Waggle's queue beside other durable queues, on the same disk and the same PostgreSQL."
    static let discussion = """
        Each cell is a queue in one configuration on a fresh database: Waggle, huey, persist-queue, litequeue and DBOS on SQLite;
        Waggle itself, Procrastinate, PgQueuer, DBOS and awa on a PostgreSQL that this command starts; a plain SKIP LOCKED loop as the
        ceiling. The cells take turns, round by round, and a cell is repeated when the disk's flush took 30 % longer or
        shorter after it than before. The fence cells ask, once each, whether a worker whose lease was lost can still
        complete. The peers' side is Benchmarks/peers/queues.

        With --into a measurement can be made in parts: what the file holds is not measured again.
        """
    static let options: [OptionSpec] = [
        .option("seconds", "S", "Length of adding and of working off, each (default 2)."),
        .option("rounds", "N", "Rounds (default 3)."),
        .option(
            "only", "CELL", "Cells to measure (default all).", isRepeated: true,
            completion: .values(PeerCell.allCases.map(\.rawValue))),
        .option(
            "into", "FILE", "Adds each cell to this file as it is measured, and goes on from it.", completion: .file),
        .option("within", "S", "Begins no cell after so many seconds; ends with 7 while cells are left."),
        .option("folder", "DIR", "Where databases are made (default .).", completion: .folder),
        .option("peers", "DIR", "The peers' folder (default Benchmarks/peers/queues).", completion: .folder),
        .option("python", "FILE", "Python with the peers' requirements (default python3).", completion: .file),
        .flag("json", "The figures as JSON."),
    ]

    private let plan: PeerPlan
    private let measurement: PeerMeasurement
    private let within: Int?
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        let only = arguments.values("only")
        if let unknown = only.first(where: { PeerCell(rawValue: $0) == nil }) {
            throw UsageError("there is no cell “\(unknown)”")
        }
        plan = PeerPlan(
            cells: PeerCell.allCases.filter { only.isEmpty || only.contains($0.rawValue) },
            rounds: try arguments.integer("rounds", in: 1...100) ?? 3, path: arguments.value("into"))
        measurement = PeerMeasurement(
            seconds: try arguments.integer("seconds", in: 1...60) ?? 2,
            folder: Machine.absolute(arguments.value("folder") ?? "."),
            peers: Machine.absolute(arguments.value("peers") ?? "Benchmarks/peers/queues"),
            python: Machine.absolute(arguments.value("python") ?? "/usr/bin/python3"))
        within = try arguments.integer("within", in: 1...86_400)
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        var runs = try plan.kept()
        let left = plan.left(after: runs)
        let end = within.map { Stopwatch.nanoseconds + Int64($0) * 1_000_000_000 } ?? .max
        let scratch = try ScratchFolder(in: measurement.folder)
        var cluster: PostgreSQLCluster?
        var begun = 0
        for (cell, round) in left {
            guard Stopwatch.nanoseconds < end else { break }
            if cell.database == .postgreSQL, cluster == nil {
                cluster = try await PostgreSQLCluster(in: scratch.path)
            }
            begun += 1
            do {
                let run = try await measurement.run(cell, round: round, cluster: cluster)
                try plan.keep(run)
                runs.append(run)
                console.say("round \(round): \(cell.rawValue) \(run.line)")
            } catch {
                await cluster?.stop()
                throw error
            }
        }
        await cluster?.stop()
        report(runs, console)
        if begun < left.count {
            console.say("\(left.count - begun) cells are left.")
            return .degraded
        }
        return runs.allSatisfy(\.isWhole) ? .ok : .failed
    }

    private func report(_ runs: [PeerRun], _ console: Console) {
        if isJSON {
            let json: JSONValue = [
                "benchmark": "peers", "machine": Machine.json, "seconds": .integer(Int64(measurement.seconds)),
                "runs": .array(runs.map(\.json)),
            ]
            console.data(json.canonical)
            return
        }
        for cell in PeerCell.allCases where !cell.isFence {
            let rates = runs.filter { $0.cell == cell }.compactMap { $0.json["tasks_per_second"]?.number }
            if !rates.isEmpty { console.data("\(cell.rawValue): tasks/s \(Report(rates).line)") }
        }
    }
}
