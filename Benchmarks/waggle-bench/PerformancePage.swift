import Vocabulary

/// The page of measured figures; nothing on it is typed by hand.
struct PerformancePage {
    let machine: JSONValue
    let results: [JSONValue]

    var markdown: String {
        var text = """
            # Performance

            Written by `waggle-bench page` from what the measurements printed; `scripts/bench` runs them all on your machine.
            Every figure is the median of its rounds with lowest and highest. Beside each durable one stands what the disk
            took to make 4 KiB durable (fdatasync), before and after, because it means nothing without that. Each section is
            an invocation of its own and carries the machine's load at its end (1, 5, 15 minutes): where that exceeds the
            cores, others were at work too, and the figures say what was left to Waggle, not what it can do.

            Machine: \(string("processor", of: machine)), \(string("cores", of: machine)) cores, \
            \(string("memory", of: machine)), Linux \(string("kernel", of: machine)), \(string("build", of: machine)) build.

            """
        for result in results {
            switch result["benchmark"]?.string {
            case "webhook": text += webhook(result)
            case "queue": text += queue(result)
            case "queue-cells": text += queueCells(result)
            case "peers": text += peers(result)
            case "intent": text += intent(result)
            case "idle": text += idle(result)
            default: continue
            }
            text += "\nLoad: \(load(of: result)).\n"
        }
        return text
    }

    // MARK: Sections

    private func webhook(_ result: JSONValue) -> String {
        var text = """

            ## Webhooks

            `waggle-bench webhook`: the real server with two event loops against FastAPI with uvicorn (2 workers, uvloop,
            httptools, orjson) on SQLite, each on its own fresh database in WAL mode, on disk before each answer. All of them check
            the signature, parse the body, refuse a key they know and insert before they answer 200. The peers insert under a
            unique index; Waggle looks the key up in its index and among the keys in memory, appends a row, and writes the
            index when it sorts the message into its conversation, most of which is after the flood and not in its processor
            time below (docs/decisions/inbox.md). nginx answers 200 without reading anything. wrk posts each message once over
            \(string("connections", of: result)) connections. Rows are counted afterwards: as many as acknowledgements, and at most one more for each connection,
            whose answer was under way when wrk stopped. 2,000 messages go before as a warm-up.

            | server | acknowledgements/s | p99 ms | server's processor time each, µs | rows | flush p50 µs |
            |---|---|---|---|---|---|

            """
        for server in WebhookServer.allCases {
            guard let cell = result["servers"]?[server.rawValue] else { continue }
            text += "| \(server.rawValue) | \(range(cell["acknowledgements_per_second"])) | "
            let isWhole = (cell["cells"]?.array ?? []).allSatisfy { $0["rows_match"]?.bool == true }
            text += "\(range(cell["p99_us"], dividedBy: 1_000)) | \(range(cell["processor_us"])) | "
            text += server == .nginx ? "none" : isWhole ? "match" : "do not match"
            text += " | \(flush(of: cell["cells"])) |\n"
        }
        for peer in [WebhookServer.peerGroup, .peerRequest] {
            guard let ratio = result["ratio_to_\(peer.rawValue)"] else { continue }
            text += "\nWaggle over \(peer.rawValue), round by round: \(range(ratio, digits: 1)).\n"
        }
        return text
    }

    private func queue(_ result: JSONValue) -> String {
        let rounds = result["rounds"]?.array ?? []
        let targets = Report(rounds.compactMap { $0["target_tasks_per_second"]?.number })
        let way =
            result["through"]?.string == "desk"
            ? "through the agents' desk, offers and reports included" : "by the store's operations alone"
        let suffix = suffix(of: result)
        let target = suffix.isEmpty ? "\(Int(targets.lowest))..\(Int(targets.highest))" : "none"
        return """

            ## Queue\(suffix), \(string("in_flight", of: result)) in flight, \(way)

            Each task is added, claimed and completed, every step answered after its commit; events are on. Waiting in the
            same swarm from the start: \(string("backlog", of: result)); in paused swarms: \(string("paused", of: result)).

            | tasks/s | target by the flush beside it | task p50 µs | task p99 µs | claim p50 µs | flush p50 µs | rows |
            |---|---|---|---|---|---|---|
            | \(range(result["tasks_per_second"])) | \(target) \
            | \(range(rounds, "task", "p50_us")) | \(range(rounds, "task", "p99_us")) | \(range(rounds, "claim", "p50_us")) \
            | \(flush(of: result["rounds"])) | \(result["rows_match"]?.bool == true ? "match" : "do not match") |

            """
    }

    private func suffix(of result: JSONValue) -> String {
        result["database"]?.string == "PostgreSQL" ? " on PostgreSQL" : ""
    }

    private func queueCells(_ result: JSONValue) -> String {
        let beside = result["claim_beside"]
        let classes = beside?["classes"]?.integer ?? 0
        let mixed = classes > 0 ? ", \(classes) kinds of needs" : ""
        let option = classes > 0 ? " --classes \(classes)" : ""
        return """

            ## Queue\(suffix(of: result)), waiting\(mixed)

            `waggle-bench queue --cells\(option)`: claims one after the other beside an empty queue and beside \
            \(string("tasks", of: beside ?? .null)) waiting tasks, read again from their rows before; from the
            acknowledgement of a new task to the offer in the hands of one of 32 agents that wait; what
            \(string("agents", of: result["waiting"] ?? .null)) agents cost that wait while nothing happens.

            | claim p50 µs, empty | claim p50 µs, full | ratio | resident MiB | restart ms | handed over p50 µs | p99 µs | waiting, % of a core |
            |---|---|---|---|---|---|---|---|
            | \(number(beside?["empty"]?["p50_us"], 0)) | \(number(beside?["full"]?["p50_us"], 0)) \
            | \(number(beside?["ratio_p50"], 2)) | \(number(beside?["resident_mib"], 0)) \
            | \(number(beside?["restart_ms"], 0)) | \(number(result["hand_over"]?["p50_us"], 0)) \
            | \(number(result["hand_over"]?["p99_us"], 0)) | \(number(result["waiting"]?["percent_of_a_core"], 1)) |

            """
    }

    private func intent(_ result: JSONValue) -> String {
        """

        ## Intent

        `waggle-bench intent`: \(string("phrases", of: result)) phrases through the rules, one thread.

        | messages/s | messages/s of processor time | p50 µs | p99 µs |
        |---|---|---|---|
        | \(range(result["messages_per_second"])) | \(range(result["messages_per_processor_second"])) \
        | \(number(result["message"]?["p50_us"], 1)) | \(number(result["message"]?["p99_us"], 1)) |

        """
    }

    private func idle(_ result: JSONValue) -> String {
        """

        ## At rest

        `waggle-bench idle`: `waggle serve --agents 0` on an empty database, before the first message.

        | ready after ms | resident MiB | processor ms a second |
        |---|---|---|
        | \(range(result["ready_ms"])) | \(range(result["resident_mib"], digits: 1)) \
        | \(range(result["processor_ms_per_second"], digits: 1)) |

        """
    }

    // MARK: Pieces

    private func load(of result: JSONValue) -> String {
        string("load", of: result["machine"] ?? .null).split(separator: " ").prefix(3).joined(separator: ", ")
    }

    func string(_ key: String, of value: JSONValue) -> String {
        value[key]?.string ?? value[key]?.integer.map { "\($0)" } ?? "unknown"
    }

    func range(_ report: JSONValue?, dividedBy divisor: Double = 1, digits: Int = 0) -> String {
        let values = ["median", "min", "max"].map { key in
            number((report?[key]?.number).map { JSONValue.number($0 / divisor) }, digits)
        }
        return "\(values[0]) (\(values[1])..\(values[2]))"
    }

    private func range(_ rounds: [JSONValue], _ part: String, _ key: String) -> String {
        let report = Report(rounds.compactMap { $0[part]?[key]?.number })
        return "\(Int(report.median)) (\(Int(report.lowest))..\(Int(report.highest)))"
    }

    func flush(of cells: JSONValue?) -> String {
        let values = (cells?.array ?? []).flatMap { cell in
            ["flush_before", "flush_after"].compactMap { cell[$0]?["p50_us"]?.number }
        }
        let report = Report(values)
        return "\(Int(report.median)) (\(Int(report.lowest))..\(Int(report.highest)))"
    }

    func number(_ value: JSONValue?, _ digits: Int) -> String {
        guard let number = value?.number else { return "?" }
        guard digits > 0 else { return "\(Int(number.rounded()))" }
        return "\((number * 10).rounded() / 10)"
    }
}
