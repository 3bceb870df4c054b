import FoundationEssentials
import LanguageModel
import Testing

@Suite struct PromptTests {
    private func prompt(_ body: String) throws -> Prompt {
        try Prompt(name: "sample", file: Array("---\nversion: 3\n---\n\(body)\n".utf8))
    }

    @Test func `a prompt has a version and the placeholders of its text`() throws {
        let prompt = try prompt("Split {{prd}} for {{repository}}; {{prd}} again.")
        #expect(prompt.version == 3)
        #expect(prompt.placeholders == ["prd", "repository"])
        #expect(try prompt.render(["prd": "A", "repository": "B"]) == "Split A for B; A again.")
    }

    @Test func `braces inside a value are not expanded`() throws {
        let prompt = try prompt("{{a}} {{b}}")
        #expect(try prompt.render(["a": "{{b}}", "b": "{{a}}"]) == "{{b}} {{a}}")
    }

    @Test func `a missing and an unknown value are errors that name them`() throws {
        let prompt = try prompt("{{a}}")
        #expect(throws: PromptError.self) { try prompt.render([:]) }
        let error = #expect(throws: PromptError.self) { try prompt.render(["a": "1", "typo": "2"]) }
        #expect(error?.description.contains("typo") == true)
    }

    @Test(arguments: [
        "text", "---\nversion: 1\n", "---\nversion: x\n---\ntext", "---\nversion: 0\n---\ntext",
        "---\nauthor: a\n---\ntext", "---\nversion: 1\n---\n\n", "---\nversion: 1\n---\n{{open",
        "---\nversion: 1\n---\n{{ a }}",
        "---\nversion: 1\n---\n{{Name}}",
    ])
    func `a malformed file is refused`(file: String) {
        #expect(throws: PromptError.self) { try Prompt(name: "sample", file: Array(file.utf8)) }
    }

    @Test func `a folder overrides by name and has to keep the placeholders`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-prompts-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ name: String, _ body: String) throws {
            try Data("---\nversion: 9\n---\n\(body)".utf8).write(to: URL(filePath: "\(folder)/\(name).md"))
        }
        let files = ["greet": Array("---\nversion: 1\n---\nHello {{name}}".utf8)]

        try write("greet", "Hi {{name}}!")
        var library = try PromptLibrary(files: files)
        try library.override(from: folder)
        #expect(try library.prompt(named: "greet").version == 9)
        #expect(try library.prompt(named: "greet").render(["name": "Bo"]) == "Hi Bo!")

        try write("greet", "Hi")
        #expect(throws: PromptError.self) { try library.override(from: folder) }
        try write("greet", "Hi {{name}}!")
        try write("other", "x")
        let error = #expect(throws: PromptError.self) { try library.override(from: folder) }
        #expect(error?.description.contains("greet") == true)
    }

    @Test func `every file of the prompts folder is compiled in and readable`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "prompts").path)
            .filter { $0.hasSuffix(".md") && $0 != "README.md" }.map { String($0.dropLast(3)) }
        let library = try PromptLibrary()
        #expect(library.names == names.sorted())
        for name in names {
            let file = try Data(contentsOf: root.appending(path: "prompts/\(name).md"))
            #expect(try library.prompt(named: name) == Prompt(name: name, file: Array(file)))
        }
    }
}
