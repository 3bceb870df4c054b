import Vocabulary

/// The keys of arrivals, so that a copy is found although no index is written: hints that the rows themselves confirm.
///
/// What it does not know (after a restart, beyond its capacity) is found when the arrival is sorted in, by the index of
/// the keys that were seen.
struct ArrivalKeys {
    private var ids: [Int: ArrivalID] = [:]

    private static let capacity = 1 << 18

    /// The arrival that may hold the key.
    func candidate(_ provider: Provider, _ key: String) -> ArrivalID? {
        ids.isEmpty ? nil : ids[Self.hash(provider, key)]
    }

    mutating func insert(_ provider: Provider, _ key: String, _ id: ArrivalID) {
        if ids.count < Self.capacity { ids[Self.hash(provider, key)] = id }
    }

    mutating func remove(_ provider: Provider, _ key: String) {
        ids[Self.hash(provider, key)] = nil
        // The storage of a flood is not kept for ever.
        if ids.isEmpty { ids = [:] }
    }

    /// Seeded anew in each process, so that nobody can make keys meet.
    private static func hash(_ provider: Provider, _ key: String) -> Int {
        var hasher = Hasher()
        hasher.combine(provider)
        hasher.combine(key)
        return hasher.finalize()
    }
}
