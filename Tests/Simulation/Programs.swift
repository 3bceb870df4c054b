/// Programs that call the interface.
struct Programs {
    var count = 0
    /// What was answered, by key.
    var answers: [String: String] = [:]
}
