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
        #expect(error?.description.contains(other.recordingDigest) == true)

        // A file under another request's name is not believed.
        try FileManager.default.copyItem(
            atPath: "\(folder)/\(request.recordingDigest).json",
            toPath: "\(folder)/\(other.recordingDigest).json")
        let forged = await #expect(throws: LanguageModelError.self) { try await replay.complete(other) }
        #expect(forged?.code == .malformed)
    }

    @Test(arguments: [true, false])
    func `a recording is found on a machine with other programs, and says which it was made with`(hasTools: Bool) {
        var (here, there) = (request, request)
        if !hasTools { (here.tools, there.tools) = ([], []) }
        here.surroundings = "python3 3.11"
        there.surroundings = nil
        #expect(here.recordingDigest == there.recordingDigest)
        #expect(here.digest != there.digest)
    }

    private func conversation(_ output: String, _ command: String = "make") -> String {
        var request = request
        request.messages += [
            ModelMessage(.assistant, [.toolUse(id: "1", name: "look", input: ["command": .string(command)])]),
            ModelMessage(.user, [.toolResult(id: "1", text: output, isError: false)]),
        ]
        return request.recordingDigest
    }

    @Test(arguments: [
        ("Ran 5 tests in 0.003s\n\nOK", "Ran 5 tests in 1.2s\n\nOK"),
        ("done after 2 seconds.", "done after 11 seconds."),
        ("commit f093254f8d3356aeca9d6323496fde7a0a2252ad", "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
        ("[task 1a2b3c4] Begin", "[task 4c3b2a1] Begin"),
        ("Date:   Fri Nov 20 09:34:01 2026 +0000", "Date:   Sat Jan 2 19:04:59 2027 +0000"),
        ("-rw-r--r--  1 agent agent    0 Nov 20 09:34 f1", "-rw-r--r-- 1 agent agent 0 Dec  1 19:00 f1"),
        ("at 2026-11-20T09:34:01Z", "at 2027-01-02T00:00:00Z"),
        ("/tmp/tmp.e3ItY2u96T", "/tmp/tmp.xxxxxxxxxx"),
        ("<object at 0x7f00aa>", "<object at 0x7ffe12>"),
    ])
    func `what differs from run to run does not lose a recording`(first: String, second: String) {
        #expect(conversation(first) == conversation(second))
    }

    @Test(arguments: [
        ("Ran 5 tests in 0.003s", "Ran 6 tests in 0.003s"), ("OK", "FAILED"), ("a\nb", "a b"),
        ("exit status 1", "exit status 2"),
        ("total 2026", "total 2027"), ("1:15", "1:5"),
    ])
    func `what a command said otherwise counts`(first: String, second: String) {
        #expect(conversation(first) != conversation(second))
    }

    @Test func `what the model said counts exactly`() {
        #expect(conversation("", "sleep 1s") != conversation("", "sleep 2s"))
        var plain = request
        plain.tools = []
        plain.messages = [ModelMessage(.user, text: "wait 1s")]
        #expect(plain.recordingDigest == plain.digest)
    }

    @Test func `the digest names the request across runs`() {
        #expect(request.digest == "23ab5fad4671c915b7a62b71e6054ba1b18289494b3a149bb3abf9ea6162a90d")
        var other = request
        other.maxTokens += 1
        #expect(other.digest != request.digest)
    }
}
