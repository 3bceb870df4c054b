package import Store
package import Vocabulary
import Cards

/// Reserves the most a model call can cost, or refuses the call; nothing is sent to a model before this commits.
package struct ReserveSpend: StoreOperation {
    package enum Answer: Sendable, Equatable {
        case reserved(Int64)
        /// The sentence says which cap would be passed.
        case refused(String)
        /// Only what other calls reserved stands in the way: when they end there may be room.
        case busy(String)
    }

    let swarm: SwarmID?
    let task: TaskID?
    let purpose: String
    let model: String
    let amount: Money
    let settings: OrchestratorSettings
    /// By which `ReleaseSpend` finds the reservation; no other one ever has it.
    let key: String?

    package init(
        swarm: SwarmID?, task: TaskID?, purpose: String, model: String, amount: Money, settings: OrchestratorSettings,
        key: String? = nil
    ) {
        self.swarm = swarm
        self.task = task
        self.purpose = purpose
        self.model = model
        self.amount = amount
        self.settings = settings
        self.key = key
    }

    package func perform(in transaction: WriteTransaction) throws -> Answer {
        let day = transaction.now.day
        let today = try transaction.dayBudget(day)
        if let cap = settings.dayCap, today.spent + today.reserved + amount > cap {
            let why = "today's cap of \(cap) is reached (\(today.spent) spent, \(today.reserved) under way)"
            // Reservations under way may yet settle lower; only what is spent closes the gate.
            guard today.spent + amount > cap else { return .busy(why) }
            try gateAll(in: transaction)
            return .refused(why)
        }
        if let swarm, let record = try transaction.swarm(swarm) {
            guard !record.state.isFinal else { return .refused("\(record.name) is \(record.state.rawValue)") }
            if let cap = record.budget, record.spent + record.reserved + amount > cap {
                let why =
                    "\(record.name)'s cap of \(cap) is reached (\(record.spent) spent, \(record.reserved) under way)"
                guard record.spent + amount > cap else { return .busy(why) }
                try gate(record, .swarmBudget, cap: cap, in: transaction)
                return .refused(why)
            }
            if let task, let row = try transaction.task(task), let cap = row.cap ?? settings.taskCap {
                let underWay = try transaction.reserved(for: task)
                guard row.spent + underWay + amount <= cap else {
                    let why = "the cap of \(cap) for one task is reached (\(row.spent) spent, \(underWay) under way)"
                    return row.spent + amount > cap ? .refused(why) : .busy(why)
                }
            }
            try transaction.addSpend(.zero, reserved: amount, to: swarm)
        }
        let id = try transaction.insertReservation(
            day: day, swarm: swarm, task: task, purpose: purpose, model: model, amount: amount)
        if let key { try transaction.remember(ReleaseSpend.name(key), digest: "", status: 0, body: "\(id)") }
        return .reserved(id)
    }

    private func gate(
        _ swarm: SwarmRecord, _ gate: SwarmRecord.Gate, cap: Money, in transaction: WriteTransaction
    ) throws {
        guard !swarm.gate.contains(gate) else { return }
        var next = swarm
        next.gate.insert(gate)
        try transaction.update(next)
        try transaction.emit(.budgetExhausted, swarm: swarm.id, data: EventData.object(["cap": .text("\(cap)")]))
        try transaction.announce(
            [Notice.budget(swarm: swarm.name, spent: swarm.spent, cap: cap, isExhausted: true)], of: swarm, .question)
    }

    private func gateAll(in transaction: WriteTransaction) throws {
        let day = transaction.now.day
        guard let cap = settings.dayCap else { return }
        try transaction.addDay(day, spent: .zero, reserved: .zero)
        _ = try transaction.markNoticed(day, percent: 100)
        for swarm in try transaction.swarms() where swarm.state == .running {
            try gate(swarm, .dayBudget, cap: cap, in: transaction)
        }
    }
}

/// Takes back the reservation of that key, whose commit nobody heard of, so that its call was never made.
///
/// Nothing where it was not committed, and nothing the second time.
package struct ReleaseSpend: StoreOperation {
    let key: String

    package init(key: String) { self.key = key }

    package func perform(in transaction: WriteTransaction) throws {
        guard let known = try transaction.remembered(Self.name(key)), let id = Int64(known.body) else { return }
        try SettleSpend(reservation: id, cost: .zero).perform(in: transaction)
    }

    /// Apart from the keys of requests, which are hexadecimal.
    static func name(_ key: String) -> String { "spend/\(key)" }
}

/// Replaces a reservation by what the call really cost; zero where it never happened.
package struct SettleSpend: StoreOperation {
    let reservation: Int64
    let cost: Money
    let input: Int
    let cached: Int
    let output: Int

    package init(reservation: Int64, cost: Money, input: Int = 0, cached: Int = 0, output: Int = 0) {
        self.reservation = reservation
        self.cost = cost
        self.input = input
        self.cached = cached
        self.output = output
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let open = try transaction.reservation(reservation) else { return }
        try transaction.settleReservation(reservation, cost: cost, input: input, cached: cached, output: output)
        try transaction.addDay(open.day, spent: cost, reserved: .zero - open.reserved)
        if let swarm = open.swarm {
            try transaction.addSpend(cost, reserved: .zero - open.reserved, to: swarm)
            try notice(swarm, in: transaction)
        }
        if let task = open.task { try transaction.addSpend(cost, to: task) }
    }

    /// Tells the owner once when four fifths of the cap are gone.
    private func notice(_ id: SwarmID, in transaction: WriteTransaction) throws {
        guard let swarm = try transaction.swarm(id), let cap = swarm.budget, cap > .zero else { return }
        let threshold = Money(microdollars: cap.microdollars / 5 * 4)
        guard swarm.spent >= threshold, swarm.spent - cost < threshold else { return }
        try transaction.emit(.budgetNoticed, swarm: id, data: EventData.object(["spent": .text("\(swarm.spent)")]))
        try transaction.announce(
            [Notice.budget(swarm: swarm.name, spent: swarm.spent, cap: cap, isExhausted: false)], of: swarm, .question)
    }
}

/// Reservations whose process died are settled at what was reserved, because the provider may have charged it.
///
/// At the start of the only process those are all, which it settles before anything of its own can reserve, and once: later
/// they are its own calls'. Among several processes they are those that no call can still be at work on.
package struct SettleAbandonedSpend: StoreOperation {
    private static let longestCall = Duration.seconds(1_800)

    package init() {}

    package func perform(in transaction: WriteTransaction) throws {
        let before = transaction.isShared ? transaction.now - Self.longestCall : nil
        for id in try transaction.reservations(before: before) {
            guard let open = try transaction.reservation(id) else { continue }
            try SettleSpend(reservation: id, cost: open.reserved).perform(in: transaction)
        }
    }
}

/// Opens what only the cap of a day had closed, once that day is over.
package struct OpenDayGate: StoreOperation {
    let settings: OrchestratorSettings
    let isStart: Bool

    /// - Parameter isStart: The process has just started: the cap may be another one than before.
    package init(settings: OrchestratorSettings, isStart: Bool) {
        self.settings = settings
        self.isStart = isStart
    }

    package func perform(in transaction: WriteTransaction) throws {
        let day = transaction.now.day
        if let cap = settings.dayCap {
            // A cap that closed today stays closed, though something smaller might still fit under it.
            guard try isStart || !transaction.isNoticed(day, percent: 100) else { return }
            let today = try transaction.dayBudget(day)
            guard today.spent + today.reserved < cap else { return }
        }
        for var swarm in try transaction.swarms() where !swarm.state.isFinal || swarm.gate.contains(.dayBudget) {
            guard swarm.gate.contains(.dayBudget) else {
                // Its plan may wait for the day's cap.
                if swarm.state == .planning {
                    try transaction.wakeSteps(waitingFor: ModelSteps.budgetEvent, of: swarm.id.value)
                }
                continue
            }
            swarm.gate.remove(.dayBudget)
            try transaction.update(swarm)
            if !swarm.state.isFinal { try transaction.unparkBudget(of: swarm.id) }
        }
    }
}
