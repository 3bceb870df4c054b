package import Store
import Vocabulary

/// Brings down to the clock what would wait for as long as the clock was set back.
///
/// Leases and backoffs have `ReapLeases`, messages on their way out the outbox.
package struct BoundTimes: StoreOperation {
    let settings: OrchestratorSettings

    package init(settings: OrchestratorSettings) { self.settings = settings }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.boundPushes(pause: PushService.longestPause)
        try transaction.boundSteps(pause: WithdrawCall.longestPause)
        try transaction.boundQuestions(undo: .seconds(settings.undoSeconds))
        try transaction.boundSigns()
    }
}
