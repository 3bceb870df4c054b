package import Vocabulary

/// Wall-clock time that does not go back, as long as the wall clock can be believed.
///
/// A step back of up to a second is held at the highest value seen until the wall clock is there again. After a larger one
/// time runs on from that value, so that what waits for a time does not stand still for as long as the step was. A step of
/// more than a day takes back a time that was wrong: it is followed.
package struct HeldClock: Sendable {
    private static let held = Duration.seconds(1)
    private static let believed = Duration.seconds(86_400)
    private var last: (time: Timestamp, running: Duration)?

    package init() {}

    /// The time now.
    ///
    /// - Parameter running: Of a clock that nobody sets; any origin.
    package mutating func read(wall: Timestamp, running: Duration) -> Timestamp {
        guard let last, wall < last.time, last.time - wall <= Self.believed else {
            last = (wall, running)
            return wall
        }
        guard last.time - wall > Self.held else { return last.time }
        let time = last.time + max(.zero, running - last.running)
        self.last = (time, running)
        return time
    }
}
