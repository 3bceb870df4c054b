import Cards
package import Store
import Vocabulary

/// Takes a run up for this process.
package struct OpenRun: StoreOperation {
    /// A process that is silent for longer has lost the run.
    package static let lifetime = Duration.seconds(60)

    let run: RunID
    let process: String
    let isShared: Bool

    package init(_ run: RunID, process: String, isShared: Bool) {
        self.run = run
        self.process = process
        self.isShared = isShared
    }

    /// The run's epoch; nil while another process is at it.
    package func perform(in transaction: WriteTransaction) throws -> Int64? {
        try transaction.openRun(run, by: process, isShared: isShared, for: Self.lifetime)
    }
}

/// Says that the process of a run lives.
package struct KeepRun: StoreOperation {
    let run: RunID
    let epoch: Int64

    package init(_ run: RunID, epoch: Int64) {
        self.run = run
        self.epoch = epoch
    }

    package func perform(in transaction: WriteTransaction) throws -> Bool {
        try transaction.keepRun(run, epoch: epoch, for: OpenRun.lifetime)
    }
}

/// Writes the intent of a model call and reserves what it can cost, or gives the answer that was paid for already.
struct BeginCall: StoreOperation {
    enum Answer: Sendable {
        case call(reservation: Int64, lost: Int)
        case remembered(String)
        /// The run waits in its row until the cap allows it.
        case refused(String)
        /// It waits there until then, for other calls to end.
        case busy(until: Timestamp)
    }

    /// After so many lost answers a person decides whether to pay for another one.
    static let patience = 2
    private static let pause = Duration.seconds(30)

    let call: ModelSteps.Call
    let reserve: ReserveSpend

    func perform(in transaction: WriteTransaction) throws -> Answer {
        switch try transaction.beginStep(call.number, of: call.run, name: call.name, epoch: call.epoch) {
        case .remembered(let outcome): return .remembered(outcome)
        case .perform(let lost):
            guard lost < Self.patience else { throw StepError.lost(number: call.number, times: lost) }
            switch try reserve.perform(in: transaction) {
            case .reserved(let id): return .call(reservation: id, lost: lost)
            case .refused(let why):
                try transaction.withdrawStep(
                    call.number, of: call.run, epoch: call.epoch, pause: .event(ModelSteps.budgetEvent))
                try announce(why, in: transaction)
                return .refused(why)
            case .busy:
                let until = transaction.now + Self.pause
                try transaction.withdrawStep(call.number, of: call.run, epoch: call.epoch, pause: .until(until))
                return .busy(until: until)
            }
        }
    }

    private func announce(_ why: String, in transaction: WriteTransaction) throws {
        guard let id = reserve.swarm, let swarm = try transaction.swarm(id), !swarm.state.isFinal else { return }
        try transaction.announce(
            [
                OutboundMessage(
                    "💵 *\(Inert.line(swarm.name))*: its plan has to wait: \(why). It goes on when there is room, or when "
                        + "you raise the cap.")
            ], of: swarm, .question)
    }
}

/// Writes the answer of a model call down, and what it cost, together.
struct FinishCall: StoreOperation {
    let call: ModelSteps.Call
    let outcome: String
    let spend: SettleSpend

    /// The answer that counts: the first that was written.
    func perform(in transaction: WriteTransaction) throws -> String {
        try spend.perform(in: transaction)
        return try transaction.finishStep(call.number, of: call.run, epoch: call.epoch, outcome: outcome)
    }
}

/// Takes a call back that surely was not answered; one that may pass is made again after a while.
struct WithdrawCall: StoreOperation {
    let call: ModelSteps.Call
    let spend: SettleSpend
    let isPassing: Bool
    /// Half a minute, two minutes, eight.
    private static func pause(after pauses: Int) -> Duration { .seconds(30 << (2 * pauses)) }
    static let longestPause = pause(after: ModelSteps.longestSleep - 1)

    /// When it is made again; nil where it is not.
    func perform(in transaction: WriteTransaction) throws -> Timestamp? {
        try spend.perform(in: transaction)
        let pauses = try transaction.step(call.number, of: call.run)?.pauses ?? 0
        guard isPassing, pauses < ModelSteps.longestSleep else {
            try transaction.withdrawStep(call.number, of: call.run, epoch: call.epoch)
            return nil
        }
        let until = transaction.now + Self.pause(after: pauses)
        try transaction.withdrawStep(call.number, of: call.run, epoch: call.epoch, pause: .until(until))
        return until
    }
}
