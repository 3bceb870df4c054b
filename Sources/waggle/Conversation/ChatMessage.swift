import CommandLine
import Vocabulary

/// One message of a conversation as the API shows it.
struct ChatMessage {
    let json: JSONValue
    let id: Int64
    let isOutgoing: Bool
    /// In our light markup.
    let text: String
    let buttons: [Button]
    let inReplyTo: String?
    let swarm: String?

    /// Nil where it is no message.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string.flatMap({ Int64($0) }), let text = json["text"]?.string else { return nil }
        self.json = json
        self.id = id
        self.text = text
        isOutgoing = json["direction"]?.string == "out"
        buttons = (json["buttons"]?.array ?? []).compactMap { button in
            guard let id = button["id"]?.string, let title = button["title"]?.string else { return nil }
            return Button(id: id, title: title)
        }
        inReplyTo = json["in_reply_to"]?.string
        swarm = json["swarm"]?.string
    }

    /// What people see: the text, and the buttons each with what to give back.
    ///
    /// - Parameter label: What stands before a button's title, from its place and its id.
    func lines(hasStyle: Bool, label: (Int, Button) -> String) -> String {
        let buttons = buttons.enumerated().map { index, button in
            "  \(label(index, button)) \(Terminal.inert(button.title))"
        }
        return ([Terminal.text(text, hasStyle: hasStyle)] + buttons).joined(separator: "\n")
    }
}
