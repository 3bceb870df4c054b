/// Tells what a file is from its first bytes; names and media types only ever narrow that down.
enum DocumentSniffer {
    enum Content: Equatable {
        case text, pdf, docx
        /// Something else, with what to do about it.
        case refused(String)
    }

    private static let signatures: [([UInt8], String)] = [
        ([0x7F, 0x45, 0x4C, 0x46], "a program"), (Array("MZ".utf8), "a program"), (Array("#!".utf8), "a script"),
        ([0xCF, 0xFA, 0xED, 0xFE], "a program"), ([0xCA, 0xFE, 0xBA, 0xBE], "a program"),
        ([0x1F, 0x8B], "an archive"), (Array("BZh".utf8), "an archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an archive"),
        ([0x37, 0x7A, 0xBC, 0xAF], "an archive"), (Array("Rar!".utf8), "an archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "an archive"), (Array("PK".utf8) + [5, 6], "an empty archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old or password-protected Office document"),
        (Array("{\\rtf".utf8), "a rich-text document"), ([0x89, 0x50, 0x4E, 0x47], "a picture"),
        ([0xFF, 0xD8, 0xFF], "a picture"), (Array("GIF8".utf8), "a picture"),
        (Array("RIFF".utf8), "a picture or a recording"),
        (Array("OggS".utf8), "a recording"), (Array("ID3".utf8), "a recording"),
        (Array("%!PS".utf8), "a PostScript document"),
    ]

    static func content(of bytes: [UInt8]) -> Content {
        if contains(bytes.prefix(1_024), Array("%PDF-".utf8)) { return .pdf }
        if bytes.starts(with: Array("PK".utf8) + [3, 4]) {
            return contains(bytes[...], Array("word/document.xml".utf8))
                ? .docx : .refused("This is an archive, or an Office document other than Word. \(advice)")
        }
        for (signature, name) in signatures where bytes.starts(with: signature) {
            return .refused("This is \(name). \(advice)")
        }
        if bytes.count > 262, Array(bytes[257..<262]) == Array("ustar".utf8) {
            return .refused("This is an archive. \(advice)")
        }
        let head = String(decoding: bytes.prefix(512), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
            .lowercased()
        for mark in ["<!doctype html", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php"]
        where head.hasPrefix(mark) {
            return .refused("This is a web page or markup that may carry scripts. \(advice)")
        }
        return .text
    }

    /// What is wrong with a name or a media type for this content, or nil.
    static func conflict(_ content: Content, name: String, mediaType: String?) -> String? {
        let type = mediaType.map { $0.lowercased().prefix { $0 != ";" }.filter { $0 != " " } } ?? ""
        let suffix = suffix(of: name)
        if content == .text {
            if suffix == "pdf" || type == "application/pdf" {
                return "The file says it is a PDF and is none. \(advice)"
            }
            if suffix == "docx" || type.hasSuffix("wordprocessingml.document") {
                return "The file says it is a Word document and is none. \(advice)"
            }
            let known = ["", "md", "markdown", "mdown", "mkd", "txt", "text", "prd"]
            if !known.contains(suffix) { return "“.\(suffix)” files are not read. \(advice)" }
            if type == "text/html" { return "Web pages are not read. \(advice)" }
        }
        return nil
    }

    static let advice = "Send the PRD as Markdown (.md), plain text (.txt), PDF or Word (.docx)."

    /// Letters and digits behind the last dot, in lower case; nothing where that looks like a version or a word.
    private static func suffix(of name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        let suffix = name[name.index(after: dot)...].lowercased()
        guard (1...10).contains(suffix.count), suffix.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }),
            suffix.contains(where: \.isLetter)
        else { return "" }
        return suffix
    }

    private static func contains(_ bytes: ArraySlice<UInt8>, _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: first) {
            if bytes[found...].starts(with: part) { return true }
            index = found + 1
        }
        return false
    }
}
