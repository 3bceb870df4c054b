import CommandLine
import Configuration
import FoundationEssentials
import Swarm

/// Says at start whether local agents will be able to work.
enum SandboxCheck {
    static func report(_ settings: Settings, _ console: Console) async {
        await sweep(settings.dataFolder + "/agents")
        guard settings.agents > 0 else { return }
        guard settings.isSandboxRequired else {
            console.say("waggle: agents run WITHOUT a sandbox: their scripts can reach everything this user can.")
            return
        }
        guard case .fails(let reason, let mend) = await SandboxProbe.run(parent: settings.dataFolder + "/agents") else {
            return
        }
        console.say("waggle: local agents cannot work: \(reason). \(mend).")
    }

    /// Also for agents that were here once and are not started any more.
    private static func sweep(_ agents: String) async {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: agents)) ?? []
        _ = await SandboxSweep.run(over: [agents] + names.map { "\(agents)/\($0)" })
    }
}
