internal import CUTF8Proc
import Glibc

/// Unicode's compatibility composition (NFKC), and what must not be seen in a command.
package enum Normalization {
    /// The text in NFKC: full-width letters, ligatures and circled digits become the plain ones, accents are composed.
    ///
    /// ASCII is returned as it is. The result can be up to 18 times as long as the text (U+FDFA): cap the input first.
    package static func compatibilityComposed(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var text = text
        let mapped: String? = text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var result: UnsafeMutablePointer<UInt8>?
            let options = UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue | UTF8PROC_COMPAT.rawValue
            let length = utf8proc_map(start, bytes.count, &result, utf8proc_option_t(rawValue: options))
            guard let result else { return nil }
            defer { free(result) }
            guard length >= 0 else { return nil }
            return String(decoding: UnsafeBufferPointer(start: result, count: length), as: UTF8.self)
        }
        return mapped ?? text
    }

    /// The text without characters nobody sees: zero-width ones, direction marks, soft hyphens, variation selectors,
    /// tag characters, and control characters but tab and line break.
    package static func withoutInvisible(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D) }) { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.lazy.filter { !isInvisible($0) })
        return String(scalars)
    }

    /// True for characters that take no room and can hide or reorder others.
    package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
            0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0,
            0xFFF9...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }
}
