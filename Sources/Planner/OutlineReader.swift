import Vocabulary

/// Reads the tasks of a structured PRD: what stands under its `Tasks` heading.
struct OutlineReader {
    private(set) var tasks: [OutlineTask] = []
    private(set) var problems: [PlanProblem] = []
    private(set) var notes: [String] = []
    /// The section holds at least one `sh run` or `sh check` block: the person meant it to be run.
    private(set) var hasScripts = false
    /// The tasks are list items, and a heading stands between the last of them and what is read now.
    private var isBehindHeading = false
    /// A key whose values are the list items that follow.
    private var openList: TaskAttribute.Key?

    /// Where the tasks are: heading level, its line, and the elements below it.
    struct Section {
        var level: Int
        var line: Int
        var elements: ArraySlice<MarkdownOutline.Element>
    }

    static func sections(of outline: MarkdownOutline) -> [Section] {
        var sections: [Section] = []
        var index = 0
        while index < outline.elements.count {
            let element = outline.elements[index]
            index += 1
            guard case .heading(let level, let text) = element.kind, isTasksHeading(text) else { continue }
            let end =
                outline.elements[index...].firstIndex { later in
                    if case .heading(let other, _) = later.kind { other <= level } else { false }
                } ?? outline.elements.count
            sections.append(Section(level: level, line: element.line, elements: outline.elements[index..<end]))
            index = end
        }
        return sections
    }

    static func isTasksHeading(_ text: String) -> Bool {
        let name = PlainText.folded(text).drop { PlainText.isDigit($0) || ".) ".contains($0) }
        return ["tasks", "task list", "implementation tasks"].contains(name)
    }

    init(_ section: Section) {
        let levels = section.elements.compactMap { element in
            if case .heading(let level, _) = element.kind { level } else { nil }
        }
        if let level = levels.min(), !OutlineReader.hasScriptBeforeHeading(section) {
            readHeadings(section, level: level)
        } else {
            readList(section)
        }
        for index in tasks.indices { finish(index) }
    }

    /// A list item with a script comes before the first heading: the list is the tasks.
    private static func hasScriptBeforeHeading(_ section: Section) -> Bool {
        var hasItem = false
        for element in section.elements {
            switch element.kind {
            case .heading: return false
            case .item: hasItem = true
            case .code(let info, _, _): if hasItem, isScript(info) { return true }
            default: continue
            }
        }
        return false
    }

    private static func isScript(_ info: String) -> Bool {
        let words = info.lowercased().split(whereSeparator: \.isWhitespace)
        return words.count >= 2 && ["run", "check", "checks"].contains(words[1])
    }

    private mutating func readHeadings(_ section: Section, level: Int) {
        for element in section.elements {
            if case .heading(level, let text) = element.kind {
                begin(text, number: nil, line: element.line)
            } else {
                readBody(element)
            }
        }
    }

    private mutating func readList(_ section: Section) {
        defer { isBehindHeading = false }
        let tops = section.elements.compactMap { element -> (Int?, Int)? in
            if case .item(let indent, let number, _) = element.kind { (number, indent) } else { nil }
        }
        guard let first = tops.first else {
            section.elements.forEach { readBody($0) }
            return
        }
        let numbers = tops.filter { $0.1 <= first.1 + 1 }.compactMap(\.0)
        let isLazy = numbers.count > 1 && Set(numbers).count == 1
        for element in section.elements {
            guard case .item(let indent, let number, let text) = element.kind, indent <= first.1 + 1 else {
                if case .heading = element.kind { isBehindHeading = true }
                readBody(element)
                continue
            }
            if (number == nil) == (first.0 == nil) {
                isBehindHeading = false
                begin(text, number: isLazy ? nil : number, line: element.line)
            } else if !tasks.isEmpty, TaskAttribute(text) != nil {
                readBody(element)
            } else {
                problems.append(
                    PlanProblem(
                        line: element.line,
                        "the list mixes numbers and bullets; number every task, and indent what belongs to one."))
            }
        }
    }

    private mutating func begin(_ text: String, number: Int?, line: Int) {
        openList = nil
        guard tasks.count <= PlanLimits.tasks else { return }
        guard text.utf8.count <= PlanLimits.line else {
            problems.append(PlanProblem(line: line, "a task's title is longer than \(PlanLimits.line) bytes."))
            return
        }
        let parts = TitleLine(text)
        var task = OutlineTask(line: line, label: parts.label ?? number.map { "\($0)" }, title: parts.title)
        if let dependency = parts.dependency {
            task.dependencies.append(OutlineTask.Mention(text: dependency, line: line))
        } else if let loose = TitleLine.looseDependency(of: parts.title) {
            task.looseDependency = (loose.title, OutlineTask.Mention(text: loose.numbers, line: line))
        }
        if parts.title.isEmpty {
            problems.append(PlanProblem(line: line, "a task has no title; write what it is to do."))
        } else if parts.title.count > PlanLimits.title {
            task.details.append(parts.title)
            task.title = PlainText.shortened(parts.title, to: PlanLimits.title)
        }
        tasks.append(task)
        for attribute in parts.attributes {
            if let attribute = TaskAttribute(attribute) {
                apply(attribute, line: line)
            } else {
                problems.append(
                    PlanProblem(line: line, "“\(attribute)” in the brackets of the title is not understood."))
            }
        }
    }

    private mutating func readBody(_ element: MarkdownOutline.Element) {
        switch element.kind {
        case .heading(let level, let text):
            openList = nil
            detail(String(repeating: "#", count: level) + " " + text)
        case .blank: detail("")
        case .text(_, let text):
            openList = nil
            if !tasks.isEmpty, let attribute = TaskAttribute(text) {
                apply(attribute, line: element.line)
            } else {
                detail(text)
            }
        case .item(let indent, let number, let text):
            if !tasks.isEmpty, let attribute = TaskAttribute(text) {
                openList = nil
                apply(attribute, line: element.line)
            } else if let key = openList {
                apply(key, text, line: element.line)
            } else {
                detail(String(repeating: " ", count: min(indent, 12)) + (number.map { "\($0). " } ?? "- ") + text)
            }
        case .code(let info, let body, let isClosed):
            openList = nil
            readCode(info, body, isClosed: isClosed, line: element.line)
        }
    }

    private mutating func detail(_ line: String) {
        guard !tasks.isEmpty else { return }
        let last = tasks.count - 1
        if line.isEmpty, tasks[last].details.last ?? "" == "" { return }
        tasks[last].details.append(line)
    }

    private mutating func readCode(_ info: String, _ body: String, isClosed: Bool, line: Int) {
        let words = info.lowercased().split(whereSeparator: \.isWhitespace)
        guard OutlineReader.isScript(info) else {
            if !tasks.isEmpty {
                if words.isEmpty || ["sh", "bash", "shell", "console", "run", "check"].contains(words[0]) {
                    tasks[tasks.count - 1].unmarkedBlockLine = tasks[tasks.count - 1].unmarkedBlockLine ?? line
                }
                detail(Self.fenced(info, body))
            }
            return
        }
        hasScripts = true
        func refuse(_ sentence: String) { problems.append(PlanProblem(line: line, sentence)) }
        let name = words[1] == "run" ? "sh run" : "sh check"
        guard !tasks.isEmpty else {
            return refuse("a `\(name)` block stands before the first task; put it under the task it belongs to.")
        }
        guard !isBehindHeading else {
            return refuse(
                "a `\(name)` block stands under a heading, but the tasks here are list items; use one of both.")
        }
        guard words.count == 2, ["sh", "shell"].contains(words[0]) else {
            return refuse("“\(info)” is not understood: blocks are run with sh; write `\(name)` behind the fence.")
        }
        guard isClosed else {
            return refuse("the `\(name)` block is never closed; end it with a line of the same marks as its first.")
        }
        guard ScriptText.hasCommand(body) else {
            return refuse("the `\(name)` block holds no command.")
        }
        if name == "sh run" {
            tasks[tasks.count - 1].run.append(body)
        } else {
            tasks[tasks.count - 1].checks.append(OutlineTask.Mention(text: body, line: line))
        }
    }

    private static func fenced(_ info: String, _ body: String) -> String {
        var longest = 2
        var current = 0
        for byte in body.utf8 {
            current = byte == 0x60 ? current + 1 : 0
            longest = max(longest, current)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence)\(info.filter { $0 != "`" })\n\(body)\n\(fence)"
    }

    private mutating func apply(_ attribute: TaskAttribute, line: Int) {
        if attribute.value.isEmpty {
            openList = attribute.key
            return
        }
        apply(attribute.key, attribute.value, line: line)
    }

    private mutating func apply(_ key: TaskAttribute.Key, _ value: String, line: Int) {
        let last = tasks.count - 1
        guard value.utf8.count <= PlanLimits.line else {
            problems.append(PlanProblem(line: line, "the line is longer than \(PlanLimits.line) bytes."))
            return
        }
        let word = PlainText.folded(value)
        func refuse(_ what: String, _ allowed: [String]) {
            problems.append(
                PlanProblem(
                    line: line,
                    "\(what) “\(PlainText.shortened(value, to: 60))” is not known; it is one of "
                        + allowed.joined(separator: ", ") + "."))
        }
        switch key {
        case .dependencies: tasks[last].dependencies.append(OutlineTask.Mention(text: value, line: line))
        case .covers: tasks[last].covers.append(OutlineTask.Mention(text: value, line: line))
        case .files: readFiles(value, line: line)
        case .needs: readNeeds(value, line: line)
        case .ifBlocked:
            tasks[last].ifBlocked = DeadEndPolicy(rawValue: word)
            if tasks[last].ifBlocked == nil { refuse("what to do", DeadEndPolicy.allCases.map(\.rawValue)) }
        case .priority:
            tasks[last].priority = Priority(name: word)
            if tasks[last].priority == nil { refuse("priority", Priority.allCases.map(\.name)) }
        case .size:
            let short: [String: PlannedTask.Size] = ["s": .small, "m": .medium, "l": .large]
            tasks[last].size = short[word] ?? PlannedTask.Size(rawValue: word)
            if tasks[last].size == nil { refuse("size", PlannedTask.Size.allCases.map(\.rawValue)) }
        case .tier:
            tasks[last].tier = ModelTier(rawValue: word)
            if tasks[last].tier == nil { refuse("tier", ModelTier.allCases.map(\.rawValue)) }
        case .executor:
            tasks[last].executor = Executor(rawValue: word)
            tasks[last].executorLine = line
            if tasks[last].executor == nil { refuse("executor", Executor.allCases.map(\.rawValue)) }
        }
    }

    private mutating func readNeeds(_ value: String, line: Int) {
        switch NeedsText.read(value) {
        case .needs(let needs): tasks[tasks.count - 1].needs = needs
        case .unknown(let phrases):
            problems.append(
                PlanProblem(
                    line: line,
                    "the task needs “\(PlainText.shortened(phrases.joined(separator: "”, “"), to: 120))”, which is not "
                        + "understood; write gpu, 4 cpus, 8 GB, model=NAME or KEY=VALUE, with commas between."))
        case nil: break
        }
    }

    private mutating func readFiles(_ value: String, line: Int) {
        for piece in value.split(separator: ",").map({ PlainText.trimmed($0) }) where !piece.isEmpty {
            if ["any", "anywhere", "none", "*"].contains(piece.lowercased()) { continue }
            // `Sources/A.swift (new)`: the remark is for people.
            let path = piece.ranges(of: " (").first.map { String(piece[..<$0.lowerBound]) } ?? piece
            if let sentence = PlanLimits.fault(inPath: path) {
                problems.append(PlanProblem(line: line, sentence))
            } else if !tasks[tasks.count - 1].files.contains(path) {
                tasks[tasks.count - 1].files.append(path)
            }
        }
    }

    private mutating func finish(_ index: Int) {
        while tasks[index].details.last == "" { tasks[index].details.removeLast() }
    }
}
