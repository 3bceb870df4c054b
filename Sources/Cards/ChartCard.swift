package import Vocabulary

/// A drawing of a swarm in fixed-width text, which every chat shows alike.
package struct ChartCard: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// What waits for what.
        case plan
        /// When each task was worked on.
        case timeline
        /// What each task cost.
        case cost
    }

    package struct Row: Hashable, Sendable {
        package var number: Int
        package var title: String
        package var state: TaskState
        package var dependsOn: [Int]
        /// Seconds from the swarm's beginning to the task's.
        package var begins: Int?
        /// Seconds from the swarm's beginning to the task's end, or to now.
        package var ends: Int?
        package var spent: Money

        package init(
            number: Int, title: String, state: TaskState, dependsOn: [Int] = [], begins: Int? = nil, ends: Int? = nil,
            spent: Money = .zero
        ) {
            self.number = number
            self.title = title
            self.state = state
            self.dependsOn = dependsOn
            self.begins = begins
            self.ends = ends
            self.spent = spent
        }
    }

    package var swarm: String
    package var kind: Kind
    package var rows: [Row]
    package var spent: Money
    package var budget: Money?

    package init(swarm: String, kind: Kind, rows: [Row], spent: Money = .zero, budget: Money? = nil) {
        self.swarm = swarm
        self.kind = kind
        self.rows = rows
        self.spent = spent
        self.budget = budget
    }

    /// A phone shows about so many columns without breaking lines.
    private static let width = 34
    private static let lines = 40
    private static let cells = 16

    package func render() -> OutboundMessage {
        let head = "*\(CardText.title(swarm, limit: 40))*: "
        guard !rows.isEmpty else { return OutboundMessage(head + "there is nothing to draw yet.") }
        switch kind {
        case .plan: return message(head + CardText.count(rows.count, "task"), tree())
        case .timeline:
            let begun = rows.filter { $0.begins != nil }
            guard !begun.isEmpty else { return OutboundMessage(head + "nothing has been worked on yet.") }
            let length = max(1, begun.compactMap(\.ends).max() ?? 1)
            return message(head + "\(CardText.duration(seconds: length)) in all", begun.map { bar($0, length) })
        case .cost:
            let total = CardText.spend(spent, cap: budget) ?? "\(spent)"
            let paid = rows.filter { $0.spent > .zero }
            guard let most = paid.map(\.spent).max() else {
                return OutboundMessage(head + "\(total); no task has cost anything yet.")
            }
            return message(head + total, paid.map { bar($0, most) })
        }
    }

    private func message(_ head: String, _ drawing: [String]) -> OutboundMessage {
        let shown = CardText.rows(drawing, limit: Self.lines) { "… and \($0) more" }
        return OutboundMessage(head + "\n" + Inert.fence(shown.joined(separator: "\n")))
    }

    /// Each task below the deepest one it waits for; what else it waits for stands behind it.
    private func tree() -> [String] {
        var depths: [Int: Int] = [:]
        let known = Set(rows.map(\.number))
        // As many rounds as the longest way through; a circle, which no plan has, would end there too.
        for _ in rows {
            var isSettled = true
            for row in rows {
                let depth = row.dependsOn.compactMap { depths[$0] }.max().map { $0 + 1 } ?? 0
                if depths[row.number] != depth, depth < rows.count {
                    depths[row.number] = depth
                    isSettled = false
                }
            }
            if isSettled { break }
        }
        func parent(_ row: Row) -> Int? {
            row.dependsOn.filter(known.contains).max { (depths[$0] ?? 0, $1) < (depths[$1] ?? 0, $0) }
        }
        let children = Dictionary(grouping: rows) { parent($0) }
        var lines: [String] = []
        func draw(_ row: Row, _ prefix: String, _ branch: String, _ next: String) {
            let others = row.dependsOn.filter { $0 != parent(row) }
            let mark = others.isEmpty ? "" : " (+\(others.map { "\($0)" }.joined(separator: ",")))"
            let start = prefix + branch + "\(CardText.icon(row.state)) \(row.number) "
            let room = max(8, Self.width - start.count - mark.count)
            lines.append(start + CardText.title(row.title, limit: room) + mark)
            let below = children[row.number] ?? []
            // Deeper than a phone is wide nothing could be read.
            let inner = prefix.count + next.count > 12 ? prefix : prefix + next
            for (index, child) in below.enumerated() where lines.count <= rows.count {
                let isLast = index == below.count - 1
                draw(child, inner, isLast ? "└ " : "├ ", isLast ? "  " : "│ ")
            }
        }
        for root in children[nil] ?? [] { draw(root, "", "", "") }
        return lines
    }

    private func bar(_ row: Row, _ length: Int) -> String {
        let first = min(Self.cells - 1, (row.begins ?? 0) * Self.cells / length)
        let last = max(first + 1, min(Self.cells, ((row.ends ?? length) * Self.cells + length - 1) / length))
        let cells =
            String(repeating: "·", count: first) + String(repeating: "█", count: last - first)
            + String(repeating: "·", count: Self.cells - last)
        let took = CardText.duration(seconds: max(0, (row.ends ?? length) - (row.begins ?? 0)))
        return "\(padded(row)) \(cells) \(CardText.icon(row.state)) \(took)"
    }

    private func bar(_ row: Row, _ most: Money) -> String {
        let cells = max(1, Int(row.spent.microdollars * Int64(Self.cells) / most.microdollars))
        return "\(padded(row)) " + String(repeating: "█", count: cells) + " \(row.spent)"
    }

    private func padded(_ row: Row) -> String {
        let widest = rows.map { "\($0.number)".count }.max() ?? 1
        let number = "\(row.number)"
        return String(repeating: " ", count: widest - number.count) + number
    }
}
