package import Vocabulary

/// What was spent, by swarm, against the caps.
package struct CostCard: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var swarm: String
        package var spent: Money
        package var cap: Money?

        package init(swarm: String, spent: Money, cap: Money? = nil) {
            self.swarm = swarm
            self.spent = spent
            self.cap = cap
        }
    }

    /// `today`, `this week`, `this month`, `in all`.
    package var period: String
    package var total: Money
    package var cap: Money?
    /// Reserved by model calls that are under way.
    package var reserved: Money
    package var rows: [Row]

    package init(period: String, total: Money, cap: Money? = nil, reserved: Money = .zero, rows: [Row] = []) {
        self.period = period
        self.total = total
        self.cap = cap
        self.reserved = reserved
        self.rows = rows
    }

    package func render() -> OutboundMessage {
        var lines = ["💵 *\(total)* \(period)\(cap.map { " of \($0)" } ?? "")"]
        if let cap, cap > .zero {
            lines.append(CostCard.bar(total, cap))
        }
        lines += CardText.rows(
            rows.map { row in
                "- \(CardText.title(row.swarm, limit: 40)): \(row.spent)\(row.cap.map { " of \($0)" } ?? "")"
            }, limit: 15
        ) { "… and \($0) more" }
        if reserved > .zero { lines.append("\(reserved) more is reserved by calls under way.") }
        if rows.isEmpty, total == .zero { lines.append("No model was called.") }
        return OutboundMessage(lines.joined(separator: "\n"))
    }

    /// A share as `▓▓▓░░░░░ 34%`.
    private static func bar(_ spent: Money, _ cap: Money) -> String {
        let share = min(1, Double(spent.microdollars) / Double(cap.microdollars))
        let full = min(8, Int(share * 8))
        return String(repeating: "▓", count: full) + String(repeating: "░", count: 8 - full)
            + " \(Int(share * 100))%"
    }
}
