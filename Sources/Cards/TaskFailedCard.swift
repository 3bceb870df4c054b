/// Why a task failed, what it said last, and what to say next.
package struct TaskFailedCard: Hashable, Sendable {
    package var swarm: String
    package var number: Int
    package var title: String
    /// In words: `its checks failed 3 times`.
    package var reason: String
    package var command: String?
    package var exit: Int?
    /// The end of the output, written by others.
    package var output: String?
    /// Tasks that cannot start because of it.
    package var holdsUp: [Int]

    package init(
        swarm: String, number: Int, title: String, reason: String, command: String? = nil, exit: Int? = nil,
        output: String? = nil, holdsUp: [Int] = []
    ) {
        self.swarm = swarm
        self.number = number
        self.title = title
        self.reason = reason
        self.command = command
        self.exit = exit
        self.output = output
        self.holdsUp = holdsUp
    }

    package func render() -> OutboundMessage {
        var lines = [
            "✗ *Task \(number) of \(CardText.title(swarm, limit: 40)) failed*: \(CardText.title(title))",
            "Why: \(CardText.title(reason, limit: 200))",
        ]
        if let command {
            let ended = exit.map { " ended with \($0)" } ?? ""
            lines.append("\(Inert.code(command, limit: 160))\(ended)")
        }
        if let output, !output.isEmpty {
            let tail = output.split(separator: "\n").suffix(5).joined(separator: "\n")
            lines.append(Inert.quote(tail, lines: 5, width: 120))
        }
        if !holdsUp.isEmpty {
            lines.append("\(CardText.count(holdsUp.count, "task")) cannot start: \(CardText.numbers(holdsUp)).")
        }
        let name = CardText.title(swarm, limit: 40)
        lines.append(
            "Say *retry \(number) of \(name)*, *log of task \(number) of \(name)* or *drop task \(number) of \(name)*.")
        return OutboundMessage(lines.joined(separator: "\n"))
    }
}
