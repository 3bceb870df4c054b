/// A request with the reply that was given to it, as a recording file holds it.
struct ModelRecording: Codable {
    var request: ModelRequest
    var reply: ModelReply
    /// What answered, and when: for people.
    var recordedWith: String

    enum CodingKeys: String, CodingKey {
        case request, reply
        case recordedWith = "recorded_with"
    }
}
