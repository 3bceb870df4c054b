/// An amount of US dollars in whole millionths, so that sums of model prices never drift.
package struct Money: Hashable, Comparable, Sendable {
    package var microdollars: Int64

    package init(microdollars: Int64) { self.microdollars = microdollars }

    /// Rounds to the nearest millionth; nil for a negative, infinite or absurd amount (over a billion dollars).
    package init?(dollars: Double) {
        guard dollars.isFinite, dollars >= 0, dollars <= 1_000_000_000 else { return nil }
        microdollars = Int64((dollars * 1_000_000).rounded())
    }

    package static let zero = Money(microdollars: 0)
    package var dollars: Double { Double(microdollars) / 1_000_000 }

    package static func < (left: Money, right: Money) -> Bool { left.microdollars < right.microdollars }
    package static func + (left: Money, right: Money) -> Money {
        Money(microdollars: left.microdollars + right.microdollars)
    }
    package static func - (left: Money, right: Money) -> Money {
        Money(microdollars: left.microdollars - right.microdollars)
    }
    package static func += (left: inout Money, right: Money) { left = left + right }
}

extension Money: CustomStringConvertible {
    /// `$3`, `$3.20`, and below ten cents as many digits as tell: `$0.0042`.
    package var description: String {
        if microdollars < 0 { return "-" + Money(microdollars: -microdollars).description }
        let whole = microdollars / 1_000_000
        let rest = microdollars % 1_000_000
        if rest == 0 { return "$\(whole)" }
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = "\(value)"
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        if microdollars >= 100_000 {
            let cents = (microdollars + 5_000) / 10_000
            return "$\(cents / 100).\(padded(cents % 100, 2))"
        }
        var digits = padded(rest, 6)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "$0.\(digits)"
    }
}

extension Money: Codable {
    package init(from decoder: any Decoder) throws {
        microdollars = try decoder.singleValueContainer().decode(Int64.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microdollars)
    }
}
