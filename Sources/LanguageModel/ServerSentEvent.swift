/// One event of a `text/event-stream` (HTML Living Standard, section 9.2).
struct ServerSentEvent: Hashable, Sendable {
    /// The event's type; `message` where the stream names none.
    var type: String
    var data: String
}
