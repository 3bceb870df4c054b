/// Codes people type to answer one of several open questions.
enum ConfirmationCodes {
    // Without 0, 1, I, L, O: they are mistaken for each other on a phone.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

    /// Four characters, the first one a digit, from a random number.
    static func make(_ number: UInt64) -> String {
        var rest = number
        var code = String(alphabet[Int(rest % 8)])
        rest /= 8
        for _ in 0..<3 {
            code.append(alphabet[Int(rest % UInt64(alphabet.count))])
            rest /= UInt64(alphabet.count)
        }
        return code
    }
}
