/// Sixteen hexadecimal digits from a random number.
enum HexName {
    static func make(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
