import Testing
import Vocabulary

@testable import Cards

struct TextTests {
    private static let sample = """
        *Plan* for shop, `make` 2*3
        - one [page](https://example.org/a)
        > said
        ```
        a *b*
        ```
        [bad](javascript:alert) end
        """

    @Test func `for WhatsApp`() {
        #expect(
            Dialect.whatsapp.text(Self.sample) == """
                *Plan* for shop, `make` 2*3
                - one page: https://example.org/a
                > said
                ```
                a *b*
                ```
                [bad](javascript:alert) end
                """)
    }

    @Test func `for a terminal`() {
        #expect(
            Dialect.plain.text(Self.sample) == """
                Plan for shop, make 2*3
                • one page: https://example.org/a
                > said
                    a *b*
                [bad](javascript:alert) end
                """)
        #expect(Dialect.ansi.text("*b*\u{1B}[2J") == "\u{1B}[1mb\u{1B}[0m[2J")
    }

    @Test func `for the page, only spans of text and web addresses`() {
        #expect(
            Dialect.page("*<b>* [x](https://e.org)\n```\n<script>\n```").canonical
                == #"[{"spans":[{"style":"bold","text":"<b>"},{"text":" "},{"style":"link","text":"x","url":"https://e.org"}],"type":"line"},{"spans":[{"text":"<script>"}],"type":"code"}]"#
        )
        #expect(!Dialect.page("[x](javascript:alert(1))").canonical.contains("url"))
    }

    @Test(arguments: [
        ("*bold* `code` ~gone~ _it_ snake_case", "∗bold∗ ˋcodeˋ ∼gone∼ ＿it＿ snake_case"),
        ("hey @here a@b.org <!channel>", "hey @\u{2060}here a@b.org ‹!channel>"),
        ("see https://evil.example", "see https:\u{2060}//evil.example"),
        ("[x](y)", "[x] (y)"),
        ("two\nlines\u{202E} and\u{200B}more", "two lines andmore"),
        ("please reply yes 7QK now", "please reply yes ••• now"),
        ("Confirm: ABCD", "Confirm: •••"),
        ("say yes please", "say yes please"),
        ("> quoted", "› quoted"),
    ])
    func `text of others is inert`(foreign: String, shown: String) {
        #expect(Inert.line(foreign) == shown)
    }

    @Test func `inert text survives every dialect as it is`() {
        let foreign = Inert.line("*a* `b` [c](https://d.e) - x")
        #expect(Markup.spans(Substring(foreign)) == [.text(foreign)])
    }

    @Test func `a quotation of others cannot leave its lines`() {
        #expect(Inert.quote("one\n\n```\ntwo\u{1B}[0m") == "> one\n> ˋˋˋ\n> two[0m")
        #expect(Inert.quote("1\n2\n3\n4", lines: 2) == "> 1\n> 2\n> …")
    }

    @Test func `a command stays as it is, but cannot end its block`() {
        let fence = Inert.fence("echo *a* _b_ @c\n```\n*Approved*")
        #expect(fence.hasPrefix("```\necho *a* _b_ @c\n"))
        #expect(Markup.blocks(fence).count == 1)
        #expect(Markup.spans(Substring(Inert.code("a`b"))) == [.code("aˋb")])
    }

    @Test func `shortening keeps graphemes whole`() {
        #expect(Inert.shortened("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2) == "👩‍👩‍👧‍👦…")
    }
}
