import Testing
import Vocabulary

@testable import Intent

struct GrammarTests {
    @Test func `every rule compiles`() throws {
        #expect(try Grammar().rules.count > 300)
        _ = try CreateOptions()
    }

    @Test func `every intent has a rule`() throws {
        let covered = Set(try Grammar().rules.map(\.rule.intent))
        #expect(Set(IntentName.allCases).subtracting(covered) == [.unknown])
    }

    @Test func `no rule waits for a word that the tokeniser drops or rewrites`() throws {
        let macros = Grammar.macros()
        for rule in Grammar.allRules.map(\.notation) + Grammar.wrapperNotations.map(\.1) {
            let expression = try GrammarExpression(rule, macros: macros)
            #expect(Self.lost(expression.words).isEmpty, "\(rule)")
        }
        #expect(Self.lost(macros.words).isEmpty)
    }

    private static func lost(_ words: Set<String>) -> Set<String> {
        words.filter { word in
            Spelling.weights[word] != nil || Spelling.shortForms[word].map { $0 != [word] } == true
                || Spelling.numberWords[word] != nil
        }
    }
}
