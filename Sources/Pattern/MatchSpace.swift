internal import CPCRE2

/// Where a match leaves its groups; reused from match to match, so that matching allocates nothing.
///
/// It belongs to one thread at a time, therefore it is not Sendable.
package final class MatchSpace {
    /// How many groups a pattern may have to be matched with this space.
    package let groupCount: Int
    let data: MatchData

    package init(groupCount: Int) {
        self.groupCount = max(0, min(groupCount, 65_534))
        data = MatchData(pairs: UInt32(self.groupCount + 1))
    }

    /// The bytes of the subject that a group of the last match covers; nil where the group took no part.
    package func range(of group: Int) -> Range<Int>? {
        guard group >= 0, group <= groupCount, let vector = pcre2_get_ovector_pointer_8(data.pointer) else {
            return nil
        }
        let start = vector[2 * group]
        let end = vector[2 * group + 1]
        guard start != Int.max, start >= 0, start <= end else { return nil }
        return start..<end
    }
}

/// The library's match data, freed with its owner.
final class MatchData {
    let pointer: OpaquePointer
    let assumingEmptySubject: UnsafeMutablePointer<UInt8>

    init(pairs: UInt32) {
        assumingEmptySubject = .allocate(capacity: 1)
        assumingEmptySubject.initialize(to: 0)
        guard let pointer = pcre2_match_data_create_8(pairs, nil) else {
            preconditionFailure("no memory for \(pairs) capture groups")
        }
        self.pointer = pointer
    }

    deinit {
        pcre2_match_data_free_8(pointer)
        assumingEmptySubject.deallocate()
    }
}
