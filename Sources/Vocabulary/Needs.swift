/// What a task takes of the agent that does it: amounts that are reserved while a job of it runs, and what the agent has to have.
///
/// Tasks with equal needs wait in one queue.
package struct Needs: Hashable, Sendable {
    package static let processorRange = 0...1_024
    /// In megabytes; 16 TB at most.
    package static let memoryRange = 0...16_777_216
    package static let gpuRange = 0...64
    /// How many tags a task may name.
    package static let tagLimit = 16

    package var processors: Int
    package var memoryMegabytes: Int
    package var gpus: Int
    /// A model the agent has at hand.
    package var model: String?
    /// Pairs the agent was started with.
    package var tags: [String: String]

    package init(
        processors: Int = 0, memoryMegabytes: Int = 0, gpus: Int = 0, model: String? = nil, tags: [String: String] = [:]
    ) {
        self.processors = processors
        self.memoryMegabytes = memoryMegabytes
        self.gpus = gpus
        self.model = model
        self.tags = tags
    }

    package var isEmpty: Bool { self == Needs() }

    /// Each need in words: `2 gpus`, `4 cpus`, `8192 MB`, `model llama3`, `os=linux`.
    package var words: [String] {
        var words: [String] = []
        if gpus > 0 { words.append(gpus == 1 ? "gpu" : "\(gpus) gpus") }
        if processors > 0 { words.append(processors == 1 ? "1 cpu" : "\(processors) cpus") }
        if memoryMegabytes > 0 {
            words.append(memoryMegabytes % 1_024 == 0 ? "\(memoryMegabytes / 1_024) GB" : "\(memoryMegabytes) MB")
        }
        if let model { words.append("model \(model)") }
        return words + tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
}

extension Needs: Codable {
    private enum CodingKeys: String, CodingKey {
        case model, tags
        case processors = "cpu"
        case memoryMegabytes = "memory_mb"
        case gpus = "gpu"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        processors = try container.decodeIfPresent(Int.self, forKey: .processors) ?? 0
        memoryMegabytes = try container.decodeIfPresent(Int.self, forKey: .memoryMegabytes) ?? 0
        gpus = try container.decodeIfPresent(Int.self, forKey: .gpus) ?? 0
        model = try container.decodeIfPresent(String.self, forKey: .model)
        tags = try container.decodeIfPresent([String: String].self, forKey: .tags) ?? [:]
    }

    /// Only what is needed is written, so that equal needs are equal text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if processors > 0 { try container.encode(processors, forKey: .processors) }
        if memoryMegabytes > 0 { try container.encode(memoryMegabytes, forKey: .memoryMegabytes) }
        if gpus > 0 { try container.encode(gpus, forKey: .gpus) }
        try container.encodeIfPresent(model, forKey: .model)
        if !tags.isEmpty { try container.encode(tags, forKey: .tags) }
    }
}
