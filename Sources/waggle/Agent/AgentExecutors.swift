import Swarm
import Vocabulary

/// The executors an agent brings.
enum AgentExecutors {
    static func make(_ wanted: [Executor]) -> [Executor: any JobExecutor] {
        var made: [Executor: any JobExecutor] = [:]
        for executor in wanted {
            switch executor {
            case .shell: made[.shell] = ShellExecutor()
            case .builtin: break
            }
        }
        return made
    }
}
