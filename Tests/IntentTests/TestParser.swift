@testable import Intent

/// One parser for all tests: compiling the grammar takes longer than most of them.
enum TestParser {
    private static let result = Result { try RuleParser() }

    static func shared() throws -> RuleParser { try result.get() }
}
