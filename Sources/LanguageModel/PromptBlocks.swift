import Crypto

/// What a model is told of data that others wrote: blocks whose tags end in a code that depends on the data alone.
///
/// Data that does not hold its own hash cannot close its block, and the same data gives the same text, so that recordings
/// are found again.
package struct PromptBlocks: Sendable {
    private let code: String
    package private(set) var text = ""

    /// - Parameter data: What the code is made of.
    package init(naming data: [String]) { code = String(SHA256.hex(data.joined(separator: "\u{0}")).prefix(12)) }

    package mutating func add(_ name: String, _ body: String) {
        text += "<\(name)-\(code)>\n\(body)\n</\(name)-\(code)>\n"
    }

    /// The first names, one a line: at most a thousand and 32 KB, and a word on how many were left out.
    ///
    /// - Parameter rest: What follows that number: `more`.
    package static func list(_ names: [some StringProtocol], rest: String) -> String {
        var bytes = 0
        let lines = names.prefix(1_000).prefix { name in
            bytes += name.utf8.count + 1
            return bytes <= 32_768
        }
        if lines.isEmpty { return "(none yet)" }
        return lines.joined(separator: "\n")
            + (lines.count < names.count ? "\n(and \(names.count - lines.count) \(rest))" : "")
    }
}
