import Crypto

extension ModelRequest {
    /// The name of the request's recording: its digest without `surroundings`, and in conversations with tools without what
    /// differs between two runs of the same commands.
    ///
    /// Durations, clock times, dates, commit ids, addresses and names below `/tmp` in what the user's side says count as
    /// one; everything the model said counts exactly.
    package var recordingDigest: String {
        var request = self
        request.surroundings = nil
        guard !tools.isEmpty else { return request.digest }
        for index in messages.indices where messages[index].speaker == .user {
            request.messages[index].content = messages[index].content.map { piece in
                switch piece {
                case .text(let text): .text(RepeatableText.of(text))
                case .toolResult(let id, let text, let isError):
                    .toolResult(id: id, text: RepeatableText.of(text), isError: isError)
                default: piece
                }
            }
        }
        return request.digest
    }
}
