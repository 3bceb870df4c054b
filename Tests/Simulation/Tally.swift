/// How often what happened: faults that were injected, transitions that were reached, checks that were made.
struct Tally: Sendable, Codable {
    private(set) var counts: [String: Int] = [:]
    private(set) var largest: [String: Int] = [:]

    mutating func count(_ name: String, _ times: Int = 1) { counts[name, default: 0] += times }

    /// Keeps the largest.
    mutating func note(_ name: String, _ value: Int) { largest[name] = max(largest[name] ?? 0, value) }

    mutating func add(_ other: Tally) {
        counts.merge(other.counts, uniquingKeysWith: +)
        largest.merge(other.largest, uniquingKeysWith: max)
    }

    subscript(name: String) -> Int { counts[name] ?? largest[name] ?? 0 }
}
