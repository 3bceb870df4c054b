import Pattern
import Testing

struct PatternTests {
    @Test func `groups come back as text, absent ones as nil`() throws {
        let pattern = try Pattern("(?<verb>pause|stop)(?: (?<swarm>\\w+))?(?<now> now)?", .wholeSubject)
        #expect(pattern.groupNames.map(\.name) == ["verb", "swarm", "now"])
        let match = try #require(try pattern.firstMatch(in: "pause shop"))
        #expect(match.map { $0.map(String.init) } == ["pause shop", "pause", "shop", nil])
        #expect(try pattern.firstMatch(in: "please pause shop") == nil)
        #expect(try pattern.firstMatch(in: "pause shop ") == nil)
    }

    @Test func `a wrong expression says where`() {
        #expect {
            _ = try Pattern("a(b")
        } throws: { error in
            if case PatternError.syntax(_, offset: 3) = error { true } else { false }
        }
    }

    @Test func `a hostile subject meets the limit instead of a hang`() throws {
        let pattern = try Pattern("(?:a|aa|a?)+$", .wholeSubject, limits: .init(match: 1_000))
        #expect(throws: PatternError.limit) {
            _ = try pattern.firstMatch(in: String(repeating: "a", count: 5_000) + "b")
        }
    }

    @Test func `an empty subject can match`() throws {
        #expect(try Pattern("a*", .wholeSubject).firstMatch(in: "") != nil)
        let space = MatchSpace(groupCount: 0)
        #expect(try Pattern("a*").matches(UnsafeBufferPointer(start: nil, count: 0), in: space))
    }

    @Test func `unicode counts characters, not bytes`() throws {
        #expect(try Pattern("...", [.wholeSubject, .unicode]).firstMatch(in: "äöü") != nil)
        #expect(try Pattern("...", .wholeSubject).firstMatch(in: "äöü") == nil)
    }

    @Test func `a space for fewer groups is refused`() throws {
        let pattern = try Pattern("(a)(b)")
        let space = MatchSpace(groupCount: 1)
        #expect(throws: PatternError.groups) {
            try Array("ab".utf8).withUnsafeBufferPointer { _ = try pattern.matches($0, in: space) }
        }
    }

    @Test func `one pattern serves many threads at once`() async throws {
        let pattern = try Pattern("(\\d+)-(\\d+)", .wholeSubject)
        #expect(pattern.isJustInTime)
        await withTaskGroup(of: Bool.self) { group in
            for lane in 0..<8 {
                group.addTask { @concurrent in
                    (0..<500).allSatisfy { number in
                        let match = try? pattern.firstMatch(in: "\(lane)-\(number)")
                        return match?[1].map(String.init) == "\(lane)" && match?[2].map(String.init) == "\(number)"
                    }
                }
            }
            for await allRight in group { #expect(allRight) }
        }
    }
}
