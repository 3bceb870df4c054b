import Vocabulary

/// Events that a batch has emitted and not written yet, and the cursor of the last one.
///
/// One row for many events costs less than a row each.
struct PendingEvents {
    /// The last cursor that was given out; nil until it was read from the rows.
    var last: Int64?
    private var pages: [EventPage] = []

    /// How to take back the newest event.
    struct Place {
        fileprivate let opened: Bool
        fileprivate let bytes: Int
        fileprivate let at: Int64
    }

    var isEmpty: Bool { pages.isEmpty }

    /// Gives the event the next cursor after `last`.
    mutating func append(
        after last: Int64, _ type: EventType, at: Timestamp, swarm: SwarmID?, task: TaskCore?, agent: AgentID?,
        data: String?
    ) -> Place {
        let opens = pages.last?.isFull ?? true
        if opens { pages.append(EventPage(first: last + 1)) }
        let index = pages.count - 1
        let place = Place(opened: opens, bytes: pages[index].lines.count, at: pages[index].at)
        pages[index].append(type, at: at, swarm: swarm, task: task, agent: agent, data: data)
        self.last = last + 1
        return place
    }

    mutating func removeLast(_ place: Place) {
        last = last.map { $0 - 1 }
        if place.opened {
            pages.removeLast()
        } else {
            pages[pages.count - 1].removeLast(bytes: place.bytes, at: place.at)
        }
    }

    /// Takes the pages out to be written.
    mutating func take() -> [EventPage] {
        defer { pages = [] }
        return pages
    }

    /// Puts back what was taken: it was not written after all.
    mutating func putBack(_ taken: [EventPage]) { pages = taken + pages }

    /// Nobody knows what is in the log.
    mutating func forget() { self = PendingEvents() }
}
