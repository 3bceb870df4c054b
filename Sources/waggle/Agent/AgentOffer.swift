import AgentProtocol
import Glibc
import Vocabulary

/// What an agent tells the control plane that tasks may ask for: what `--capability` says, else what the machine has.
struct AgentOffer: Equatable {
    private var processors: Int?
    private var memoryMegabytes: Int?
    private var gpus: Int?
    private var jobs: Int?
    private var models: [String] = []
    private var tags: [String: String] = [:]

    /// Takes one `KEY=VALUE`; false where it is none, or its amount cannot be read.
    mutating func add(_ pair: String) -> Bool {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        func amount(_ range: ClosedRange<Int>) -> Int? { Int(parts[1]).flatMap { range.contains($0) ? $0 : nil } }
        switch parts[0].lowercased() {
        case "gpu", "gpus": gpus = amount(Needs.gpuRange)
        case "cpu", "cpus": processors = amount(Needs.processorRange)
        case "jobs": jobs = amount(1...1_024)
        case "memory":
            memoryMegabytes = Amount.megabytes(parts[1]).flatMap { Needs.memoryRange.contains($0) ? $0 : nil }
        case "model":
            guard Amount.isName(parts[1]) else { return false }
            models.append(parts[1])
            return true
        default:
            guard Amount.isName(parts[0]), Amount.isName(parts[1]) else { return false }
            tags[parts[0]] = parts[1]
            return true
        }
        return [gpus, processors, jobs, memoryMegabytes].contains { $0 != nil }
    }

    func capabilities(executors: [Executor], isSandboxed: Bool, version: String) -> AgentCapabilities {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        return AgentCapabilities(
            executors: executors, processors: processors ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)),
            memoryMegabytes: memoryMegabytes ?? max(0, pages / 1_024 * pageSize / 1_024), gpus: gpus, jobs: jobs,
            models: models.isEmpty ? nil : models, tags: tags, isSandboxed: isSandboxed, version: version)
    }
}
