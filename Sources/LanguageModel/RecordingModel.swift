/// Passes requests on to another model and keeps each with its reply, for `ReplayModel`.
package struct RecordingModel: LanguageModel {
    private let model: any LanguageModel
    private let folder: RecordingFolder
    private let recordedWith: String

    /// - Parameter recordedWith: what answers, and when, for people who read the files.
    package init(_ model: any LanguageModel, folder path: String, recordedWith: String) {
        self.model = model
        folder = RecordingFolder(path: path)
        self.recordedWith = recordedWith
    }

    /// - Throws: what the other model throws, and the file system's error when the recording cannot be written.
    package func complete(_ request: ModelRequest) async throws -> ModelReply {
        let reply = try await model.complete(request)
        try await folder.write(ModelRecording(request: request, reply: reply, recordedWith: recordedWith))
        return reply
    }
}
