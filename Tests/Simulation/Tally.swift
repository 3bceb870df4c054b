/// How often what happened: faults that were injected, transitions that were reached, checks that were made.
struct Tally: Sendable {
    private(set) var counts: [String: Int] = [:]

    mutating func count(_ name: String, _ times: Int = 1) { counts[name, default: 0] += times }

    mutating func add(_ other: Tally) { counts.merge(other.counts, uniquingKeysWith: +) }

    subscript(name: String) -> Int { counts[name] ?? 0 }

    /// One line each, in order of the names.
    var lines: [String] { counts.sorted { $0.key < $1.key }.map { "\($0.value)\t\($0.key)" } }
}
