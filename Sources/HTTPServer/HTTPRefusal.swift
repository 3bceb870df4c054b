/// A request the server answers by itself, without asking a handler; the connection closes after it.
struct HTTPRefusal: Error {
    let status: Int
    /// Tells the sender what to change.
    let detail: String

    init(_ status: Int, _ detail: String) {
        self.status = status
        self.detail = detail
    }
}
