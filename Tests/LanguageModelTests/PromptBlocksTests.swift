import LanguageModel
import Testing

@Suite struct PromptBlocksTests {
    @Test func `the same data has the same code, and data cannot close its own block`() throws {
        var (one, again, other) = (
            PromptBlocks(naming: ["a", "b"]), PromptBlocks(naming: ["a", "b"]), PromptBlocks(naming: ["a", "c"])
        )
        one.add("files", "x")
        again.add("files", "x")
        other.add("files", "x")
        #expect(one.text == again.text && one.text != other.text)
        let end = try #require(one.text.split(separator: "\n").last)
        #expect(end.hasPrefix("</files-") && end.count == "</files->".count + 12)
        // With the end of the old block in it, it is other data.
        var forged = PromptBlocks(naming: ["a", "b", String(end)])
        forged.add("files", String(end))
        #expect(forged.text.occurrences(of: String(end)) == 1 && !forged.text.hasSuffix("\(end)\n"))
    }

    @Test func `a list ends after a thousand names or 32 KB, and says what is missing`() {
        #expect(PromptBlocks.list([String](), rest: "more") == "(none yet)")
        #expect(PromptBlocks.list(["a", "b"], rest: "more") == "a\nb")
        let many = PromptBlocks.list((0..<1_003).map { "\($0)" }, rest: "more")
        #expect(many.hasSuffix("\n999\n(and 3 more)"))
        let long = String(repeating: "n", count: 16_383)
        #expect(PromptBlocks.list([long, long, "x"], rest: "others") == "\(long)\n\(long)\n(and 1 others)")
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func occurrences(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
