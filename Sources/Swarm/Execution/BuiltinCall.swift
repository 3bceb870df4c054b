package import LanguageModel
import Vocabulary

/// A call of a tool in a model's reply.
package struct BuiltinCall: Hashable, Sendable {
    package enum Order: Hashable, Sendable {
        case run(command: String, seconds: Int)
        /// The call cannot be carried out; the text tells the model why.
        case refuse(String)
    }

    /// What goes back to the model.
    package struct Outcome: Hashable, Sendable {
        package var id: String
        package var text: String
        package var isError: Bool

        package init(id: String, text: String, isError: Bool) {
            self.id = id
            self.text = text
            self.isError = isError
        }
    }

    package static let defaultSeconds = 120
    private static let maxSeconds = 600
    private static let maxCommandBytes = 256 << 10

    /// The only tool.
    package static let tool = ModelTool(
        name: "shell",
        description: "Runs a script with sh at the root of the repository and returns its exit status and output.",
        input: [
            "type": "object",
            "properties": [
                "command": ["type": "string", "description": "The script."],
                "seconds": [
                    "type": "integer",
                    "description": .string(
                        "Longest run time in seconds, \(defaultSeconds) by default, \(maxSeconds) at most."),
                ],
            ],
            "required": ["command"],
        ])

    package let id: String
    package let order: Order

    /// The calls of a reply, in their order; every one has to be answered.
    static func calls(in reply: ModelReply, limit: Int) -> [BuiltinCall] {
        let uses = reply.content.compactMap { piece -> (id: String, name: String, input: JSONValue)? in
            if case .toolUse(let id, let name, let input) = piece { (id, name, input) } else { nil }
        }
        return uses.enumerated().map { index, use in
            let order: Order =
                if reply.stop == .maxTokens {
                    .refuse("The answer was cut off at its longest length, so nothing was run. Use smaller steps.")
                } else if index >= limit {
                    .refuse("Not run: more than \(limit) calls in one turn.")
                } else {
                    order(use.name, use.input)
                }
            return BuiltinCall(id: use.id, order: order)
        }
    }

    private static func order(_ name: String, _ input: JSONValue) -> Order {
        guard name == tool.name else { return .refuse("There is no tool “\(name.prefix(80))”; there is only shell.") }
        guard let command = input["command"]?.string, command.contains(where: { !$0.isWhitespace }) else {
            return .refuse("The call lacks its `command`, a string.")
        }
        guard command.utf8.count <= maxCommandBytes, !command.utf8.contains(0) else {
            return .refuse("The command is longer than \(maxCommandBytes >> 10) KiB or holds a NUL; write in pieces.")
        }
        let seconds = input["seconds"]?.integer ?? Int64(defaultSeconds)
        return .run(command: command, seconds: Int(min(max(seconds, 1), Int64(maxSeconds))))
    }
}
