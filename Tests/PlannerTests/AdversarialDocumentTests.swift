import FoundationEssentials
import Testing
import Vocabulary

@testable import Planner

/// Documents nobody should write: each is planned validly or refused with sentences, and never crashes anything.
@Suite(.timeLimit(.minutes(5))) struct AdversarialDocumentTests {
    private static let good = "### A\n```sh run\nx\n```\n```sh check\ny\n```\n"

    /// Documents with the line and a part of the sentence they are refused with.
    static let refused: [(String, Int?, String)] = [
        ("", nil, "## Tasks"), ("words", nil, "## Tasks"), ("## Tasks", 1, "no task"),
        ("## Tasks\n\nwords\n", 1, "no task"),
        ("## Tasks\n### A", 2, "neither"), ("## Tasks\n- A", 2, "neither"), ("## Tasks\n###", 2, "no title"),
        ("## Tasks\n### 1.", 2, "neither"), ("## Tasks\n### A\n```sh run\nx\n```", 2, "no `sh check`"),
        ("## Tasks\n### A\n```sh check\nx\n```", 2, "no `sh run`"),
        ("## Tasks\n### A\n```sh run\nx\n```\n```sh check\n```", 6, "no command"),
        ("## Tasks\n### A\n```sh run\nx\n```\n```sh check\n# c\n```", 6, "no command"),
        ("## Tasks\n### A\n```sh run\nx\n```\n```sh check\ny", 6, "never closed"),
        ("## Tasks\n### A\n```sh run\nx\n~~~\n```sh check\ny\n```", 2, "no `sh check`"),
        ("## Tasks\n### A\n```bash run\nx\n```\n```sh check\ny\n```", 3, "run with sh"),
        ("## Tasks\n### A\n```sh run fast\nx\n```\n```sh check\ny\n```", 3, "“sh run fast”"),
        ("## Tasks\n### A\n```sh\nx\n```", 2, "block on line 3 is not marked"),
        ("## Tasks\n```sh run\nx\n```\n" + good, 2, "before the first task"),
        ("## Tasks\n" + good + "Depends on: 1\n", 9, "depends on itself"),
        ("## Tasks\n" + good + "Depends on: 2\n", 9, "“2”"), ("## Tasks\n" + good + "Depends on: B, and C\n", 9, "“B”"),
        ("## Tasks\n" + good + "After: a while\n", 9, "“a while”"), ("## Tasks\n" + good + "after 0\n", 9, "“0”"),
        ("## Tasks\n" + good + "Depends on: 1-9\n", 9, "“1-9”"),
        ("## Tasks\n" + good + "Priority: soon\n", 9, "urgent"),
        ("## Tasks\n" + good + "Size: XL\n", 9, "large"),
        ("## Tasks\n" + good + "Executor: rocket\n", 9, "shell, builtin"),
        ("## Tasks\n" + good + "Executor: builtin\n", 9, "shell task"),
        ("## Tasks\n" + good + "Tier: x\n", 9, "trivial"),
        ("## Tasks\n" + good + "Files: /etc/passwd\n", 9, "leaves"),
        ("## Tasks\n" + good + "Files: a/../../b\n", 9, "leaves"),
        ("## Tasks\n" + good + "Files: .git/hooks/x\n", 9, "git's own"),
        ("## Tasks\n" + good + "Files: ~/x\n", 9, "leaves"),
        ("- R1: a\n## Tasks\n" + good + "Covers: R2\n", 10, "“R2”"),
        ("## Tasks\n" + good + "## Tasks\n" + good, 9, "second `Tasks`"),
        ("## Tasks\n" + good.replacing("# A", with: "# 1. A") + good.replacing("# A", with: "# 1. B"), 9, "taken"),
        ("## Tasks\n1. A\n- B\n", 3, "mixes"),
        ("## Tasks\n" + good.replacing("y", with: "if then"), nil, "sh does not understand"),
        ("## Tasks\n" + good.replacing("x", with: "\u{1B}[2J"), nil, "control characters"),
        ("## Tasks\n" + good.replacing("y", with: "test \u{202E}a"), nil, "control characters"),
        ("## Tasks\n" + good.replacing("y", with: String(repeating: "y", count: 4_097)), nil, "4096 bytes"),
        ("## Tasks\n" + good.replacing("x", with: String(repeating: "x", count: 70_000)), nil, "65536 bytes"),
        ("## Tasks\n" + String(repeating: good, count: 201), 1_402, "more than 200 tasks"),
        ("## Tasks\n### " + String(repeating: "A", count: 5_000), 2, "longer than 4096"),
        (
            "## Tasks\n" + good + good.replacing("# A", with: "# B (after 3)")
                + good.replacing("# A", with: "# C (after 2)"),
            9, "circle"
        ),
        ("## Tasks\n" + good.replacing("# A", with: "# A (after login)"), 2, "“login”"),
        ("## Tasks\n" + good + good + good.replacing("# A", with: "# B\nDepends on: A"), 17, "not exactly one task"),
    ]

    @Test(arguments: refused.indices)
    func `is refused with its line`(index: Int) async {
        let (document, line, part) = Self.refused[index]
        do {
            let plan = try await Planner().plan(document, context: PlanningContext())
            Issue.record("planned: \(plan.tasks.map(\.title)) for \(document.prefix(200))")
        } catch PlanningError.refused(let problems) {
            #expect(problems.count <= 20)
            #expect(
                problems.contains { $0.message.contains(part) && (line == nil || $0.line == line) },
                "\(part) at \(line ?? 0): \(problems)")
        } catch {
            Issue.record("\(error)")
        }
    }

    private static let heads = [
        "", "# Tasks\n", "## tasks:\n", "## 4. Tasks\n", "Tasks\n-----\n", "## Tasks\n\t",
        "---\ntitle: x\n---\n## Tasks\n",
        "## Tasks\n> quoted\n", "<!-- ## Tasks -->\n", "## Tasks\n<!--\n", "```\n## Tasks\n", "\u{FEFF}## Tasks\n",
        "###### Tasks\n", "## Tasks ##\n### A\n#### B\n##### C\n", "## Tasks\r\n\r\n",
    ]
    private static let bodies = [
        "", "###", "1.", "-", "1. 1. 1. A", "### (after)", "### (after 1)", "### after 1", "### Task", "### Task 1",
        "### #", "### 999999999999999999999. A", "### -1. A", "1. ```sh run\n   x\n   ```\n", "- [x] A\n- [ ] B", "```",
        "~~~~~~\n```", "```sh run\n```sh check\n```", "### A\nDepends on:\n", "### A\nDepends on:\n- \n- -\n",
        "### A\nDepends on: ,,;;and and\n", String(repeating: "> ", count: 500),
        String(repeating: "  - a\n", count: 300),
        String(repeating: "#", count: 300), String(repeating: "### A (after 1)\n", count: 250),
        "| a | b |\n|--|--|\n| | |",
        "### \u{0301}A\u{200D}🐝\n\u{0301}```sh run\nx\n```", "### **\n**Files:** `a`, ``, (b)\n",
        String(repeating: "[(", count: 1_000) + "after 1", "### A; (after 1; b; c)", good + good + good,
    ]

    @Test func `four hundred malformed documents are planned validly or refused`() async {
        var count = 0
        for head in Self.heads {
            for body in Self.bodies {
                Self.check(head + body)
                count += 1
            }
        }
        #expect(count >= 300)
    }

    @Test func `random documents never break a promise`() {
        let runs = ProcessInfo.processInfo.environment["WAGGLE_FUZZ"].flatMap { Int($0) } ?? 5_000
        let seed = UInt64.random(in: 0 ... .max)
        print("planner fuzz seed \(seed)")
        var random = SplitMix(seed: seed)
        let pieces =
            Self.heads + Self.bodies + [
                "\n", " ", "\t", "1. ", "- ", "### ", "## Tasks\n", "```sh run\n", "```sh check\n", "```\n", "~~~\n",
                "after ",
                "(after 1)", "Depends on: ", "1", ", ", "R1: ", "Covers: R1\n", "Files: a\n", "must ", "\r", "\u{0}",
                "*",
                "_", ":", "“", "é", "🐝", "\u{202E}",
            ]
        for _ in 0..<runs {
            let count = Int.random(in: 1...24, using: &random)
            Self.check((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
        }
    }

    /// Plans without a model and holds the outcome against what every outcome promises.
    private static func check(_ document: String) {
        let outline = MarkdownOutline(document)
        let requirements = RequirementExtractor.requirements(in: outline)
        let lines = MarkdownOutline.lines(of: document).count
        #expect(Set(requirements.map(\.id)).count == requirements.count)
        #expect(requirements.allSatisfy { (1...max(1, lines)).contains($0.line) })
        switch OutlinePlanner.plan(outline, requirements: requirements, context: PlanningContext()) {
        case .plan(let plan):
            let problems = PlanValidator.problems(
                in: plan, executors: [.shell], requiresCoverage: false, modelTasks: [])
            #expect(problems.isEmpty, "\(problems)")
            #expect(PlanValidator.reduced(plan) == plan)
            #expect(plan.tasks.allSatisfy { !$0.checks.isEmpty && $0.run != nil })
        case .incomplete(let plan): Issue.record("a plan without a model for it: \(plan)")
        case .refused(let problems), .absent(let problems):
            #expect(problems.allSatisfy { $0.line.map { (1...max(1, lines)).contains($0) } ?? true })
        }
    }

    @Test func `random markup and answers never crash a reader`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("markup fuzz seed \(seed)")
        var random = SplitMix(seed: seed)
        let pieces = [
            "<w:p>", "</w:p>", "<w:t>", "</w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "</w:tc>", "</w:tr>", "<w:br/>",
            "&amp;",
            "&#", ";", "x41", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "a", "=", "\"", "'", "<", ">", "/", " ",
            "é",
            "<w:ilvl w:val=\"99999999999999999999\"/>", "<w:numPr>", "</w:numPr>", "```", "{", "}", "[", "]", ",", ":",
            "\"title\"", "\"tasks\"", "1e999", "-", "null", "\\u", "d800",
        ]
        for _ in 0..<5_000 {
            let count = Int.random(in: 1...30, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            _ = try? WordDocument.markdown(document: Array(text.utf8), styles: Array(text.utf8))
            #expect(!PlanAnswer(text).problems.isEmpty || text.contains("tasks"))
        }
    }

    @Test func `a megabyte of anything is read in seconds`() {
        let clock = ContinuousClock()
        let million = 1_000_000
        let shapes = [
            "a\n", "# Tasks\n", "### A\n", "- a\n", "## Tasks\n1. a\n", "(", "|", "R1: a\n", "> ", "`", "``` \n",
            "<!--\n",
            "must. ", "after 1, ", "*", "1. ",
        ]
        for shape in shapes {
            let text = "## Tasks\n" + String(repeating: shape, count: million / shape.utf8.count)
            let time = clock.measure {
                Self.check(text)
                Self.check(String(text.dropFirst(9)))
            }
            #expect(time < .seconds(40), "\(shape) took \(time)")
        }
    }
}
