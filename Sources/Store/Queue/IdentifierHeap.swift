/// The smallest of many numbers, oldest task first: both ends cost the logarithm of how many wait.
struct IdentifierHeap {
    private var items: [Int64] = []

    var isEmpty: Bool { items.isEmpty }
    var count: Int { items.count }
    var first: Int64? { items.first }

    mutating func insert(_ item: Int64) {
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child] < items[parent] else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> Int64? {
        guard let last = items.popLast() else { return nil }
        guard let first = items.first else { return last }
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < items.count else { break }
            if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
            guard items[child] < last else { break }
            items[hole] = items[child]
            hole = child
        }
        items[hole] = last
        return first
    }
}
