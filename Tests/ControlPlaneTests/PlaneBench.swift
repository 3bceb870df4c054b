import AgentProtocol
import ChatBridge
import ControlPlane
import Crypto
import Glibc
import HTTPServer
import Orchestrator
import Store
import TestSupport
import Telemetry
import Threading
import Vocabulary

/// The control plane's routes over a real database, called without a connection.
struct PlaneBench {
    let store: Store
    let routes: HTTPRoutes
    let clock: Lock<Int64>
    let folder: String

    static func with(_ body: (PlaneBench) async throws -> Void) async throws {
        try await withFolder { folder in
            let bench = try await PlaneBench(folder: folder.path)
            do { try await body(bench) } catch {
                await bench.store.close()
                throw error
            }
            await bench.store.close()
        }
    }

    private init(folder: String) async throws {
        self.folder = folder
        let clock = Lock<Int64>(1_800_000_000_000)
        self.clock = clock
        store = try await Store(
            at: try await TestDatabase.server().map { .server($0) } ?? .file(folder + "/waggle.db"),
            clock: { Timestamp(milliseconds: clock.withLock { $0 }) },
            randomNumber: { UInt64.random(in: 0 ... .max) })
        let settings = OrchestratorSettings()
        let metrics = MetricsRegistry()
        let desk = AgentDesk(
            store: store, settings: settings, repositories: Repositories(folder: folder + "/repositories"),
            dispatcher: Dispatcher(store: store), bundleFolder: folder + "/bundles")
        let plane = ControlPlane(
            store: store, desk: desk, settings: settings, metrics: metrics, logger: .silent,
            lastKnown: LastKnown(store: store),
            inbox: Inbox(
                store: store, vault: try AttachmentVault(folder: folder + "/attachments"), logger: .silent,
                metrics: metrics),
            model: nil, price: { _ in throw StoreError.missing("price") }, endpoints: { [] },
            modelName: { _ in throw StoreError.missing("model") })
        var routes = HTTPRoutes()
        plane.addRoutes(to: &routes)
        self.routes = routes
    }

    /// A swarm with tasks, without a repository.
    struct Tasks: StoreOperation {
        let count: Int
        let owner: PrincipalID

        func perform(in transaction: WriteTransaction) throws -> SwarmID {
            let swarm = try transaction.insert(
                SwarmRecord(
                    slug: "shop", name: "shop", conversation: nil, principal: owner, agents: 1, budget: nil,
                    origin: nil, prd: "", prdName: nil, model: nil, deadline: nil, at: transaction.now))
            for number in 1...count {
                let plan = PlannedTask(number: number, title: "t", checks: ["true"], executor: .shell)
                _ = try AddTask(
                    swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil
                ).perform(in: transaction)
            }
            return swarm
        }
    }

    func token(
        _ kind: TokenRecord.Kind, of person: PrincipalID?, agent: AgentID? = nil, lifetime: Duration? = nil
    ) async throws -> (text: String, id: Int64) {
        let token = Token.generate()
        let id = try await store.perform(
            IssueToken(
                digest: token.digest, kind: kind, label: "test", principal: person, agent: agent, lifetime: lifetime))
        return (token.secret.expose(), id)
    }

    func call(
        _ method: String, _ path: String, bearer: String? = nil, cookie: String? = nil, pageHeader: Bool = false,
        query: [String: String] = [:], headers extra: [(String, String)] = [], body: String = "{}"
    ) async -> HTTPResponse {
        var headers: HTTPHeaders = [:]
        if let bearer { headers.set("authorization", "Bearer \(bearer)") }
        if let cookie { headers.set("cookie", "waggle_session=\(cookie)") }
        if pageHeader { headers.set("x-waggle-page", "1") }
        for (name, value) in extra { headers.set(name, value) }
        return await routes.answer(
            HTTPRequest(method: method, target: path, query: query, headers: headers, body: Array(body.utf8)))
    }
}

extension HTTPResponse {
    var text: String {
        if case .bytes(let bytes) = body { return String(decoding: bytes, as: UTF8.self) }
        return ""
    }

    var json: JSONValue { JSONValue(parsing: Array(text.utf8)) ?? .null }
}

enum FileText {
    /// The file's bytes as text, for looking for something in them; empty where it is not there.
    static func of(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: Unicode.ASCII.self)
    }
}
