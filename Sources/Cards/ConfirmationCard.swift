package import Vocabulary

/// A question before something costly or irreversible, naming what it will do to what.
package struct ConfirmationCard: Hashable, Sendable {
    /// What it would do: `Cancel the swarm shop`.
    package var action: String
    /// What follows from it: `3 running tasks are stopped`.
    package var consequences: [String]
    package var price: Money?
    /// What the person said, where it was read with a guess.
    package var readAs: String?
    /// To answer by typing where "yes" alone would be ambiguous.
    package var code: String
    package var expiresInSeconds: Int
    package var buttons: [Button]

    package init(
        action: String, consequences: [String] = [], price: Money? = nil, readAs: String? = nil, code: String,
        expiresInSeconds: Int, buttons: [Button]
    ) {
        self.action = action
        self.consequences = consequences
        self.price = price
        self.readAs = readAs
        self.code = code
        self.expiresInSeconds = expiresInSeconds
        self.buttons = buttons
    }

    package func render() -> OutboundMessage {
        var lines = ["*\(CardText.title(action, limit: 160))?*"]
        if let readAs { lines.append("I read your message as: \(CardText.title(readAs, limit: 120))") }
        lines += consequences.prefix(6).map { "- \(CardText.title($0, limit: 120))" }
        if let price { lines.append("💵 up to \(price)") }
        lines.append(
            "Say *yes* or *yes \(code)*, or *no*. Nothing happens without it; the question ends in "
                + "\(CardText.duration(seconds: expiresInSeconds)).")
        return OutboundMessage(lines.joined(separator: "\n"), buttons: buttons)
    }
}
