import TestSupport
import Testing

@testable import Cards

struct MessageChunksTests {
    @Test func `a short text stays whole and has no number`() {
        #expect(MessageChunks.split("hello", limit: 100) == ["hello"])
    }

    @Test func `parts are cut between paragraphs and numbered`() {
        let paragraph = String(repeating: "word ", count: 12)
        let parts = MessageChunks.split("\(paragraph)\n\n\(paragraph)\n\n\(paragraph)", limit: 100)
        #expect(parts.count == 3)
        #expect(parts[1].hasPrefix("2/3\nword"))
        #expect(parts.allSatisfy { !$0.hasSuffix("\n") })
    }

    @Test func `a code block that is cut is closed and opened again`() {
        let code = (1...40).map { "line \($0)" }.joined(separator: "\n")
        let parts = MessageChunks.split("Look:\n```\n\(code)\n```\nDone.", limit: 120)
        #expect(parts.count > 2)
        for part in parts {
            #expect(part.split(separator: "\n").count(where: { $0.hasPrefix("```") }).isMultiple(of: 2), "\(part)")
        }
    }

    @Test func `what is far too long says so`() {
        let parts = MessageChunks.split(String(repeating: "word ", count: 10_000), limit: 200, maximum: 3)
        #expect(parts.count == 3)
        #expect(parts[2].hasSuffix("… the rest is too long for a chat."))
        #expect(parts.allSatisfy { $0.utf16.count <= 200 })
    }

    @Test func `no part is over the limit, no grapheme is broken, nothing is lost`() {
        let pieces = ["a", "word", " ", "\n", "\n\n", "é", "👩‍👩‍👧‍👦", "🇩🇪", "漢字", "```\n", String(repeating: "x", count: 70)]
        for seed in 0..<200 {
            var random = SeededRandom(seed: UInt64(seed))
            let text = (0..<random.next(300)).map { _ in pieces[random.next(pieces.count)] }.joined()
            let limit = 64 + random.next(200)
            let parts = MessageChunks.split(text, limit: limit, maximum: 1_000)
            #expect(parts.allSatisfy { $0.utf16.count <= limit }, "seed \(seed)")
            let bodies = parts.count == 1 ? parts : parts.map { $0.drop { $0 != "\n" }.dropFirst() }.map(String.init)
            func content(_ text: String) -> String { text.filter { !$0.isWhitespace && $0 != "`" } }
            #expect(content(bodies.joined()) == content(text), "seed \(seed)")
        }
    }

    @Test func `a grapheme as long as a message is replaced`() {
        let giant = "a" + String(repeating: "\u{301}", count: 5_000)
        let parts = MessageChunks.split("x \(giant) y", limit: 100)
        #expect(parts.allSatisfy { $0.utf16.count <= 100 })
    }
}
