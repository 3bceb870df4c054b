import CommandLine
import ControlPlane
import Store
import Vocabulary

/// `waggle audit …`: who changed what.
enum AuditCommands {
    private static let pageSize = 10_000

    /// Hands over all records of the control plane, page by page, oldest first.
    private static func fetch(_ access: ControlPlaneAccess, _ body: ([JSONValue]) throws -> Bool) async throws {
        let client = try access.connect()
        defer { client.close() }
        var cursor: String?
        while true {
            var query = [("limit", "\(pageSize)")]
            if let cursor { query.append(("cursor", cursor)) }
            let page = try await client.get("/v1/audit", query).array ?? []
            guard try body(page), page.count == pageSize, let last = page.last.flatMap({ AuditJSON.decode($0) }) else {
                return
            }
            cursor = "\(last.cursor)"
        }
    }

    struct Verify: LocalCommand {
        static let name = "audit verify"
        static let summary = "Check that no audit record was altered, reordered or taken out."
        static let discussion = """
            FILE is what “waggle audit export” printed, one record a line or one JSON array, and needs no control plane;
            - reads standard input. Without FILE the records come from the running control plane.
            """
        static let positionals = [
            PositionalSpec("FILE", "Exported records.", isOptional: true, completion: .file)
        ]
        static let options = ControlPlaneAccess.options
        private static let fileLimit = 1 << 30

        private let access: ControlPlaneAccess
        private let file: String?

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            file = arguments.positional(0)
        }

        func run(_ console: Console) async throws -> ExitCode {
            var records: [AuditRecord] = []
            if let file {
                records = try AuditExport.records(try LocalFile.bytes(file, limit: Self.fileLimit))
            } else {
                try await AuditCommands.fetch(access) { page in
                    records += try AuditExport.records(page)
                    return true
                }
            }
            var problems = AuditChain.verify(records) + AuditChain.disorder(in: records)
            // Every database holds the record of its first person: an export of nothing is one that failed.
            if records.isEmpty { problems = ["there is no audit record in it, so nothing was checked"] }
            if access.isJSON {
                let json: JSONValue = [
                    "records": .integer(Int64(records.count)), "ok": .bool(problems.isEmpty),
                    "problems": .array(problems.map { .string($0) }),
                ]
                console.data(json.canonical)
            } else {
                for problem in problems { console.data(Terminal.inert(problem)) }
                let writers = Set(records.map(\.writer)).count
                console.say(
                    problems.isEmpty
                        ? "Whole: \(records.count) audit records in \(writers) chains, none altered, none missing up to the "
                            + "last."
                        : "Not whole: see the problems above, found in \(records.count) audit records.")
            }
            return problems.isEmpty ? .ok : .failed
        }
    }

    struct Export: LocalCommand {
        static let name = "audit export"
        static let summary = "Print every audit record, one JSON object a line."
        static let options = ControlPlaneAccess.options
        private let access: ControlPlaneAccess

        init(parsing arguments: Arguments) throws(UsageError) { access = ControlPlaneAccess(arguments) }

        func run(_ console: Console) async throws -> ExitCode {
            try await AuditCommands.fetch(access) { page in page.allSatisfy { console.data($0.canonical) } }
            return .ok
        }
    }
}
