/// The bounds of a plan, whoever wrote it.
package enum PlanLimits {
    package static let tasks = 200
    /// Characters of a title.
    package static let title = 120
    /// Bytes of an acceptance command.
    package static let command = 4_096
    /// Bytes of a task's description.
    package static let details = 8_192
    /// Bytes of a `sh run` script.
    package static let script = 65_536
    package static let checks = 20
    package static let files = 100
    /// Tasks that follow each other, the first one included.
    package static let chain = 20
    /// Tasks that a version names which followed from the work itself; those before them stand in earlier versions.
    package static let versionTasks = 400
    /// Characters of what a person wants changed; the model is shown no more.
    package static let feedback = 8_000
    package static let requirements = 400
    package static let assumptions = 8
    package static let questions = 3
    /// Characters of an assumption or a question.
    package static let remark = 200
    /// Bytes of a title or an attribute as written.
    static let line = 4_096
    /// Problems told at once.
    package static let problems = 20

    /// What is wrong with a path a task names, or nil: it has to stay inside the repository and be printable.
    package static func fault(inPath path: String) -> String? {
        let name = PlainText.shortened(String(path.unicodeScalars.map { $0.value < 32 ? "?" : Character($0) }), to: 80)
        if path.isEmpty || path.utf8.count > 256 { return "the path “\(name)” is empty or longer than 256 bytes." }
        if path.hasPrefix("/") || path.hasPrefix("~") || path.split(separator: "/").contains("..") {
            return "the path “\(name)” leaves the repository; name files relative to its root."
        }
        if path.split(separator: "/").contains(where: { $0.lowercased() == ".git" }) {
            return "the path “\(name)” is git's own; no task may touch it."
        }
        return hasControl(path, allowing: []) ? "the path “\(name)” holds control characters." : nil
    }

    /// Control characters, and marks that turn the direction of text, so that what is shown is what is run.
    static func hasControl(_ text: String, allowing allowed: Set<Unicode.Scalar>) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0: !allowed.contains(scalar)
            case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFEFF: true
            default: false
            }
        }
    }
}
