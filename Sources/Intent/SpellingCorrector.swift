import Vocabulary

/// Corrects unfamiliar words to words of the grammar: tier 2.
///
/// One edit from five letters on, two from nine on, and only where one word is clearly nearest. A word that could be two
/// verbs of different risk is left alone, and so is a short one.
struct SpellingCorrector: Sendable {
    private let byLength: [[(word: String, bytes: [UInt8], letters: UInt32)]]

    init(_ words: Set<String>) {
        var byLength = [[(word: String, bytes: [UInt8], letters: UInt32)]](repeating: [], count: 24)
        for word in words.sorted() where word.utf8.count >= 4 && word.utf8.count < 24 && !word.contains("_") {
            guard word.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else { continue }
            byLength[word.utf8.count].append((word, Array(word.utf8), Self.letters(of: word.utf8)))
        }
        self.byLength = byLength
    }

    /// The tokens with what could be corrected; nil where nothing could.
    func corrected(_ tokens: [Token]) -> [Token]? {
        var tokens = tokens
        var isChanged = false
        for index in tokens.indices where tokens[index].kind == .unfamiliar {
            guard let word = nearest(to: tokens[index].text) else { continue }
            tokens[index].kind = .word
            tokens[index].text = word
            tokens[index].weight = Spelling.weights[word] ?? .full
            isChanged = true
        }
        return isChanged ? tokens : nil
    }

    /// English words one slip away from a verb that changes something.
    private static let otherWords: Set<String> = Set(
        """
        aborts accent accepts assigns backlogs breeze budged budges budgets cancels cancer cancers contemplated contemplates cremate
        crest deplete destroys develops discards discord drains freezer freezes frieze grain guild halts holed improved improves
        incite kneed limits maker massage mere paunch presume priorities proceeded proceeds rejects restarts reverts sale
        scald scalp scaly scram scrape scraps seep silenced silences sleek stark stoop suspends swam tart tells thrash
        trashy wrest wealth heath brain train strain revision shipping ducks mute cute
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    func nearest(to written: String) -> String? {
        let bytes = Array(written.utf8)
        guard bytes.count >= 4, bytes.count < 22, bytes.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else { return nil }
        guard !EverydayWords.contains(written), !Self.otherWords.contains(written) else { return nil }
        let letters = Self.letters(of: bytes)
        for limit in 1...(bytes.count >= 9 ? 2 : 1) {
            var found: [String] = []
            for length in (bytes.count - limit)...(bytes.count + limit) where byLength.indices.contains(length) {
                for candidate in byLength[length]
                // One edit takes away one letter and brings another: most words differ by more at a glance.
                where (candidate.letters ^ letters).nonzeroBitCount <= 2 * limit
                    && EditDistance.between(bytes, candidate.bytes, limit: limit) != nil
                {
                    // Short words only by letters swapped, doubled or left out at the end.
                    if bytes.count == 4, length == 4, !Self.isSwap(bytes, candidate.bytes) { continue }
                    found.append(candidate.word)
                }
            }
            if found.isEmpty { continue }
            if found.count == 1 { return Self.isDangerous(found[0], written) ? nil : found[0] }
            return best(found, bytes, written)
        }
        return nil
    }

    /// Which of the letters a to z occur, a bit each.
    private static func letters(of bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 | 1 << UInt32($1 & 31) }
    }

    /// Of several, the one reached by swapping two letters or leaving a doubled one; else none.
    private func best(_ found: [String], _ bytes: [UInt8], _ written: String) -> String? {
        let swaps = found.filter { Self.isSwap(bytes, Array($0.utf8)) || Self.isDoubling(bytes, Array($0.utf8)) }
        if swaps.count == 1, !Self.isDangerous(swaps[0], written) { return swaps[0] }
        // Singular and plural of the same word are one meaning.
        let sorted = found.sorted { $0.utf8.count < $1.utf8.count }
        if sorted.allSatisfy({ $0.hasPrefix(sorted[0]) && $0.utf8.count <= sorted[0].utf8.count + 2 }),
            !Self.isDangerous(sorted[0], written)
        {
            let sameLength = sorted.filter { $0.utf8.count == bytes.count }
            return sameLength.first ?? sorted[0]
        }
        return nil
    }

    private static func isSwap(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        let different = left.indices.filter { left[$0] != right[$0] }
        return different.count == 2 && different[1] == different[0] + 1 && left[different[0]] == right[different[1]]
            && left[different[1]] == right[different[0]]
    }

    /// A letter once where the other has it twice.
    private static func isDoubling(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        guard long.count == short.count + 1 else { return false }
        return short.indices.contains { short[...$0] + [short[$0]] + short[($0 + 1)...] == long[...] }
    }

    /// Verbs that destroy are only corrected where they are long, begin right, and the word is no other English one.
    private static func isDangerous(_ word: String, _ written: String) -> Bool {
        guard destructive.contains(word) else { return false }
        return word.utf8.count < 6 || word.utf8.first != written.utf8.first
    }

    private static let destructive: Set<String> = [
        "cancel", "kill", "abort", "terminate", "scrap", "destroy", "delete", "nuke", "trash", "discard", "axe",
        "abandon",
        "ditch", "bin", "wipe", "remove", "drop", "end", "erase", "annihilate", "obliterate", "dump", "junk",
        "exterminate",
        "fire", "retire", "decommission", "kick", "evict", "dismiss", "sack", "expel", "ban", "boot", "eject", "purge",
        "merge", "approve", "accept", "ship", "land", "strike", "nix", "skip", "forget", "clear", "cut", "pull", "tear",
    ]
}
