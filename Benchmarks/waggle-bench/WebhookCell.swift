import Vocabulary

/// One server under load, once.
struct WebhookCell: Sendable {
    let acknowledged: Int
    let failed: Int
    let perSecond: Double
    /// In microseconds.
    let p50: Double
    let p99: Double
    /// Processor time of the server for each acknowledgement, in microseconds; handling and the kernel's part included.
    let processor: Double
    let rows: Int?
    let isWhole: Bool
    let before: LatencySample
    let after: LatencySample

    /// - Parameters:
    ///   - output: What webhook.lua printed.
    ///   - warmUp: The same of the messages before, whose rows are in the database too.
    init(
        wrk output: String, warmUp: String, rows: Int?, connections: Int, ticks: Int, before: LatencySample,
        after: LatencySample
    ) throws {
        let fields = try Self.fields(of: output)
        let earlier = try Self.fields(of: warmUp)
        failed = Int(fields[2])
        acknowledged = Int(fields[0]) - failed
        perSecond = Double(acknowledged) * 1e6 / fields[1]
        processor = Double(ticks) * 10_000 / max(Double(acknowledged), 1)
        p50 = fields[3]
        p99 = fields[4]
        self.rows = rows
        // What was in flight when wrk stopped may be stored and was never acknowledged.
        let known = acknowledged + Int(earlier[0] - earlier[2])
        let expected = known...(known + 2 * connections)
        isWhole = rows.map(expected.contains) ?? true
        self.before = before
        self.after = after
    }

    private static func fields(of output: String) throws -> [Double] {
        let line = output.split(separator: "\n").first { $0.hasPrefix("RESULT ") }
        let fields = line?.split(separator: " ").dropFirst().compactMap { Double($0) } ?? []
        guard fields.count == 6, fields[1] > 0 else { throw BenchError("wrk said: \(output.suffix(500))") }
        return fields
    }

    var line: String {
        "\(Int(perSecond))/s, p50 \(Int(p50)) p99 \(Int(p99)) µs, \(acknowledged) acknowledged, \(failed) failed, "
            + "\(Int(processor)) µs CPU each, "
            + "\(rows.map { "\($0)" } ?? "no") rows\(isWhole ? "" : " WHICH IS WRONG"), "
            + "flush p50 before/after \(Int(before.percentile(50)))/\(Int(after.percentile(50))) µs"
    }

    var json: JSONValue {
        [
            "acknowledged": .integer(Int64(acknowledged)), "failed": .integer(Int64(failed)),
            "per_second": .number(perSecond), "p50_us": .number(p50), "p99_us": .number(p99),
            "processor_us": .number(processor), "rows": rows.map { .integer(Int64($0)) } ?? .null,
            "rows_match": .bool(isWhole),
            "flush_before": before.json, "flush_after": after.json,
        ]
    }
}
