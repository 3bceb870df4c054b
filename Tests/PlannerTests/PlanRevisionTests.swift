import LanguageModel
import Planner
import Testing
import Vocabulary

/// What a model is neither shown nor may write stays with the tasks that it kept when a plan is changed by words.
@Suite(.timeLimit(.minutes(1))) struct PlanRevisionTests {
    private static let gpu = Needs(gpus: 1)

    /// 2 trains on a graphics processor, 3 cleans up where that fails, 4 comes after both however they end.
    private static let before = Plan(
        title: "Training", requirements: [],
        tasks: [
            task(1, "Fetch the data"),
            task(2, "Train", after: [1]) {
                $0.needs = gpu
                $0.next = [task(1, "Publish") { $0.needs = gpu }]
            },
            task(3, "Clean up", after: [2]) { $0.conditions = [2: .failure] },
            task(4, "Report", after: [2, 3]) {
                $0.conditions = [2: .done, 3: .done]
                $0.ifBlocked = .cancel
            },
        ], forecast: Forecast(cost: .zero, seconds: 0), planner: "outline")

    private static func task(
        _ number: Int, _ title: String, after: [Int] = [], _ change: (inout PlannedTask) -> Void = { _ in }
    ) -> PlannedTask {
        var task = PlannedTask(
            number: number, title: title, details: "Do \(number).", dependsOn: after, run: "touch \(number)",
            checks: ["test -e \(number)"], executor: .shell)
        change(&task)
        return task
    }

    /// A task as the model answers it; where nothing is said, as it was.
    private func answer(
        _ number: Int, _ title: String, was: Int? = nil, after: [Int] = [], details: String? = nil
    ) -> JSONValue {
        let was = was ?? number
        return [
            "number": .integer(Int64(number)), "title": .string(title), "details": .string(details ?? "Do \(was)."),
            "depends_on": .array(after.map { .integer(Int64($0)) }), "requirements": ["R1"],
            "run": .string("touch \(was)"), "checks": [.string("test -e \(was)")], "files": [], "size": "small",
            "tier": "standard", "priority": "normal",
        ]
    }

    private func changed(_ tasks: [JSONValue], of plan: Plan = before) async throws -> Plan {
        let text: JSONValue = ["title": "Training", "assumptions": [], "questions": [], "tasks": .array(tasks)]
        let model = ScriptedModel(text.canonical)
        let context = PlanningContext(
            model: model, modelNames: [.standard: "m"], defaultExecutor: .builtin, feedback: "change it", previous: plan
        )
        return try await Planner().plan("- R1: Train it.", context: context)
    }

    @Test func `what was kept keeps needs, conditions and what follows, whatever its number is`() async throws {
        let plan = try await changed([
            answer(1, "Check the licence", was: 9), answer(2, "Fetch the data", was: 1, after: [1]),
            answer(3, "Train", was: 2, after: [2], details: "Do it better."),
            answer(4, "Clean up", was: 3, after: [3]), answer(5, "Report", was: 4, after: [3, 4]),
        ])
        #expect(plan.tasks.map(\.needs) == [nil, nil, Self.gpu, nil, nil])
        #expect(plan.tasks.map(\.conditions) == [nil, nil, nil, [3: .failure], [3: .done, 4: .done]])
        #expect(plan.tasks.map(\.ifBlocked) == [nil, nil, nil, nil, .cancel])
        #expect(plan.tasks.map(\.next) == [nil, nil, Self.before.tasks[1].next, nil, nil])
        #expect(plan.tasks[4].dependsOn == [3, 4], "who waits for another end keeps its edge")
        #expect(plan.notes.isEmpty, "\(plan.notes)")
    }

    @Test func `a new title alone is the same task, one that is new under an old number is not`() async throws {
        let plan = try await changed([
            answer(1, "Fetch the data"), answer(2, "Train the model", after: [1]),
            answer(3, "Clean up", after: [2]), answer(4, "Report", after: [2, 3]),
        ])
        #expect(plan.tasks.map(\.needs) == [nil, Self.gpu, nil, nil])
        #expect(plan.tasks[2].conditions == [2: .failure])
        let other = try await changed([
            answer(1, "Fetch the data"), answer(2, "Write the manual", was: 9, after: [1]),
            answer(3, "Clean up", after: [1]), answer(4, "Report", after: [3]),
        ])
        #expect(other.tasks.map(\.needs) == [nil, nil, nil, nil])
        #expect(other.tasks.map(\.conditions) == [nil, nil, nil, [3: .done]])
        #expect(
            other.notes == [
                "Gone from task 2 “Train”: needs gpu; followed by “Publish”.",
                "Gone from task 3 “Clean up”: waits for the failure of 2.",
                "Gone from task 4 “Report”: waits for the end of 2.",
            ])
    }

    @Test func `of tasks with one title each stays itself, and in doubt none is another`() async throws {
        var plan = Self.before
        plan.tasks = [Self.task(1, "Test"), Self.task(2, "Test") { $0.needs = Self.gpu }]
        let kept = try await changed([answer(1, "Test"), answer(2, "Test")], of: plan)
        #expect(kept.tasks.map(\.needs) == [nil, Self.gpu])
        let dropped = try await changed([answer(1, "Test", was: 2)], of: plan)
        #expect(dropped.tasks.map(\.needs) == [nil])
        #expect(dropped.notes == ["Gone from task 2 “Test”: needs gpu."])
    }

    @Test func `a wish that comes before the first plan changes the author's own tasks`() async throws {
        let prd = "## Tasks\n### 1. Train\nNeeds: gpu\n```sh run\ntouch 1\n```\n```sh check\ntest -e 1\n```\n"
        let own = try await Planner().plan(prd, context: PlanningContext())
        let ids = own.requirements.map { JSONValue.string($0.id) }
        var task = try #require(answer(1, "Train").object)
        task["requirements"] = .array(ids)
        let text: JSONValue = [
            "title": "Training", "assumptions": [], "questions": [], "tasks": .array([.object(task)]),
        ]
        let model = ScriptedModel(text.canonical)
        let plan = try await Planner().plan(
            prd,
            context: PlanningContext(
                model: model, modelNames: [.standard: "m"], defaultExecutor: .builtin, feedback: "smaller"))
        #expect(plan.tasks.map(\.run) == ["touch 1"])
        #expect(plan.tasks.map(\.needs) == [Self.gpu])
        #expect("\(model.requests.map(\.messages))".contains("previous_plan"))
    }
}
