import HTTPServer
import LanguageModel
import Orchestrator
import Store
import Telemetry
import Vocabulary

/// What operators watch: money, models, alerts, and the figures of `/metrics`.
extension ControlPlane {
    func addFigureRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/v1/endpoints") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            return HTTPResponse(.array(await endpoints().map(Self.json)))
        }
        routes.on("GET", "/v1/budgets") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let settings = settings
            return HTTPResponse(try await store.read { try Self.budgets(settings.dayCap, in: $0) })
        }
        routes.on("GET", "/metrics") { request in
            try await gatekeeper.watcher(request)
            Readiness.note(store.health, in: metrics)
            if let figures = try? await store.figures() { note(figures) }
            return HTTPResponse(contentType: MetricsRegistry.mediaType, text: metrics.render())
        }
        routes.on("GET", "/openapi.json") { _ in HTTPResponse(OpenAPI.document(version: "1")) }
    }

    private static func json(_ health: ModelEndpointHealth) -> JSONValue {
        [
            "name": .string(health.name), "kind": .string("\(health.kind)"), "base_url": .string(health.baseURL),
            "has_key": .bool(health.hasKey), "state": .string("\(health.state)"),
            "until": health.until.map { .string("\($0)") } ?? .null,
            "last_error": health.lastError.map { .string($0) } ?? .null,
            "last_error_at": health.lastErrorAt.map { .string("\($0)") } ?? .null,
            "last_success_at": health.lastSuccessAt.map { .string("\($0)") } ?? .null,
        ]
    }

    private static func budgets(_ dayCap: Money?, in transaction: ReadTransaction) throws -> JSONValue {
        let day = try transaction.dayBudget(transaction.now.day)
        return [
            "day": [
                "cap_usd": dayCap.map { .number($0.dollars) } ?? .null, "spent_usd": .number(day.spent.dollars),
                "reserved_usd": .number(day.reserved.dollars),
            ],
            "swarms": .array(
                try transaction.swarms(limit: 500).filter { !$0.state.isFinal }.map { swarm in
                    [
                        "id": .string("\(swarm.id)"), "name": .string(swarm.name),
                        "cap_usd": swarm.budget.map { .number($0.dollars) } ?? .null,
                        "spent_usd": .number(swarm.spent.dollars), "reserved_usd": .number(swarm.reserved.dollars),
                        "exhausted": .bool(!swarm.gate.isDisjoint(with: .budgets)),
                    ]
                }),
        ]
    }

    private func note(_ figures: StoreFigures) {
        for state in TaskState.allCases {
            metrics.gauge("waggle_tasks", help: "Tasks of unfinished swarms.", ["state": state.rawValue])
                .set(Double(figures.tasks[state] ?? 0))
        }
        for (state, count) in [("connected", figures.agentsConnected), ("working", figures.agentsWorking)] {
            metrics.gauge("waggle_agents", help: "Agents of the installation.", ["state": state]).set(Double(count))
        }
        for state in ["queued", "unknown", "sending"] {
            metrics.gauge("waggle_outbox", help: "Messages that are not sent yet.", ["state": state])
                .set(Double(figures.outbox[state] ?? 0))
        }
        metrics.gauge("waggle_jobs_claimable", help: "Jobs of open swarms that wait for an agent.")
            .set(Double(figures.claimable))
        metrics.gauge("waggle_inbox_waiting", help: "Incoming messages that are not handled yet.")
            .set(Double(figures.inbox))
        metrics.gauge("waggle_leases_overdue", help: "Leases whose time is over and that are not revoked yet.")
            .set(Double(figures.overdueLeases))
        metrics.gauge("waggle_leases_lost", help: "Leases lost without an explanation, of tasks of unfinished swarms.")
            .set(Double(figures.lostLeases))
        metrics.gauge("waggle_event_cursor", help: "Cursor of the newest event.").set(Double(figures.cursor))
        let writer = figures.writer
        metrics.gauge("waggle_writer_waiting", help: "Operations that wait for a commit.").set(Double(writer.waiting))
        metrics.gauge("waggle_writer_commits", help: "Commits since the start.").set(Double(writer.commits))
        metrics.gauge("waggle_writer_operations", help: "Operations in commits since the start.")
            .set(Double(writer.operations))
        metrics.gauge("waggle_writer_failed_commits", help: "Commits of unknown outcome since the start.")
            .set(Double(writer.failedCommits))
        metrics.gauge("waggle_writer_last_commit_seconds", help: "How long the last commit took.")
            .set(Double(writer.lastCommitMicroseconds) / 1_000_000)
        metrics.gauge("waggle_writer_wal_bytes", help: "Size of the write-ahead log.").set(Double(writer.walBytes))
    }
}
