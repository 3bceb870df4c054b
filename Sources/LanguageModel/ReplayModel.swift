/// Answers from a folder of recordings, and only from it: a request without one is the error `notRecorded`.
package struct ReplayModel: LanguageModel {
    private let folder: RecordingFolder

    package init(folder path: String) { folder = RecordingFolder(path: path) }

    package func complete(_ request: ModelRequest) async throws -> ModelReply { try await folder.reply(to: request) }
}
