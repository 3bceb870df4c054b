import Store
import Vocabulary

/// What of a task's plan goes with the offer of its jobs.
struct OfferedPlan: Equatable {
    var details = ""
    var run: String?
    var checks: [String] = []
    var files: [String] = []
    var tier = ModelTier.standard
    var model: String?

    /// Reads the stored plan of a task.
    init(_ task: TaskRecord) throws {
        if let quick = Self(spec: task.spec) {
            self = quick
            return
        }
        let plan = try task.plan()
        details = plan.details
        run = plan.run
        checks = plan.checks
        files = plan.files
        tier = plan.tier
        model = plan.model
    }

    /// Nil where the text is not quite what `StoredJSON` writes.
    init?(spec: String) {
        var spec = spec
        let read = spec.withUTF8 { bytes -> Self? in
            var scanner = JSONScanner(bytes)
            var plan = Self()
            let isWhole = scanner.object { name, scanner in plan.take(name, from: &scanner) }
            return isWhole ? plan : nil
        }
        guard let read, !read.checks.isEmpty else { return nil }
        self = read
    }

    private init() {}

    private mutating func take(_ name: String, from scanner: inout JSONScanner) -> Bool {
        switch name {
        case "details": Self.set(&details, scanner.string())
        case "run": Self.set(&run, scanner.string())
        case "checks": Self.set(&checks, scanner.strings())
        case "files": Self.set(&files, scanner.strings())
        case "tier": Self.set(&tier, scanner.string().flatMap(ModelTier.init(rawValue:)))
        case "model": Self.set(&model, scanner.string())
        default: scanner.skip()
        }
    }

    private static func set<Value>(_ place: inout Value, _ value: Value?) -> Bool {
        if let value { place = value }
        return value != nil
    }
}
