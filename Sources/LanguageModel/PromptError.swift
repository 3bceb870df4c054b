/// Why a prompt could not be loaded or rendered; the description names the prompt and what to change.
package struct PromptError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
