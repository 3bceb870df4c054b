import Vocabulary

/// The tasks that were written last, as their rows stand in the open transaction: a claim or a report mostly finds its
/// task here.
///
/// Bounded: when the younger half is full, the older one goes.
struct RecentTasks {
    /// A record that is changed in place: it is large.
    final class Box {
        var record: TaskRecord
        init(_ record: TaskRecord) { self.record = record }
    }

    private static let half = 2_048

    private var young: [TaskID: Box] = [:]
    private var old: [TaskID: Box] = [:]

    subscript(id: TaskID) -> Box? { young[id] ?? old[id] }

    mutating func insert(_ record: TaskRecord) {
        if young.count >= Self.half {
            old = young
            young = Dictionary(minimumCapacity: Self.half)
        }
        young[record.core.id] = Box(record)
    }

    mutating func remove(_ id: TaskID) {
        young[id] = nil
        if !old.isEmpty { old[id] = nil }
    }
}
