import Cards
import CommandLine
import Vocabulary

/// Text from the control plane on its way to a terminal: rendered, and unable to do anything there.
enum Terminal {
    /// A message of ours as text; styled where `hasStyle`.
    static func text(_ markup: String, hasStyle: Bool = false) -> String {
        (hasStyle ? Dialect.ansi : .plain).text(markup)
    }

    /// The sentence a command was answered with.
    static func text(_ answer: JSONValue) -> String { text(answer["text"]?.string ?? "Done.") }

    /// Text that others wrote, without anything that acts on a terminal.
    static func inert(_ text: String) -> String { Inert.withoutControls(text) }

    /// Whether data on standard output may carry styles.
    static func hasStyle(_ console: Console) -> Bool { console.isOutputTerminal && console.hasColor }

    /// Asks before what cannot be undone; where nobody can be asked the command itself was the decision.
    static func confirms(_ question: String, _ console: Console) -> Bool {
        guard console.isInteractive else { return true }
        console.say("\(question) [y/N]")
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
