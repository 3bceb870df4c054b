import Vocabulary

/// A task as a structured PRD spells it, before its dependencies are resolved.
struct OutlineTask {
    /// A phrase of the document and its line.
    struct Mention: Hashable {
        var text: String
        var line: Int
    }

    var line: Int
    /// The number or dotted number it was given, as written.
    var label: String?
    var title: String
    var details: [String] = []
    var run: [String] = []
    var checks: [Mention] = []
    var dependencies: [Mention] = []
    /// `… after 1, 2` at the end of the title without brackets or a dash: a dependency only where the numbers are tasks.
    var looseDependency: (title: String, mention: Mention)?
    var covers: [Mention] = []
    var files: [String] = []
    var priority: Priority?
    var size: PlannedTask.Size?
    var tier: ModelTier?
    var executor: Executor?
    var executorLine: Int?
    var needs: Needs?
    var ifBlocked: DeadEndPolicy?
    /// Line of a fenced block that is neither `sh run` nor `sh check` but looks as if it were meant so.
    var unmarkedBlockLine: Int?

    init(line: Int, label: String?, title: String) {
        self.line = line
        self.label = label
        self.title = title
    }
}
