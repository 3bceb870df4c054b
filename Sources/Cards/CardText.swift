import Vocabulary

/// The small pieces cards are made of.
enum CardText {
    /// A progress bar: `▓▓▓▓░░░░ 4/8`.
    ///
    /// Eight cells fit the narrowest phone. A started whole shows one full cell at least, an unfinished
    /// one is never shown full.
    static func bar(_ done: Int, of total: Int, cells: Int = 8) -> String {
        guard total > 0 else { return "" }
        let done = min(max(0, done), total)
        var full = done * cells / total
        if done > 0, full == 0 { full = 1 }
        return String(repeating: "▓", count: full) + String(repeating: "░", count: cells - full) + " \(done)/\(total)"
    }

    /// `40 s`, `3 min`, `1 h 20 min`, `2 d 3 h`.
    static func duration(seconds: Int) -> String {
        switch max(0, seconds) {
        case ..<60: return "\(max(0, seconds)) s"
        case ..<3_600: return "\((seconds + 30) / 60) min"
        case ..<86_400:
            let minutes = seconds % 3_600 / 60
            return minutes == 0 ? "\(seconds / 3_600) h" : "\(seconds / 3_600) h \(minutes) min"
        default:
            let hours = seconds % 86_400 / 3_600
            return hours == 0 ? "\(seconds / 86_400) d" : "\(seconds / 86_400) d \(hours) h"
        }
    }

    /// `1 task`, `2 tasks`.
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// `$1.20 of $20`, `$1.20`, or nil where nothing was spent and nothing caps it.
    static func spend(_ spent: Money, cap: Money?) -> String? {
        if let cap { return "\(spent) of \(cap)" }
        return spent > .zero ? "\(spent)" : nil
    }

    static func bold(_ foreign: String, limit: Int = 60) -> String { "*\(Inert.line(foreign, limit: limit))*" }

    static func title(_ foreign: String, limit: Int = 60) -> String { Inert.line(foreign, limit: limit) }

    /// `5, 6 and 7`, at most `limit` numbers and then "…".
    static func numbers(_ numbers: [Int], limit: Int = 5) -> String {
        let shown = numbers.prefix(limit).map { "\($0)" }
        guard numbers.count <= limit else { return shown.joined(separator: ", ") + ", …" }
        guard shown.count > 1, let last = shown.last else { return shown.first ?? "" }
        return shown.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The rows that fit and a line saying how many do not.
    static func rows(_ rows: [String], limit: Int, more: (Int) -> String) -> [String] {
        rows.count <= limit ? rows : rows.prefix(limit - 1) + [more(rows.count - limit + 1)]
    }

    static func icon(_ state: TaskState) -> String {
        switch state {
        case .pending: "○"
        case .ready: "◔"
        case .running: "▶"
        case .review: "◕"
        case .blocked: "✋"
        case .done: "✓"
        case .failed: "✗"
        case .cancelled: "–"
        }
    }

    static func word(_ state: TaskState) -> String { state == .review ? "being checked" : state.rawValue }
}
