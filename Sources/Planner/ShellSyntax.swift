import Subprocess
import Vocabulary

/// Asks `sh` whether scripts are well-formed, without running any of them (`sh -n`).
enum ShellSyntax {
    /// What `sh` says against the scripts of a plan, by task; scripts are read by four children at a time at most.
    ///
    /// - Throws: `SubprocessError` where `sh` does not start, `CancellationError`.
    static func problems(in plan: Plan) async throws -> [PlanProblem] {
        var scripts: [(task: Int, what: String, text: String)] = []
        for task in plan.tasks {
            if let run = task.run { scripts.append((task.number, "the script", run)) }
            scripts += task.checks.map { (task.number, "an acceptance command", $0) }
        }
        let texts = Array(Set(scripts.map(\.text))).sorted()
        let faults = try await withThrowingTaskGroup(of: (String, String?).self) { group in
            var faults: [String: String] = [:]
            for (index, text) in texts.enumerated() {
                if index >= 4, let (script, fault) = try await group.next() { faults[script] = fault }
                group.addTask { (text, try await fault(in: text)) }
            }
            for try await (script, fault) in group { faults[script] = fault }
            return faults
        }
        return scripts.compactMap { script in
            faults[script.text].map { PlanProblem("task \(script.task): sh does not understand \(script.what): \($0)") }
        }
    }

    /// The first line of what `sh -n` says; nil for a well-formed script.
    static func fault(in script: String) async throws -> String? {
        let request = SubprocessRequest(
            executable: "/bin/sh", arguments: ["-n"], environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
            directory: "/", input: Array(script.utf8), outputLimit: 4_096, timeout: .seconds(5))
        let result = try await Subprocess.run(request)
        if result.termination.isSuccess { return nil }
        let line = MarkdownOutline.lines(of: result.errorText).first ?? "\(result.termination)"
        let text = line.hasPrefix("/bin/sh: ") ? String(line.dropFirst(9)) : line
        return PlainText.shortened(text.filter { !PlanLimits.hasControl(String($0), allowing: []) }, to: 200)
    }
}
