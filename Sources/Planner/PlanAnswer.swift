import Vocabulary

/// A model's answer read as a plan, strictly: what is missing, unknown or of another type is a problem.
struct PlanAnswer {
    private(set) var title = ""
    private(set) var assumptions: [String] = []
    private(set) var questions: [String] = []
    private(set) var tasks: [PlannedTask] = []
    private(set) var problems: [PlanProblem] = []

    /// Bytes an answer may have.
    static let limit = 1 << 20

    /// Reads the JSON object, also one inside a single fenced block.
    init(_ text: String) {
        guard text.utf8.count <= PlanAnswer.limit else {
            problems = [PlanProblem("the answer is longer than 1 MB.")]
            return
        }
        guard let value = JSONValue(parsing: PlanAnswer.unfenced(text).utf8), let members = value.object else {
            problems = [PlanProblem("the answer is no JSON object, or is cut off.")]
            return
        }
        checkKeys(of: members, allowed: PlanSchema.planKeys, in: "the answer")
        title = value["title"]?.string ?? ""
        if members["title"] != nil, value["title"]?.string == nil { refuse("`title` is no string.") }
        assumptions = remarks("assumptions", members)
        questions = remarks("questions", members)
        readTasks(value["tasks"]?.array)
    }

    /// Sentences without the white space around them; empty ones say nothing.
    private mutating func remarks(_ key: String, _ members: [String: JSONValue]) -> [String] {
        guard let value = members[key] else { return [] }
        let texts = value.array?.map(\.string) ?? [nil]
        if texts.contains(nil) { refuse("`\(key)` is no list of strings.") }
        return texts.compactMap { $0.map { PlainText.trimmed($0) } }.filter { !$0.isEmpty }
    }

    private mutating func readTasks(_ list: [JSONValue]?) {
        guard let list else { return refuse("`tasks` is no list.") }
        guard list.count <= PlanLimits.tasks else {
            return refuse("the plan has \(list.count) tasks; \(PlanLimits.tasks) is the most.")
        }
        for (index, element) in list.enumerated() { read(element, at: index) }
    }

    private static func unfenced(_ text: String) -> String {
        let trimmed = PlainText.trimmed(text)
        guard trimmed.hasPrefix("```"), trimmed.hasSuffix("```"), let end = trimmed.firstIndex(where: \.isNewline)
        else {
            return trimmed
        }
        return PlainText.trimmed(trimmed[end...].dropLast(3))
    }

    private mutating func refuse(_ message: String) { problems.append(PlanProblem(message)) }

    private mutating func checkKeys(of members: [String: JSONValue], allowed: [String], in place: String) {
        for key in allowed where members[key] == nil { refuse("\(place) lacks `\(key)`.") }
        for key in members.keys.sorted() where !allowed.contains(key) {
            refuse("\(place) has the unknown member “\(PlainText.shortened(key, to: 40))”.")
        }
    }

    private mutating func read(_ value: JSONValue, at index: Int) {
        let place = "tasks[\(index)]"
        guard let members = value.object else { return refuse("\(place) is no object.") }
        let before = problems.count
        checkKeys(of: members, allowed: PlanSchema.taskKeys, in: place)
        func wrong(_ key: String, _ kind: String) { problems.append(PlanProblem("\(place).\(key) is no \(kind).")) }
        func strings(_ key: String) -> [String] {
            let list = members[key]?.array?.map(\.string)
            guard let list, !list.contains(nil) else {
                if members[key] != nil { wrong(key, "list of strings") }
                return []
            }
            return list.compactMap(\.self)
        }
        func named<Value>(_ key: String, _ make: (String) -> Value?) -> Value? {
            let found = members[key]?.string.flatMap(make)
            if found == nil, members[key] != nil { wrong(key, "known value") }
            return found
        }
        let number = members["number"]?.integer.flatMap { Int(exactly: $0) }
        if number == nil, members["number"] != nil { wrong("number", "whole number") }
        let edges = members["depends_on"]?.array?.map { $0.integer.flatMap { Int(exactly: $0) } }
        if edges == nil || edges?.contains(nil) == true, members["depends_on"] != nil {
            wrong("depends_on", "list of whole numbers")
        }
        let title = named("title", { $0 })
        let details = named("details", { $0 })
        if members["run"] != nil, members["run"] != .null, members["run"]?.string == nil {
            wrong("run", "string or null")
        }
        let size = named("size", PlannedTask.Size.init)
        let tier = named("tier", ModelTier.init)
        let priority = named("priority", { Priority(name: $0) })
        let (requirements, checks, files) = (strings("requirements"), strings("checks"), strings("files"))
        guard problems.count == before else { return }
        let run = members["run"]?.string.flatMap { ScriptText.hasCommand($0) ? $0 : nil }
        tasks.append(
            PlannedTask(
                number: number ?? 0, title: PlainText.trimmed(title ?? ""), details: details ?? "",
                dependsOn: Array(Set((edges ?? []).compactMap(\.self))).sorted(), requirements: requirements, run: run,
                checks: checks, files: files, size: size ?? .small, tier: tier ?? .standard,
                executor: run == nil ? .builtin : .shell, priority: priority ?? .normal))
    }
}
