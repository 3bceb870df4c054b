/// Amounts as people write them.
package enum Amount {
    /// Megabytes of `8 GB`, `512MB`, `8192`; nil for anything else.
    package static func megabytes(_ text: String) -> Int? {
        let word = text.lowercased().filter { !$0.isWhitespace }
        for (unit, factor) in [("gib", 1_024), ("gb", 1_024), ("g", 1_024), ("mib", 1), ("mb", 1), ("m", 1)]
        where word.hasSuffix(unit) {
            guard let number = Int(word.dropLast(unit.count)), Needs.memoryRange.contains(number) else { return nil }
            return number * factor
        }
        return Int(word)
    }

    /// Letters, digits and a few marks, so that names of tags and models need no quotes anywhere.
    package static func isName(_ text: some StringProtocol) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._-:/@+".utf8.contains(byte)
                }
            }
    }
}
