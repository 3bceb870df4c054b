import Vocabulary

/// The figures of several rounds: median with lowest and highest, never a best-of.
struct Report: Sendable {
    let median: Double
    let lowest: Double
    let highest: Double

    init(_ values: [Double]) {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        median =
            sorted.isEmpty ? 0 : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        lowest = sorted.first ?? 0
        highest = sorted.last ?? 0
    }

    var json: JSONValue { ["median": .number(median), "min": .number(lowest), "max": .number(highest)] }
    var line: String { "median \(Int(median)), min \(Int(lowest)), max \(Int(highest))" }
}
