/// The shape of the short codes that answer a confirmation.
package enum ConfirmationCode {
    /// Whether a word could be taken for a code: 3 to 8 ASCII letters and digits with a digit or all in capitals,
    /// whatever punctuation stands around it.
    package static func resembles(_ word: String) -> Bool {
        let core = word.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard (3...8).contains(core.count), word.count <= core.count + 6 else { return false }
        return core.contains(where: \.isNumber) || core.allSatisfy { $0.isUppercase }
    }
}
