import Vocabulary

/// The form of a model's plan, as JSON schema and as the JSON a plan is shown to a model in.
enum PlanSchema {
    static let planKeys = ["title", "assumptions", "questions", "tasks"]
    static let taskKeys = [
        "number", "title", "details", "depends_on", "requirements", "run", "checks", "files", "size", "tier",
        "priority",
    ]

    /// Every member is required and no other allowed, which is what providers' strict modes ask for.
    static let schema = object([
        "title": ["type": "string"],
        "assumptions": list("string"),
        "questions": list("string"),
        "tasks": [
            "type": "array",
            "items": object([
                "number": ["type": "integer"],
                "title": ["type": "string"],
                "details": ["type": "string"],
                "depends_on": list("integer"),
                "requirements": list("string"),
                "run": ["type": ["string", "null"]],
                "checks": list("string"),
                "files": list("string"),
                "size": choice(PlannedTask.Size.allCases.map(\.rawValue)),
                "tier": choice(ModelTier.allCases.map(\.rawValue)),
                "priority": choice(Priority.allCases.map(\.name)),
            ]),
        ],
    ])

    private static func list(_ type: String) -> JSONValue {
        ["type": "array", "items": ["type": .string(type)]]
    }

    private static func choice(_ names: [String]) -> JSONValue {
        ["type": "string", "enum": .array(names.map { .string($0) })]
    }

    private static func object(_ members: [String: JSONValue]) -> JSONValue {
        [
            "type": "object", "properties": .object(members), "additionalProperties": false,
            "required": .array(members.keys.sorted().map { .string($0) }),
        ]
    }

    /// The plan as a model would have answered it.
    static func json(_ plan: Plan) -> JSONValue {
        [
            "title": .string(plan.title), "assumptions": strings(plan.assumptions),
            "questions": strings(plan.questions), "tasks": .array(plan.tasks.map(json)),
        ]
    }

    private static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

    private static func json(_ task: PlannedTask) -> JSONValue {
        [
            "number": .integer(Int64(task.number)), "title": .string(task.title), "details": .string(task.details),
            "depends_on": .array(task.dependsOn.map { .integer(Int64($0)) }),
            "requirements": strings(task.requirements),
            "run": task.run.map { .string($0) } ?? .null, "checks": strings(task.checks), "files": strings(task.files),
            "size": .string(task.size.rawValue), "tier": .string(task.tier.rawValue),
            "priority": .string(task.priority.name),
        ]
    }
}
