import Vocabulary

/// Events that were written together: one row of the log.
///
/// A line holds one event, its members between tabs; that of an event that was removed is empty, so that a line's place
/// says its cursor. No page reaches over a block of cursors.
struct EventPage {
    /// How many cursors a block has.
    static let block: Int64 = 256

    /// The cursor of its first line.
    let first: Int64
    /// How many lines it has.
    private(set) var count: Int64 = 0
    /// The lines, each ended by a line feed.
    private(set) var lines: [UInt8] = []
    /// When the newest of them was written, in milliseconds since 1970.
    private(set) var at: Int64 = 0

    private static let tab = UInt8(ascii: "\t")
    private static let lineFeed = UInt8(ascii: "\n")

    init(first: Int64) {
        self.first = first
        lines.reserveCapacity(4_096)
    }

    /// Whether the next event belongs to another block.
    var isFull: Bool { (first + count) % Self.block == 0 && count > 0 }

    // MARK: Writing

    mutating func append(
        _ type: EventType, at: Timestamp, swarm: SwarmID?, task: TaskCore?, agent: AgentID?, data: String?
    ) {
        lines += type.rawValue.utf8
        append(at.milliseconds)
        append(swarm?.value)
        append(task?.id.value)
        append((task?.number).map(Int64.init))
        append(agent?.value)
        lines.append(Self.tab)
        // Between the members of JSON a control character is space, and inside of them there is none.
        if let data { for byte in data.utf8 { lines.append(max(byte, 32)) } }
        lines.append(Self.lineFeed)
        count += 1
        self.at = max(self.at, at.milliseconds)
    }

    private mutating func append(_ number: Int64?) {
        lines.append(Self.tab)
        if let number { lines += String(number).utf8 }
    }

    /// Takes the last event back; the bytes and the time are those from before it.
    mutating func removeLast(bytes: Int, at: Int64) {
        lines.removeSubrange(bytes...)
        count -= 1
        self.at = at
    }

    // MARK: Reading

    /// Reads a row's lines.
    ///
    /// - Throws: `StoreError` where a line is not one.
    static func read(_ lines: String, first: Int64) throws -> [EventRecord] {
        try lines.utf8.split(separator: lineFeed, omittingEmptySubsequences: false).enumerated().compactMap {
            try $1.isEmpty ? nil : EventRecord(line: $1, cursor: first + Int64($0))
        }
    }

    /// The lines without those of some events, and how many are left; nil where none of them is there.
    static func lines(
        _ lines: String, first: Int64, without isRemoved: (EventRecord) -> Bool
    ) throws -> (lines: String, kept: Int)? {
        var kept = 0
        var hasRemoved = false
        let left = try lines.utf8.split(separator: lineFeed, omittingEmptySubsequences: false).enumerated().map {
            place, line in
            guard !line.isEmpty else { return "" }
            guard try !isRemoved(EventRecord(line: line, cursor: first + Int64(place))) else {
                hasRemoved = true
                return ""
            }
            kept += 1
            return String(Substring(line))
        }
        return hasRemoved ? (left.joined(separator: "\n"), kept) : nil
    }
}

extension EventRecord {
    fileprivate init(line: Substring.UTF8View.SubSequence, cursor: Int64) throws {
        let members = line.split(separator: UInt8(ascii: "\t"), maxSplits: 6, omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard members.count == 7, let at = Int64(members[1]) else {
            throw StoreError.conflict("event \(cursor) cannot be read")
        }
        self.init(
            cursor: cursor, type: try Column.value(EventType(rawValue: String(members[0])), "event.type"),
            at: Timestamp(milliseconds: at), swarm: Int64(members[2]).map(SwarmID.init(_:)),
            task: Int64(members[3]).map(TaskID.init(_:)), number: Int(members[4]),
            agent: Int64(members[5]).map(AgentID.init(_:)), data: members[6].isEmpty ? nil : String(members[6]))
    }
}
