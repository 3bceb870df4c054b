package import Vocabulary

/// The time in which no lease is revoked for its age: agents had nobody to send heartbeats to.
///
/// It lasts one lease time from a start, from an outage of the database, and from a jump of the wall clock against a clock
/// that only counts while the machine runs.
package struct RevocationBlackout: Sendable {
    private let lease: Duration
    /// When revoking begins again.
    package private(set) var ends: Timestamp
    private var seen: (wall: Timestamp, running: Duration)
    private var returned: Timestamp?

    /// - Parameter running: Of a clock that nobody sets and that stands while the machine sleeps; any origin.
    package init(leaseSeconds: Int, wall: Timestamp, running: Duration) {
        lease = .seconds(leaseSeconds)
        ends = wall + lease
        seen = (wall, running)
    }

    /// Since when agents could reach this control plane.
    package var reachableSince: Timestamp { ends - lease }

    /// Says whether leases may be revoked now; notices jumps since the last call.
    ///
    /// - Parameter databaseReturned: When the database last came back after it was away.
    package mutating func mayRevoke(wall: Timestamp, running: Duration, databaseReturned: Timestamp? = nil) -> Bool {
        // Where the clock was set back it would last as long as the step was.
        ends = min(ends, wall + lease)
        if wall - seen.wall - (running - seen.running) > max(lease / 3, .seconds(1)) { ends = wall + lease }
        if let databaseReturned, databaseReturned != returned {
            returned = databaseReturned
            ends = max(ends, min(databaseReturned, wall) + lease)
        }
        seen = (wall, running)
        return wall >= ends
    }
}
