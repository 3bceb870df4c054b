import Vocabulary

/// Reads what a task takes of its agent: `gpu, 4 cpus, 8 GB, os=linux, model=llama3`.
enum NeedsText {
    /// Nil where no word of it speaks of an agent, as in prose; else the needs, or the phrases that are not understood.
    static func read(_ text: String) -> Reading? {
        var needs = Needs()
        var unknown: [String] = []
        let pieces = text.split(whereSeparator: { $0 == "," || $0 == ";" }).map { PlainText.trimmed($0) }
        for piece in pieces where !piece.isEmpty {
            if !take(PlainText.unmarked(piece), into: &needs) { unknown.append(piece) }
        }
        guard !needs.isEmpty else { return nil }
        return unknown.isEmpty ? .needs(needs) : .unknown(unknown)
    }

    enum Reading: Equatable {
        case needs(Needs)
        case unknown([String])
    }

    private static func take(_ piece: String, into needs: inout Needs) -> Bool {
        if let equals = piece.firstIndex(of: "=") {
            let key = PlainText.trimmed(piece[..<equals])
            return take(key, PlainText.trimmed(piece[piece.index(after: equals)...]), into: &needs)
        }
        var words = piece.lowercased().split(separator: " ").map(String.init)
        if let last = words.last, words.count > 1, ["memory", "ram"].contains(last) {
            words.removeLast()
            guard let megabytes = Amount.megabytes(words.joined()) else { return false }
            return set(&needs.memoryMegabytes, megabytes, Needs.memoryRange)
        }
        guard let last = words.last else { return false }
        let unit = last.last == "s" ? String(last.dropLast()) : last
        let number = words.count == 1 ? 1 : words.count == 2 ? Int(words[0] == "a" ? "1" : words[0]) : nil
        switch unit {
        case "gpu": return number.map { set(&needs.gpus, $0, Needs.gpuRange) } ?? false
        case "cpu", "core", "processor": return number.map { set(&needs.processors, $0, Needs.processorRange) } ?? false
        default:
            guard last.first?.isNumber == true || words.count == 2, last.last?.isLetter == true,
                let megabytes = Amount.megabytes(words.joined())
            else { return false }
            return set(&needs.memoryMegabytes, megabytes, Needs.memoryRange)
        }
    }

    private static func take(_ key: String, _ value: String, into needs: inout Needs) -> Bool {
        switch key.lowercased() {
        case "gpu", "gpus": return Int(value).map { set(&needs.gpus, $0, Needs.gpuRange) } ?? false
        case "cpu", "cpus": return Int(value).map { set(&needs.processors, $0, Needs.processorRange) } ?? false
        case "memory":
            return Amount.megabytes(value).map { set(&needs.memoryMegabytes, $0, Needs.memoryRange) } ?? false
        case "model":
            guard Amount.isName(value) else { return false }
            needs.model = value
            return true
        default:
            guard Amount.isName(key), Amount.isName(value), needs.tags.count < Needs.tagLimit else { return false }
            needs.tags[key] = value
            return true
        }
    }

    private static func set(_ place: inout Int, _ value: Int, _ range: ClosedRange<Int>) -> Bool {
        guard range.contains(value), value > 0 else { return false }
        place = value
        return true
    }
}
