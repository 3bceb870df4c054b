import AgentProtocol
import Crypto
import Git
import HTTPClient
import Telemetry
import Threading
import Vocabulary

@testable import Swarm

/// A swarm's repository, a stand-in control plane, and agents that work for it.
struct AgentPlace {
    let work: WorkPlace
    let control: StandInControlPlane
    let url: String

    init(leaseSeconds: Int = 60, mode: SandboxMode = .required) async throws {
        work = try await WorkPlace(mode)
        control = StandInControlPlane(leaseSeconds: leaseSeconds)
        url = try control.start()
    }

    func daemon(process: String = "p1", token: String = "join-token", diskFloor: Int = 0) -> AgentDaemon {
        let configuration = AgentConfiguration(
            url: url, name: "bee-1", token: Secret(token), process: process, folder: work.root + "/agent",
            capabilities: AgentCapabilities(executors: [.shell], isSandboxed: work.sandbox.mode == .required),
            diskFloor: diskFloor)
        return AgentDaemon(
            configuration, sandbox: work.sandbox, executors: [.shell: ShellExecutor(diskFloor: 0)],
            client: HTTPClient(), logger: .silent, now: { Timestamp(milliseconds: 1_700_000_000_000) },
            chance: { 0 })
    }

    func offer(
        _ task: Int64 = 7, kind: JobKind = .work, run: String? = "echo done > done",
        checks: [String] = ["test -f done"],
        commit: String? = nil
    ) -> JobOffer {
        JobOffer(
            lease: LeaseID(task: task, epoch: task * 10), leaseSeconds: control.leaseSeconds, kind: kind, swarm: "shop",
            number: Int(task), title: "Make it", details: "", attempt: 1, feedback: nil, executor: .shell, model: nil,
            tier: .standard, run: run, checks: checks, files: [], repository: work.mirror.path, base: work.base.text,
            commit: commit, notes: [], limits: JobLimits(seconds: 60, checkSeconds: 20))
    }

    func give(_ offer: JobOffer) { control.state.withLock { $0.offers.append(offer) } }

    func remove() async throws {
        await control.stop()
        try await work.remove()
    }
}
