import Normalization
import Testing

struct NormalizationTests {
    @Test(arguments: [
        ("ｐａｕｓｅ　ｓｈｏｐ", "pause shop"), ("①②", "12"), ("ﬁx", "fix"), ("e\u{301}", "\u{e9}"), ("x²", "x2"),
        ("plain", "plain"), ("", ""),
        (
            "\u{FDFA}",
            "\u{635}\u{644}\u{649} \u{627}\u{644}\u{644}\u{647} \u{639}\u{644}\u{64A}\u{647} \u{648}\u{633}\u{644}\u{645}"
        ),
    ])
    func `compatibility forms become the plain ones`(text: String, expected: String) {
        #expect(Array(Normalization.compatibilityComposed(text).utf8) == Array(expected.utf8))
    }

    @Test func `a NUL inside is no end`() {
        #expect(Normalization.compatibilityComposed("Ａ\u{0}Ｂ") == "A\u{0}B")
    }

    @Test(arguments: [
        ("y\u{200B}es", "yes"), ("\u{202E}pause\u{202C}", "pause"), ("a\tb\nc", "a\tb\nc"), ("a\u{7}b", "ab"),
        ("\u{1F44D}\u{FE0F}", "\u{1F44D}"), ("hi\u{E0068}\u{E0069}", "hi"), ("soft\u{AD}hyphen", "softhyphen"),
    ])
    func `what nobody sees is dropped`(text: String, expected: String) {
        #expect(Normalization.withoutInvisible(text) == expected)
    }
}
