import FoundationEssentials
import Planner
import Subprocess
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(2))) struct ExampleTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    private func document(_ name: String) throws -> String {
        let bytes = try #require(FileManager.default.contents(atPath: "\(Self.root)/examples/\(name)"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func status(of script: String, in folder: String) async throws -> (Bool, String) {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "/bin/sh", arguments: ["-eu", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
                directory: folder, errorDestination: .output, timeout: .seconds(20)))
        return (result.termination.isSuccess, result.outputText)
    }

    @Test(arguments: [("greeting.md", 2), ("checklist.md", 3), ("todo.md", 8)])
    func `an example is planned and builds what its checks ask for`(name: String, count: Int) async throws {
        let plan = try await Planner().plan(try document(name), context: PlanningContext())
        #expect(plan.tasks.count == count)
        #expect(plan.notes == [])
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-example-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for task in plan.tasks {
            for check in task.checks {
                let (passed, _) = try await status(of: check, in: folder)
                #expect(!passed, "task \(task.number) passes before it is done: \(check)")
            }
            let (ran, output) = try await status(of: try #require(task.run), in: folder)
            #expect(ran, "task \(task.number): \(output)")
            for check in task.checks {
                let (passed, output) = try await status(of: check, in: folder)
                #expect(passed, "task \(task.number): \(check)\n\(output)")
            }
        }
    }

    @Test func `the eight tasks have a diamond`() async throws {
        let plan = try await Planner().plan(try document("todo.md"), context: PlanningContext())
        #expect(plan.tasks.map(\.dependsOn) == [[], [1], [1], [2], [2, 3], [2], [4, 5, 6], [7]])
        #expect(plan.requirements.map(\.id) == ["R1", "R2", "R3", "R4", "R5", "R6"])
    }

    @Test func `the document without tasks asks for them`() async throws {
        let text = try document("notes-api.md")
        await #expect(throws: PlanningError.self) { try await Planner().plan(text, context: PlanningContext()) }
    }
}
