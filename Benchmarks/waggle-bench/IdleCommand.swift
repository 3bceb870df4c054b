import CommandLine
import protocol CommandLine.Command
import Glibc
import Subprocess
import Vocabulary

/// `waggle-bench idle`.
struct IdleCommand: Command {
    static let name = "idle"
    static let summary = "Start-up time, memory and idle processor time of the server without agents."
    static let options: [OptionSpec] = [
        .option("seconds", "S", "How long it idles (default 10)."),
        .option("rounds", "N", "Rounds, each on an empty database (default 5)."),
        .option("folder", "DIR", "Where data folders are made (default .).", completion: .folder),
        .option("waggle", "FILE", "The executable (default: beside this one).", completion: .file),
        .flag("json", "The figures as JSON."),
    ]

    private let seconds: Int
    private let rounds: Int
    private let folder: String
    private let waggle: String
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        seconds = try arguments.integer("seconds", in: 1...600) ?? 10
        rounds = try arguments.integer("rounds", in: 1...100) ?? 5
        folder = Machine.absolute(arguments.value("folder") ?? ".")
        waggle = arguments.value("waggle").map(Machine.absolute) ?? Machine.executableFolder + "/waggle"
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        var ready: [Double] = []
        var resident: [Double] = []
        var processor: [Double] = []
        for round in 1...rounds {
            let scratch = try ScratchFolder(in: folder)
            let port = try Loopback.freePort()
            let place = WebhookServer.Place(folder: scratch.path, waggle: waggle, peers: "", python: "")
            let start = Stopwatch.nanoseconds
            let process = try await WebhookServer.waggle.start(place, port: port)
            do { try Loopback.wait(for: "/readyz", port: port) } catch {
                process.terminate()
                _ = await process.wait()
                throw error
            }
            ready.append(Double(Stopwatch.nanoseconds - start) / 1e6)
            sleep(1)
            let before = Machine.processorTicks(of: process.pid)
            sleep(UInt32(seconds))
            processor.append(Double(Machine.processorTicks(of: process.pid) - before) * 10 / Double(seconds))
            resident.append(Double(Machine.residentKilobytes(of: process.pid)) / 1_024)
            process.terminate()
            _ = await process.wait()
            console.say(
                "round \(round): ready after \(Int(ready[round - 1])) ms, \(Int(resident[round - 1])) MiB resident, "
                    + "\(processor[round - 1]) ms of processor time a second")
        }
        let reports = (Report(ready), Report(resident), Report(processor))
        if isJSON {
            console.data(
                JSONValue.object([
                    "benchmark": "idle", "machine": Machine.json, "ready_ms": reports.0.json,
                    "resident_mib": reports.1.json, "processor_ms_per_second": reports.2.json,
                ]).canonical)
        } else {
            console.data("ready ms: \(reports.0.line)")
            console.data("resident MiB: \(reports.1.line)")
            console.data("idle processor ms/s: \(reports.2.line)")
        }
        return .ok
    }
}
