import FoundationEssentials
import LanguageModel
import Testing
import Vocabulary

@Suite struct ReplayTests {
    private struct FixedModel: LanguageModel {
        func complete(_ request: ModelRequest) async throws -> ModelReply {
            ModelReply(
                content: [
                    .opaque(["type": "thinking"]), .text("yes"),
                    .toolUse(id: "1", name: "look", input: ["a": .number(1.5)]),
                ],
                stop: .toolUse, usage: ModelUsage(input: 10, cachedInput: 3, output: 2))
        }
    }

    private let request = ModelRequest(
        model: "m", system: "s", messages: [ModelMessage(.user, text: "q")], schema: ["type": "object"],
        tools: [ModelTool(name: "look", description: "d", input: ["type": "object"])])

    @Test func `what was recorded is replayed, and nothing else`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-replay-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let recorded = try await RecordingModel(FixedModel(), folder: folder, recordedWith: "a test").complete(request)
        let replay = ReplayModel(folder: folder)
        #expect(try await replay.complete(request) == recorded)

        var other = request
        other.system = "t"
        let error = await #expect(throws: LanguageModelError.self) { try await replay.complete(other) }
        #expect(error?.code == .notRecorded)
        #expect(error?.description.contains(other.digest) == true)

        // A file under another request's name is not believed.
        try FileManager.default.copyItem(
            atPath: "\(folder)/\(request.digest).json", toPath: "\(folder)/\(other.digest).json")
        let forged = await #expect(throws: LanguageModelError.self) { try await replay.complete(other) }
        #expect(forged?.code == .malformed)
    }

    @Test func `the digest names the request across runs`() {
        #expect(request.digest == "23ab5fad4671c915b7a62b71e6054ba1b18289494b3a149bb3abf9ea6162a90d")
        var other = request
        other.maxTokens += 1
        #expect(other.digest != request.digest)
    }
}
