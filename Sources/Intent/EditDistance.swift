/// Typing mistakes: Damerau-Levenshtein distance, where two neighbours swapped count as one edit.
enum EditDistance {
    /// The distance of the two words where it is at most `limit`, else nil.
    static func between(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        if left == right { return 0 }
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        var current = previous
        for row in 1...left.count {
            current[0] = row
            var smallest = row
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var cost = min(
                    previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforePrevious[column - 2] + 1)
                }
                current[column] = cost
                smallest = min(smallest, cost)
            }
            if smallest > limit { return nil }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }

    /// The names one edit away from what was written, nearest spelling only; empty for words of one or two letters.
    static func names(near written: String, in known: [String]) -> [String] {
        let bytes = Array(written.lowercased().utf8)
        guard bytes.count >= 3 else { return [] }
        return known.filter { between(bytes, Array($0.lowercased().utf8), limit: 1) != nil }
    }
}
