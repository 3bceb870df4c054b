/// A typed text that may be requirements rather than a command: long, or of several lines with headings.
struct RequirementsDocument {
    let text: String
    let firstLine: String
    let rest: String
    let isLong: Bool
    let isStructured: Bool
    let beginsWithHeading: Bool

    init(_ text: String) {
        self.text = text.trimmed
        guard text.utf8.contains(0x0A) else {
            firstLine = self.text
            rest = ""
            isLong = text.utf8.count > RuleParser.characterLimit && text.count > RuleParser.characterLimit
            isStructured = false
            beginsWithHeading = false
            return
        }
        let lines = self.text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        firstLine = lines.first.map { String($0).trimmed } ?? ""
        rest = lines.dropFirst().joined(separator: "\n").trimmed
        isLong = text.count > RuleParser.characterLimit
        let headings = lines.filter(Self.isHeading)
        isStructured = !headings.isEmpty && lines.count(where: { !$0.allSatisfy(\.isWhitespace) }) >= 3
        beginsWithHeading = lines.first.map(Self.isHeading) ?? false
    }

    /// `# Title`, as Markdown has it.
    private static func isHeading(_ line: Substring) -> Bool {
        let marks = line.prefix { $0 == "#" }
        return (1...6).contains(marks.count) && line.dropFirst(marks.count).first == " "
    }
}
