/// What an agent has for the tasks it takes, as it said when it came.
package struct Capacity: Hashable, Sendable {
    package var processors: Int
    package var memoryMegabytes: Int
    package var gpus: Int
    /// How many jobs it holds at once at most; nil leaves that to the agent.
    package var jobs: Int?
    package var models: [String]
    package var tags: [String: String]

    package init(
        processors: Int = 0, memoryMegabytes: Int = 0, gpus: Int = 0, jobs: Int? = nil, models: [String] = [],
        tags: [String: String] = [:]
    ) {
        self.processors = processors
        self.memoryMegabytes = memoryMegabytes
        self.gpus = gpus
        self.jobs = jobs
        self.models = models
        self.tags = tags
    }

    /// What of `needs` the agent will never have; empty where it may do the task.
    package func lacks(_ needs: Needs) -> Needs {
        Needs(
            processors: needs.processors > processors ? needs.processors : 0,
            memoryMegabytes: needs.memoryMegabytes > memoryMegabytes ? needs.memoryMegabytes : 0,
            gpus: needs.gpus > gpus ? needs.gpus : 0,
            model: needs.model.flatMap { models.contains($0) ? nil : $0 },
            tags: needs.tags.filter { tags[$0.key] != $0.value })
    }

    /// Says whether the agent has what a task needs, beside what is `used` already.
    package func covers(_ needs: Needs, beside used: Needs = Needs()) -> Bool {
        needs.processors <= processors - used.processors && needs.gpus <= gpus - used.gpus
            && needs.memoryMegabytes <= memoryMegabytes - used.memoryMegabytes
            && needs.model.map(models.contains) ?? true && needs.tags.allSatisfy { tags[$0.key] == $0.value }
    }
}

extension Capacity: Codable {
    private enum CodingKeys: String, CodingKey {
        case processors, gpus, jobs, models, tags
        case memoryMegabytes = "memory_mb"
    }

    /// What is not said is not there; amounts that cannot be are brought into their bounds.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func amount(_ key: CodingKeys) throws -> Int? {
            try container.decodeIfPresent(Int.self, forKey: key).map { min(max($0, 0), 1 << 32) }
        }
        processors = try amount(.processors) ?? 0
        memoryMegabytes = try amount(.memoryMegabytes) ?? 0
        gpus = try amount(.gpus) ?? 0
        jobs = try amount(.jobs)
        models = try container.decodeIfPresent([String].self, forKey: .models) ?? []
        tags = try container.decodeIfPresent([String: String].self, forKey: .tags) ?? [:]
    }
}
