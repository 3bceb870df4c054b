import Planner
import Testing
import Vocabulary

@Suite struct OutlinePlannerTests {
    /// One task of Markdown with a script and a check.
    private func task(_ heading: String, _ body: String = "") -> String {
        "\(heading)\n\(body)\n```sh run\ntouch it\n```\n```sh check\ntest -e it\n```\n"
    }

    private func plan(_ text: String, _ context: PlanningContext = PlanningContext()) async throws -> Plan {
        try await Planner().plan(text, context: context)
    }

    private func refusal(_ text: String, _ context: PlanningContext = PlanningContext()) async -> [PlanProblem] {
        do {
            _ = try await plan(text, context)
            return []
        } catch PlanningError.refused(let problems) {
            return problems
        } catch {
            return [PlanProblem("\(error)")]
        }
    }

    @Test func `a structured document is planned as it stands`() async throws {
        let plan = try await plan(
            """
            # Greeter

            ## Tasks

            ### 1. Write the greeting

            Keep it short.

            ```sh run
            echo hello > greeting.txt
            ```

            ```sh check
            grep -q hello greeting.txt
            ```

            ### Task 2: Say it twice
            Depends on: 1
            Files: twice.txt, `docs/`
            Priority: high
            Size: M

            ~~~sh run
            cat greeting.txt > twice.txt
            ~~~
            ~~~~sh run
            cat greeting.txt >> twice.txt
            ~~~~
            ```sh check
            test -s twice.txt
            test "$(grep -c hello twice.txt)" -eq 2
            ```
            ```sh check
            test -e greeting.txt
            ```
            """)
        #expect(plan.title == "Greeter")
        #expect(plan.planner == "outline")
        #expect(plan.tasks.map(\.title) == ["Write the greeting", "Say it twice"])
        #expect(plan.tasks[0].details == "Keep it short.")
        #expect(plan.tasks[0].checks == ["grep -q hello greeting.txt"])
        #expect(plan.tasks[0].executor == .shell)
        #expect(plan.tasks[1].dependsOn == [1])
        #expect(plan.tasks[1].run == "cat greeting.txt > twice.txt\ncat greeting.txt >> twice.txt")
        #expect(
            plan.tasks[1].checks == [
                "test -s twice.txt\ntest \"$(grep -c hello twice.txt)\" -eq 2", "test -e greeting.txt",
            ])
        #expect(plan.tasks[1].files == ["twice.txt", "docs/"])
        #expect(plan.tasks[1].priority == .high)
        #expect(plan.tasks[1].size == .medium)
        #expect(plan.forecast.seconds == 70)
    }

    @Test(
        arguments: [
            "### 3. Third (after 1, 2)", "### 3. Third (after: 1, 2)", "### Task 3: Third — after 1 and 2",
            "### 3) Third [depends on #1, #2]", "### 3. Third after 1, 2", "### #3 Third - after 1-2",
            "### 3. Third\nDepends on: 1, 2", "### 3. Third\n- **Depends on:** First one, 2",
            "### 3. Third\nafter 1, 2", "### 3. Third\nAfter: tasks 1 & 2",
            "### 3. Third\n**Dependencies**: #1; task 2",
            "### 3. Third\nDepends on:\n- 1\n- Second one", "### 3. Third\ndepends on 1 and 2.",
            "### 3. Third (after 1; after 2)\nafter 2", "### Third\nDepends on: 1 2",
        ])
    func `dependencies are understood`(third: String) async throws {
        let document = "## Tasks\n" + task("### 1. First one") + task("### 2. Second one") + task(third)
        let plan = try await plan(document)
        #expect(plan.tasks.map(\.title) == ["First one", "Second one", "Third"])
        #expect(plan.tasks.last?.dependsOn == [1, 2])
    }

    @Test(arguments: ["T2", "2", "Second", "T2: Second", "T1-2", "t2"])
    func `labels with letters are understood`(reference: String) async throws {
        let document =
            "## Tasks\n" + task("### T1: First") + task("### T2: Second")
            + task("### T3: Third", "Depends on: \(reference)")
        if reference == "T1-2" {
            #expect(await refusal(document).map(\.line) == [19])
        } else {
            #expect(try await plan(document).tasks.map(\.dependsOn) == [[], [], [2]])
        }
    }

    @Test func `a list with scripts is the tasks, whatever headings follow`() async throws {
        let script = "\n```sh run\nx\n```\n```sh check\ny\n```\n"
        let plan = try await plan("## Tasks\n1. A\(script)2. B\(script)### Notes\nwords")
        #expect(plan.tasks.map(\.title) == ["A", "B"])
        let problems = await refusal("## Tasks\n1. A\(script)### B\(script)")
        #expect(problems.map(\.line) == [10, 13])
    }

    @Test func `requirements are covered by name, range and mention`() async throws {
        let document =
            "## Features\n- R1: a\n- R2: b\n- R3: c\n- R4: d\n## Tasks\n" + task("### 1. Do R4")
            + task("### 2. Rest", "Covers: R1-R3")
        #expect(try await plan(document).tasks.map(\.requirements) == [["R4"], ["R1", "R2", "R3"]])
    }

    @Test func `list items with nested blocks are tasks`() async throws {
        let document = """
            # List
            ## Tasks
            1. First
               Some words.

               ```sh run
               cat > a.txt <<END
                 indented
               END
               ```
               ```sh check
               test -e a.txt
               ```
            2. Second — after 1
              - Files: b.txt
              - a note
            ```sh run
            touch b.txt
            ```
              - ```sh check
                test -e b.txt
                ```
            """
        let plan = try await plan(document.replacing("\n", with: "\r\n"))
        #expect(plan.tasks.map(\.title) == ["First", "Second"])
        #expect(plan.tasks[0].run == "cat > a.txt <<END\n  indented\nEND")
        #expect(plan.tasks[1].dependsOn == [1])
        #expect(plan.tasks[1].files == ["b.txt"])
        #expect(plan.tasks[1].details == "  - a note")
        #expect(plan.tasks[1].checks == ["test -e b.txt"])
    }

    @Test func `every problem is told at once with its line`() async {
        let document =
            "## Tasks\n" + task("### 1. One (after 9)") + "### 2. Two\nwords\n" + "### 2. Again\n```sh run\nx\n```\n"
        let problems = await refusal(document)
        #expect(problems.map(\.line) == [2, 10, 12, 12])
        #expect(problems.first?.message.contains("“9”") == true)
        #expect(problems.dropFirst().first?.message.contains("neither") == true)
    }

    @Test func `a circle is named`() async {
        let document =
            "## Tasks\n" + task("### 1. A (after 3)") + task("### 2. B (after 1)") + task("### 3. C (after 2)")
        let problems = await refusal(document)
        #expect(problems.count == 1)
        #expect(problems.first?.message.contains("1 ▸ 3 ▸ 2 ▸ 1") == true)
    }

    @Test func `redundant edges are removed`() async throws {
        let document =
            "## Tasks\n" + task("### A") + task("### B (after 1)") + task("### C (after 1, 2)")
            + task("### D (after 1, 2, 3)")
        #expect(try await plan(document).tasks.map(\.dependsOn) == [[], [1], [2], [3]])
    }

    @Test func `a document without tasks is told how to write one`() async {
        let problems = await refusal("build me a todo api with auth")
        #expect(problems.first?.message.contains("## Tasks") == true)
    }
}
