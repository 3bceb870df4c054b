import LanguageModel
import Swarm
import Vocabulary

/// The executors an agent brings.
enum AgentExecutors {
    /// - Parameter prompts: a folder whose prompts replace those built in.
    static func make(_ wanted: [Executor], prompts: String?) throws -> [Executor: any JobExecutor] {
        var made: [Executor: any JobExecutor] = [:]
        for executor in wanted {
            switch executor {
            case .shell: made[.shell] = ShellExecutor()
            case .builtin: made[.builtin] = BuiltinExecutor(prompts: try PromptLibrary(overriddenBy: prompts))
            }
        }
        return made
    }
}
