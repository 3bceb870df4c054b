import Testing
import Vocabulary

@testable import Planner

@Suite struct PlanRulesTests {
    private func plan(_ edges: [[Int]], seconds: [Int]? = nil) -> Plan {
        let tasks = edges.enumerated().map { index, dependsOn in
            PlannedTask(
                number: index + 1, title: "T\(index + 1)", dependsOn: dependsOn, run: "touch t", checks: ["test -e t"],
                size: .medium, executor: .shell)
        }
        return Plan(
            title: "P", requirements: [], tasks: tasks, forecast: Forecast(cost: .zero, seconds: 0), planner: "outline")
    }

    @Test func `the reduction keeps what waits for what`() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0 ... .max, using: &generator)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 1...12, using: &random)
            let edges = (0..<count).map { task in
                Set((0..<task).filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
            }
            var graph = PlanGraph(prerequisites: edges)
            let before = graph.ancestors
            graph.reduce()
            #expect(graph.ancestors == before)
            for (task, others) in graph.prerequisites.enumerated() {
                for other in others {
                    var fewer = graph.prerequisites
                    fewer[task].remove(other)
                    #expect(PlanGraph(prerequisites: fewer).ancestors != before)
                }
            }
        }
    }

    @Test func `circles are found wherever they are`() {
        #expect(PlanGraph(prerequisites: [[], [0], [1]]).cycle == nil)
        #expect(PlanGraph(prerequisites: [[0]]).cycle == [0, 0])
        #expect(PlanGraph(prerequisites: [[], [0, 3], [1], [2]]).cycle?.count == 4)
    }

    @Test(arguments: [(1, 300), (2, 180), (3, 180), (0, 300)])
    func `time is that of a list schedule`(agents: Int, seconds: Int) {
        let diamond = plan([[], [1], [1], [2, 3], []])
        let forecast = PlanForecast(agents: agents, cost: { _, _ in Money(microdollars: 1) })
        #expect(forecast.applied(to: diamond).forecast == Forecast(cost: .zero, seconds: seconds))
    }

    @Test func `any change of a plan changes its digest`() throws {
        let base = plan([[], [1]])
        var changed: [Plan] = Array(repeating: base, count: 9)
        changed[0].title = "Q"
        changed[1].tasks[1].checks[0] += " "
        changed[2].tasks[0].run = "touch u"
        changed[3].tasks[1].dependsOn = []
        changed[4].forecast.cost = Money(microdollars: 1)
        changed[5].notes = ["x"]
        changed[6].tasks[0].files = ["a"]
        changed[7].assumptions = ["x"]
        changed[8].questions = ["x"]
        let digests = try Set((changed + [base]).map { try PlanDigest.hex(of: $0) })
        #expect(digests.count == 10)
        #expect(try PlanDigest.hex(of: base) == PlanDigest.hex(of: plan([[], [1]])))
        #expect(digests.allSatisfy { $0.utf8.count == 64 })
    }

    @Test func `tasks of one wave that name the same files are told`() {
        var plan = plan([[], [], [1]])
        plan.tasks[0].files = ["src/a"]
        plan.tasks[1].files = ["src"]
        plan.tasks[2].files = ["./src/a/"]
        #expect(PlanValidator.notes(on: plan).count == 2)
        plan.tasks[1].dependsOn = [1]
        plan.tasks[2].dependsOn = [2]
        #expect(PlanValidator.notes(on: plan).isEmpty)
    }

    @Test(
        arguments: [
            ("true", true), (":", true), ("echo ok", true), ("set -e\ntrue && echo done", true), ("# c\nexit 0", true),
            ("exit 1", false), ("echo a | grep b", false), ("echo $(false)", false), ("test -e a", false),
            ("true; make test", false), ("echo x > y", true),
        ])
    func `commands that can only succeed are known`(script: String, isTrivial: Bool) {
        #expect(ScriptText.isTrivial(script) == isTrivial)
    }

    @Test(
        arguments: [
            ("test -e a", true), ("if true; then\necho a\nfi", true), ("cat <<END\nif\nEND", true), ("if true", false),
            ("echo 'a", false), ("case x in", false), ("f() { :; }", true),
        ])
    func `sh judges the syntax`(script: String, isWellFormed: Bool) async throws {
        #expect(try await (ShellSyntax.fault(in: script) == nil) == isWellFormed)
    }

    @Test func `requirements have ids that survive changes elsewhere`() {
        let text = """
            # PRD: Shop

            We want a shop.

            ## Features
            - **FR-1** Orders are kept.
            - Search:
              - by name
              - by price
                in dollars

            The page must load fast. It is blue.

            ## Non-goals
            - Payment

            | Id | What |
            |----|------|
            | R7 | hidden |

            ## Limits
            | Id | What |
            |----|------|
            | R8 | Ten users at once |
            """
        let found = RequirementExtractor.requirements(in: MarkdownOutline(text))
        #expect(
            found.map(\.text) == [
                "Orders are kept.", "by name", "by price in dollars", "The page must load fast.", "Ten users at once",
            ])
        #expect(found.map(\.line) == [6, 8, 9, 12, 24])
        #expect(found[0].id == "FR-1")
        #expect(found[1].id.hasPrefix("features-"))
        #expect(found[4].id == "R8")
        let moved = RequirementExtractor.requirements(in: MarkdownOutline("Intro.\n\n" + text))
        #expect(moved.map(\.id) == found.map(\.id))
    }

    @Test func `prose is split into statements that keep their ids when others come and go`() {
        let text = """
            # hours

            Our people keep their time in text files, one session
            a line. We want `bin/hours FILE` that adds it up; it must use no library. It prints
            one line per project, e.g. `web 1:30. total`, and a total.

            ```
            web 1:30. total 1:30.
            ```

            Blank lines are ignored; tabs too.
            """
        let found = RequirementExtractor.requirements(in: MarkdownOutline(text))
        #expect(
            found.map(\.text) == [
                "Our people keep their time in text files, one session a line.",
                "We want bin/hours FILE that adds it up",
                "it must use no library.", "It prints one line per project, e.g. web 1:30. total, and a total.",
                "Blank lines are ignored; tabs too.",
            ])
        #expect(found.map(\.line) == [3, 4, 4, 4, 11])
        let more = text.replacing("Our people", with: "There is a firm. Our people")
        let longer = RequirementExtractor.requirements(in: MarkdownOutline(more))
        #expect(longer.dropFirst().map(\.id) == found.map(\.id))
        let twice = RequirementExtractor.requirements(in: MarkdownOutline("It is blue. It is red. It is blue."))
        #expect(Set(twice.map(\.id)).count == 3)
    }

    @Test func `a section's list is not broken up, and its plain sentences only introduce it`() {
        let text = """
            # Shop

            This is about shops.

            ## Orders
            Orders are the heart of a shop.
            - An order is kept. It can be cancelled; nobody minds.
            - It has a number

            An order must not be lost.

            ## Search
            One searches by name. Results come in the order of their age.
            """
        let found = RequirementExtractor.requirements(in: MarkdownOutline(text))
        #expect(
            found.map(\.text) == [
                "An order is kept. It can be cancelled; nobody minds.", "It has a number", "An order must not be lost.",
                "One searches by name.", "Results come in the order of their age.",
            ])
    }

    @Test(
        arguments: [
            ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
            ("See e.g. the file. J. Doe wrote it.", ["See e.g. the file.", "J. Doe wrote it."]),
            ("It needs 3.11 or so. it works.", ["It needs 3.11 or so.", "it works."]),
            ("Use `a. b; c d e f` here. Done.", ["Use `a. b; c d e f` here.", "Done."]),
            ("It says “Stop.” Then it goes on.", ["It says “Stop.”", "Then it goes on."]),
            ("Red (as in a. b; c d e) is a colour. Blue too.", ["Red (as in a. b; c d e) is a colour.", "Blue too."]),
            ("a; b; c d e f", ["a; b; c d e f"]),
            ("One two three; four five six; no.", ["One two three", "four five six; no."]),
            ("Files, dirs etc. are kept. Etc.", ["Files, dirs etc. are kept.", "Etc."]), ("第一。第二。", ["第一。", "第二。"]),
            ("A lone ` mark. Next (one.", ["A lone ` mark.", "Next (one."]), ("", []), ("... !", []),
        ])
    func `sentences end where a reader would end them`(text: String, sentences: [String]) {
        #expect(Sentences.split(text).map(String.init) == sentences)
    }

    @Test(
        arguments: [
            ("test -f src/app.py", true), ("test -x bin/hours", true),
            ("[ -s src/app.py ] && grep -q 'def main' src/app.py", true),
            ("if ! test -f src/app.py; then\n  echo missing; exit 1\nfi", true),
            ("for f in src/app.py src/b.py; do test -f $f; done; test -f src/app.py", true),
            ("cat src/app.py | grep -q main", true), ("ls src/app.py > /dev/null 2>&1", true),
            ("test -x bin/hours && bin/hours in.txt", false), ("test -f src/app.py\npython3 src/app.py", false),
            ("bin/hours x | grep -q total", false), ("test \"$(bin/hours x)\" = 1", false), ("! bin/hours x", false),
            ("out=`bin/hours`; test -f src/app.py", false), ("make test", false),
            ("python3 -m py_compile src/app.py", false),
            ("test -f src/app.py; ./run <<E\nx\nE", false), ("find src -name app.py -exec sh {} +", false),
            ("x=1 bin/hours", false), ("cmp want got", false), ("grep -q 'a", false),
            // Only of documents and data can little else be tested.
            ("test -s README.md", false), ("grep -q 'bin/hours' README.md", false),
            ("grep -q x -e y config.json", false),
        ])
    func `checks that run nothing of a new program are known`(check: String, isStub: Bool) {
        var task = PlannedTask(number: 1, title: "t", checks: [check], executor: .builtin)
        #expect((CheckText.untestedProgram(of: task, existing: []) != nil) == isStub)
        // With an honest one beside it, and where the program was there before, it is no problem.
        #expect(CheckText.untestedProgram(of: task, existing: ["src/app.py", "src/b.py", "bin/hours"]) == nil)
        task.checks.append("bin/hours in.txt")
        #expect(CheckText.untestedProgram(of: task, existing: []) == nil)
        task.checks = [check]
        task.files = ["README.md"]
        #expect(CheckText.untestedProgram(of: task, existing: []) == nil)
    }

    @Test func `prose alone and a lone sentence are requirements too`() {
        let one = RequirementExtractor.requirements(in: MarkdownOutline("build me a todo api with auth"))
        #expect(one.map(\.text) == ["build me a todo api with auth"])
        let tasks = RequirementExtractor.requirements(
            in: MarkdownOutline("# A\nSome words.\n## Tasks\n1. Do this\n2. Do that"))
        #expect(tasks.map(\.text) == ["Do this", "Do that"])
    }
}

/// The SplitMix64 generator: reproducible random tests.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
