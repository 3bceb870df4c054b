import FoundationEssentials
import Threading

/// A folder of recordings, one file per request, named by the request's digest; its thread does the reading and writing.
actor RecordingFolder {
    private let path: String
    private let executor = ThreadExecutor(name: "recordings")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(path: String) { self.path = path }

    deinit { executor.stop() }

    func reply(to request: ModelRequest) throws -> ModelReply {
        let digest = request.recordingDigest
        guard let data = FileManager.default.contents(atPath: "\(path)/\(digest).json") else {
            throw LanguageModelError(
                .notRecorded,
                "There is no recording of the request \(digest) to \(request.model): record it, or check "
                    + "what changed in the prompt.")
        }
        guard let recording = try? JSONDecoder().decode(ModelRecording.self, from: data),
            recording.request.recordingDigest == digest
        else {
            throw LanguageModelError(
                .malformed, "The recording \(digest) does not hold its own request: record it anew.")
        }
        return recording.reply
    }

    func write(_ recording: ModelRecording) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let file = URL(filePath: "\(path)/\(recording.request.recordingDigest).json")
        try encoder.encode(recording).write(to: file, options: .atomic)
    }
}
