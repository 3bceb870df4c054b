import Subprocess
import Testing
import Vocabulary

@testable import Planner

@Suite(.timeLimit(.minutes(2))) struct DocumentIntakeTests {
    private func read(_ bytes: [UInt8], _ name: String = "prd.md", _ type: String? = nil) async throws -> IntakeDocument
    {
        try await DocumentIntake().read(bytes, name: name, mediaType: type)
    }

    private func refusal(_ bytes: [UInt8], _ name: String = "", _ type: String? = nil) async -> String? {
        do {
            _ = try await read(bytes, name, type)
            return nil
        } catch PlanningError.document(let sentence) {
            return sentence
        } catch {
            return "other: \(error)"
        }
    }

    @Test func `text is read in its encodings with line feeds`() async throws {
        let text = "# Grüße 🐝\r\n\r\nline\rend\n"
        let utf16 = Array(text.utf16)
        let little: [UInt8] =
            [0xFF, 0xFE] + utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), little, big] {
            #expect(try await read(bytes).text == "# Grüße 🐝\n\nline\nend")
        }
        let document = try await read(Array("abc".utf8), "", "text/plain; charset=utf-8")
        #expect(document.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(document.format == .text)
    }

    @Test func `what is no PRD is refused with a sentence`() async {
        let cases: [([UInt8], String, String)] = [
            ([], "a.md", "empty"), (Array(" \n\t ".utf8), "a.md", "empty"), ([0x61, 0, 0x62], "a.txt", "zero bytes"),
            ([0xC3, 0x28], "a.txt", "UTF-8"), ([0xFF, 0xFE, 0x00, 0xD8], "a.txt", "UTF-16"),
            ([0xFF, 0xFE, 0x61], "a.txt", "UTF-16"), ([0x7F, 0x45, 0x4C, 0x46, 1], "prd.md", "program"),
            (Array("#!/bin/sh\nrm".utf8), "prd.md", "script"), ([0x1F, 0x8B, 8], "prd.md", "archive"),
            (Array("PK\u{3}\u{4}xxxxxl/workbook.xml".utf8), "prd.docx", "archive"),
            ([0xD0, 0xCF, 0x11, 0xE0], "prd.doc", "password"), (Array("<!DOCTYPE html><p>".utf8), "prd.md", "web page"),
            (Array("\n <HTML>".utf8), "prd.txt", "web page"), (Array("<script>x</script>".utf8), "", "web page"),
            (Array("words".utf8), "prd.pdf", "is none"), (Array("words".utf8), "x.docx", "is none"),
            (Array("words".utf8), "x.exe", "“.exe”"), (Array("words".utf8), "x.html", "“.html”"),
            (Array("words".utf8), "x", "is none"), (Array("%PDF-1.4 nothing".utf8), "x.pdf", "damaged"),
            (Array("PK\u{3}\u{4}word/document.xml".utf8), "x.docx", "damaged"),
            ([UInt8](repeating: 0x61, count: 16 << 20 | 1), "x.md", "16 MB"),
            ([UInt8](repeating: 0x61, count: 1 << 20 | 1), "x.md", "1 MB"),
            ([0x89, 0x50, 0x4E, 0x47], "x.png", "picture"),
        ]
        for (bytes, name, part) in cases {
            let sentence = await refusal(bytes, name, name == "x" ? "application/pdf" : nil)
            #expect(sentence?.contains(part) == true, "\(name): \(sentence ?? "read")")
        }
        #expect(await refusal(Array("words".utf8), "PRD v1.2") == nil)
    }

    @Test func `a PDF is read as text`() async throws {
        let document = try await read(PDFFixture.document(lines: ["# Shop", "* one", "Costs (5 % off)"]), "shop.pdf")
        #expect(document.format == .pdf)
        #expect(document.text.contains("# Shop"))
        #expect(document.text.contains("Costs (5 % off)"))
        #expect(PDFText.markdown("  • one\n\u{25E6} two\nthree") == "  - one\n- two\nthree")
    }

    @Test func `a PDF without text is said to be one`() async {
        #expect(
            await refusal(PDFFixture.document(lines: [])) == "The PDF holds no text, only pictures of pages perhaps. "
                + "Send one with text in it, or Markdown.")
    }

    private let wordBody = """
        <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Gr\u{FC}&#223;e &amp; more</w:t></w:r></w:p>
        <w:p><w:r><w:t>Some </w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r>\
        </w:ins></w:p><w:p><w:pPr><w:pStyle w:val="H2"/></w:pPr><w:r><w:t>Tasks</w:t></w:r></w:p>
        <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>First</w:t></w:r></w:p>
        <w:p><w:r><w:t>```sh run</w:t></w:r></w:p><w:p><w:r><w:t>cat &gt; a &lt;&lt;END</w:t><w:br/><w:t>x</w:t></w:r></w:p>
        <w:p><w:r><w:t>END</w:t></w:r></w:p><w:p><w:r><w:t>```</w:t></w:r></w:p>
        <w:p><w:r><w:t>~~~sh check</w:t></w:r></w:p><w:p><w:r><w:t>test -e a</w:t></w:r></w:p>
        <w:p><w:r><w:t>~~~</w:t></w:r></w:p>
        <w:p><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr><w:r><w:t>Files: a</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>R1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>A|B</w:t></w:r></w:p></w:tc>\
        </w:tr></w:tbl>
        """
    private let styles = """
        <w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>\
        <w:style w:styleId="H2"><w:name w:val="Heading 2"/></w:style></w:styles>
        """

    private func word(_ body: String) -> [UInt8] {
        let document = "<?xml version=\"1.0\"?><w:document><w:body>\(body)</w:body></w:document>"
        return ZIPFixture.archive([
            .stored("word/document.xml", Array(document.utf8)), .stored("word/styles.xml", Array(styles.utf8)),
        ])
    }

    @Test func `a Word document is read as Markdown that can be planned`() async throws {
        let document = try await read(word(wordBody), "prd.docx")
        #expect(document.format == .docx)
        #expect(try await DocumentIntake(isSandboxed: false).read(word(wordBody), name: "prd.docx") == document)
        #expect(
            document.text == """
                # Grüße & more

                Some new

                ## Tasks
                - First
                ```sh run
                cat > a <<END
                x
                END
                ```
                ~~~sh check
                test -e a
                ~~~
                  - Files: a
                | R1 | A/B |
                """)
        let plan = try await Planner().plan(document.text, context: PlanningContext())
        #expect(plan.tasks.map(\.run) == ["cat > a <<END\nx\nEND"])
        #expect(plan.tasks[0].files == ["a"])
    }

    @Test(
        arguments: [
            "<w:p><w:r></w:p>", "</w:p>", "<w:p", "<!DOCTYPE x [<!ENTITY a \"b\">]><w:p/>", "<w:t>&unknown;</w:t>",
            "<w:t a=1/>", String(repeating: "<w:p>", count: 5_000),
        ])
    func `malformed markup is refused`(body: String) async {
        #expect(await refusal(word(body), "prd.docx")?.contains("damaged") == true)
    }

    @Test func `an archive that unpacks to too much is stopped`() async throws {
        let packed = try await Subprocess.run(
            SubprocessRequest(
                executable: "/bin/sh", arguments: ["-c", "head -c 500000000 /dev/zero | gzip -1n"],
                environment: ["PATH": "/usr/bin:/bin"], outputLimit: 16 << 20, timeout: .seconds(60)))
        #expect(!packed.outputTruncated && packed.termination.isSuccess)
        let bomb = ZIPFixture.archive([.gzipped("word/document.xml", packed.output)])
        let sentence = await refusal(bomb, "prd.docx")
        #expect(sentence != nil, "a bomb was read")
    }

    @Test func `a converter sees no file of this machine and no network`() async throws {
        // The sandbox is what keeps a hostile document from the data folder: a folder made here must not exist there.
        let script = "ls / /home /etc 2>/dev/null; cat /proc/net/dev"
        let request = SubprocessRequest(
            executable: DocumentIntake.sandbox[0],
            arguments: DocumentIntake.sandbox.dropFirst() + ["/bin/sh", "-c", script])
        let result = try await Subprocess.run(request)
        let words = Set(result.outputText.split(whereSeparator: \.isWhitespace).map(String.init))
        #expect(words.contains("usr"))
        #expect(words.isDisjoint(with: ["etc", "home", "root", "var", "eth0:"]))
    }
}
