/// Keeps the first or the last `limit` bytes of what it is given.
package struct OutputCollector: Sendable {
    package let limit: Int
    package let keepsTail: Bool
    package private(set) var isTruncated = false
    private var kept: [UInt8] = []

    package init(limit: Int, keepsTail: Bool) {
        self.limit = max(0, limit)
        self.keepsTail = keepsTail
    }

    package var bytes: [UInt8] { keepsTail ? kept.suffix(limit) : kept }

    package mutating func append(_ chunk: some Collection<UInt8>) {
        guard keepsTail else {
            let room = limit - kept.count
            kept.append(contentsOf: chunk.prefix(room))
            isTruncated = isTruncated || chunk.count > room
            return
        }
        kept.append(contentsOf: chunk)
        isTruncated = isTruncated || kept.count > limit
        // Dropping the front each time would copy the whole tail for every small chunk.
        if kept.count > 2 * limit + 4_096 { kept.removeFirst(kept.count - limit) }
    }
}
