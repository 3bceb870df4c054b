import Intent
import Threading

/// The grammar, compiled when it is first wanted: its hundreds of patterns and their machine code take longer than the
/// whole rest of the start, and a third of the memory.
final class LateGrammar: Sendable {
    private let parser = Lock<RuleParser?>(nil)

    /// The parser; the first call compiles it, a quarter of a second, while others wait.
    func compiled() throws -> RuleParser {
        try parser.withLock { parser in
            if let parser { return parser }
            let made = try RuleParser()
            parser = made
            return made
        }
    }
}
