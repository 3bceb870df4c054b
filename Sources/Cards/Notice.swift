package import Vocabulary

/// The short sentences that are no cards.
package enum Notice {
    /// To someone who is not known, once; it names no command and no swarm.
    package static let stranger = OutboundMessage(
        "Sorry, I only work for people I know. If you should be one of them, ask the person who runs this to add you.")

    package static func unreadable(_ kind: String) -> OutboundMessage {
        OutboundMessage("I can't read \(kind) messages. Text, buttons and documents work. Say *help* for examples.")
    }

    package static let forwarded = OutboundMessage(
        "That was forwarded, so I take nothing in it as a command. If it is a PRD, reply to it with: *build this*.")

    package static func tooLarge(_ name: String, megabytes: Int) -> OutboundMessage {
        OutboundMessage("\(CardText.bold(name)) is too large: I take files of up to \(megabytes) MB.")
    }

    package static func notAllowed(_ action: String, needs role: Role) -> OutboundMessage {
        OutboundMessage("You may not \(CardText.title(action)): that takes the role \(role.name).")
    }

    package static func late(_ text: String, seconds: Int) -> OutboundMessage {
        OutboundMessage(
            "\"\(CardText.title(text, limit: 80))\" reached me \(CardText.duration(seconds: seconds)) late, so I did "
                + "nothing. Send it again if you still want it.")
    }

    /// Names the nearest things to say, never runs one.
    package static func unknown(suggestions: [String]) -> OutboundMessage {
        let nearest = suggestions.prefix(2).map { "*\(CardText.title($0, limit: 60))*" }.joined(separator: " or ")
        return OutboundMessage(
            nearest.isEmpty
                ? "I did not understand that, and did nothing. Say *help* for examples."
                : "I did not understand that, and did nothing. Did you mean \(nearest)?")
    }

    package static func budget(swarm: String, spent: Money, cap: Money, isExhausted: Bool) -> OutboundMessage {
        let name = CardText.title(swarm, limit: 40)
        let doubled = Money(microdollars: cap.microdollars * 2)
        return OutboundMessage(
            isExhausted
                ? "💵 *\(name) has spent its cap*: \(spent) of \(cap). Nothing new starts. Say *cap \(name) at "
                    + "\(doubled)* to go on, or *results of \(name)*."
                : "💵 *\(name)* has spent \(spent) of \(cap).")
    }

    package static func blocked(swarm: String, number: Int, title: String, reason: String) -> OutboundMessage {
        let name = CardText.title(swarm, limit: 40)
        return OutboundMessage(
            "✋ *Task \(number) of \(name) waits for you*: \(CardText.title(title))\n\(Inert.quote(reason, lines: 6))\n"
                + "Answer with *tell task \(number) of \(name)* and what it should know.")
    }
}
