import CommandLine
import protocol CommandLine.Command
import FoundationEssentials
import Glibc
import Subprocess
import Vocabulary

/// `waggle-bench webhook`.
struct WebhookCommand: Command {
    static let name = "webhook"
    static let summary = "Durable acknowledgements a second of the real server, beside nginx and FastAPI with SQLite."
    static let discussion = """
        Starts each server on a fresh folder, lets wrk post signed WhatsApp messages, each once, and counts the rows
        afterwards: as many as there were acknowledgements. The servers take turns, round by round. nginx answers without
        reading anything; the peers are Benchmarks/peers/webhook_peer.py under uvicorn with 2 workers.
        """
    static let options: [OptionSpec] = [
        .option("connections", "N", "Connections of wrk (default 64)."),
        .option("seconds", "S", "Length of one cell (default 4)."),
        .option("rounds", "N", "Rounds (default 3)."),
        .option("bodies", "N", "Messages prepared for each cell (default 150000)."),
        .option(
            "only", "SERVER", "waggle, fastapi-group-commit, fastapi-commit-per-request or nginx.", isRepeated: true),
        .option("folder", "DIR", "Where databases are made (default .).", completion: .folder),
        .option("peers", "DIR", "The peers' folder (default Benchmarks/peers).", completion: .folder),
        .option("python", "FILE", "Python with the peers' requirements (default python3).", completion: .file),
        .option("waggle", "FILE", "The executable (default: beside this one).", completion: .file),
        .flag("json", "The figures as JSON."),
    ]

    private let connections: Int
    private let seconds: Int
    private let rounds: Int
    private let bodies: Int
    private let servers: [WebhookServer]
    private let folder: String
    private let peers: String
    private let python: String
    private let waggle: String
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        connections = try arguments.integer("connections", in: 1...10_000) ?? 64
        seconds = try arguments.integer("seconds", in: 1...600) ?? 4
        rounds = try arguments.integer("rounds", in: 1...100) ?? 3
        bodies = try arguments.integer("bodies", in: 1_000...5_000_000) ?? 150_000
        let only = arguments.values("only")
        servers = WebhookServer.allCases.filter { only.isEmpty || only.contains($0.rawValue) }
        folder = Machine.absolute(arguments.value("folder") ?? ".")
        peers = Machine.absolute(arguments.value("peers") ?? "Benchmarks/peers")
        python = Machine.absolute(arguments.value("python") ?? "/usr/bin/python3")
        waggle = arguments.value("waggle").map(Machine.absolute) ?? Machine.executableFolder + "/waggle"
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        let shared = try ScratchFolder(in: folder)
        let lines = "\(shared.path)/bodies"
        try WebhookBodies.write(0..<bodies, to: lines)
        try WebhookBodies.write(bodies..<(bodies + Self.warmUp), to: "\(lines)-warm-up")
        var cells: [WebhookServer: [WebhookCell]] = [:]
        for round in 1...rounds {
            for server in round % 2 == 1 ? servers : servers.reversed() {
                let cell = try await cell(server, bodies: lines)
                cells[server, default: []].append(cell)
                console.say("round \(round): \(server.rawValue) \(cell.line)")
            }
        }
        let isWhole = cells.values.joined().allSatisfy(\.isWhole)
        let rates = cells.mapValues { Report($0.map(\.perSecond)) }
        if isJSON {
            console.data(json(cells, rates).canonical)
        } else {
            for server in servers {
                guard let rate = rates[server], let mine = cells[server] else { continue }
                let p99 = Report(mine.map { $0.p99 / 1_000 })
                console.data("\(server.rawValue): acknowledgements/s \(rate.line); p99 ms \(p99.line)")
            }
        }
        return isWhole ? .ok : .failed
    }

    private func cell(_ server: WebhookServer, bodies: String) async throws -> WebhookCell {
        let scratch = try ScratchFolder(in: folder)
        let place = WebhookServer.Place(folder: scratch.path, waggle: waggle, peers: peers, python: python)
        let port = try Loopback.freePort()
        let before = try FlushProbe(folder: scratch.path, seconds: 0.5)
        let process = try await server.start(place, port: port)
        let (warm, result, ticks): (String, String, Int)
        do {
            try Loopback.wait(for: "/livez", port: port)
            warm = try await post(bodies: "\(bodies)-warm-up", to: port, isRepeated: false)
            // What a first message sets off (compiling, growing) is over by then, in all of them.
            sleep(2)
            let begun = Machine.processorTicks(ofFamily: process.pid)
            result = try await post(bodies: bodies, to: port, isRepeated: server == .nginx)
            ticks = Machine.processorTicks(ofFamily: process.pid) - begun
        } catch {
            process.terminate()
            _ = await process.wait()
            throw error
        }
        let after = try FlushProbe(folder: scratch.path, seconds: 0.5)
        process.terminate()
        _ = await process.wait()
        return try WebhookCell(
            wrk: result, warmUp: warm, rows: server.storedRows(place), connections: connections, ticks: ticks,
            before: before.sample, after: after.sample)
    }

    private static let warmUp = 2_000

    /// What wrk and webhook.lua print.
    private func post(bodies: String, to port: UInt16, isRepeated: Bool) async throws -> String {
        var environment = ["PATH": "/usr/bin:/bin", "WEBHOOK_BODIES": bodies, "WEBHOOK_THREADS": "1"]
        if isRepeated { environment["WEBHOOK_REPEAT"] = "1" }
        return try await Subprocess.run(
            SubprocessRequest(
                executable: "/usr/bin/wrk",
                arguments: [
                    "-t1", "-c\(connections)", "-d\(seconds)s", "--timeout", "10s", "-s", "\(peers)/webhook.lua",
                    "http://127.0.0.1:\(port)",
                ],
                environment: environment)
        ).outputText
    }

    private func json(_ cells: [WebhookServer: [WebhookCell]], _ rates: [WebhookServer: Report]) -> JSONValue {
        var members: [String: JSONValue] = [
            "benchmark": "webhook", "machine": Machine.json, "connections": .integer(Int64(connections)),
            "seconds": .integer(Int64(seconds)),
        ]
        var results: [String: JSONValue] = [:]
        for (server, cells) in cells {
            results[server.rawValue] = [
                "acknowledgements_per_second": rates[server]?.json ?? .null,
                "p99_us": Report(cells.map(\.p99)).json,
                "processor_us": Report(cells.map(\.processor)).json, "cells": .array(cells.map(\.json)),
            ]
        }
        members["servers"] = .object(results)
        for peer in [WebhookServer.peerGroup, .peerRequest] {
            guard let mine = cells[.waggle], let theirs = cells[peer], mine.count == theirs.count else { continue }
            let ratios = zip(mine, theirs).map { $0.perSecond / max($1.perSecond, 1) }
            members["ratio_to_\(peer.rawValue)"] = Report(ratios).json
        }
        return .object(members)
    }
}
