/// A quick look for the words that let a message overtake; the grammar decides.
enum ControlWord {
    /// A control word with a name and courtesies is not longer, in bytes; longer texts are not read twice.
    static let textLimit = 160

    /// Whether the text may be a stop, pause, status or help: some word of it is one of theirs.
    static func mayStand(in text: String) -> Bool {
        guard text.utf8.count <= textLimit else { return false }
        var word: UInt64 = 0
        var length = 0
        for byte in text.utf8 {
            if (byte | 0x20) &- 97 < 26 {
                length += 1
                if length <= 8 { word = word << 8 | UInt64(byte | 0x20) }
            } else {
                if length <= 8, words.contains(word) { return true }
                (word, length) = (0, 0)
            }
        }
        return length <= 8 && words.contains(word)
    }

    /// Words of at most eight letters, each packed into a number.
    private static let words: [UInt64] = ["stop", "pause", "halt", "hold", "freeze", "suspend", "status", "help"].map {
        $0.utf8.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
