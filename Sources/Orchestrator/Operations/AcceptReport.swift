package import AgentProtocol
package import Store
package import Vocabulary

/// Takes the outcome of a job, or sets it aside: the one place where a result is accepted.
///
/// The fence is the epoch, compared here, inside the committing transaction; the lease's time plays no part.
package struct AcceptReport: StoreOperation {
    let lease: LeaseID
    let agent: AgentID
    let report: JobReport
    let body: String
    let digest: String

    /// - Parameters:
    ///   - body: JSON of the report.
    ///   - digest: SHA-256 of the body in hex: it tells a repeated report from another one.
    package init(lease: LeaseID, agent: AgentID, report: JobReport, body: String, digest: String) {
        self.lease = lease
        self.agent = agent
        self.report = report
        self.body = body
        self.digest = digest
    }

    package func perform(in transaction: WriteTransaction) throws -> LeaseVerdict {
        guard let task = try transaction.record(TaskID(lease.task)) else { return LeaseVerdict(.unknown) }
        let isHeld = task.core.isLeased || task.core.canSalvage
        guard task.core.epoch == lease.epoch, task.core.agent == agent, isHeld else {
            return try refuse(task, in: transaction)
        }
        let phase = task.core.isLeased ? task.core.phase : .work
        try keep(.accepted, phase, of: task, in: transaction)
        switch phase {
        case .work:
            try transaction.advance(task, .workAccepted, result: report.commit ?? task.base)
        case .verification:
            let ordered = try task.plan().checks
            try transaction.advance(
                task,
                .verified(
                    passed: passed(ordered),
                    proves: report.baseChecks.contains { $0.exit != 0 && ordered.contains($0.command) },
                    evidence: evidence(of: ordered)))
            try announceApproval(of: task.core.id, in: transaction)
        case .landing:
            let ordered = try task.plan().checks
            try transaction.advance(
                task, .landingChecked(passed: passed(ordered), evidence: evidence(of: ordered)))
        case .none, .merge, .approval: throw StoreError.conflict("task \(task.core.number) has no job under way")
        }
        var verdict = LeaseVerdict(.accepted)
        verdict.isSalvaged = !task.core.isLeased
        return verdict
    }

    /// An accepted report ends its lease, so that only a lease that has ended can have had one.
    private func refuse(_ task: TaskRecord, in transaction: WriteTransaction) throws -> LeaseVerdict {
        // A lease that never was, or that somebody else holds: there is no result of theirs to keep.
        guard lease.epoch <= task.core.epoch else { return LeaseVerdict(.unknown) }
        guard lease.epoch < task.core.epoch || task.core.agent == agent else {
            return LeaseVerdict(.stale, detail: "the lease is another agent's")
        }
        let accepted = try transaction.acceptedReport(of: task.core.id, epoch: lease.epoch)
        if let accepted, accepted.digest == digest { return LeaseVerdict(.replayed) }
        guard try transaction.mayKeepAside(task.core.id, agent: agent) else {
            return LeaseVerdict(.stale, detail: "the lease was revoked, and as many late results as are kept are kept")
        }
        try keep(.setAside, task.core.phase, of: task, in: transaction)
        if accepted != nil {
            return LeaseVerdict(.conflict, detail: "another report was accepted under this lease")
        }
        return LeaseVerdict(.stale, detail: "the lease was revoked; the result is kept and shown, never merged")
    }

    /// Whether every ordered check ran, none was left out or exchanged, and all of them succeeded.
    private func passed(_ ordered: [String]) -> Bool {
        !ordered.isEmpty && report.checks.map(\.command) == ordered && report.checks.allSatisfy { $0.exit == 0 }
    }

    /// What the next attempt and the person are shown of the first check that failed.
    private func evidence(of ordered: [String]) -> String {
        if let failed = report.checks.first(where: { $0.exit != 0 }) {
            return "the check `\(failed.command)` ended with \(failed.exit)\n\(failed.outputTail.suffix(2_000))"
        }
        return report.checks.isEmpty ? "no acceptance command was run" : "the checks that ran are not those ordered"
    }

    private func keep(
        _ verdict: ReportRecord.Verdict, _ phase: TaskPhase, of task: TaskRecord, in transaction: WriteTransaction
    ) throws {
        try transaction.insertReport(
            ReportRecord(
                task: task.core.id, epoch: lease.epoch, phase: phase, verdict: verdict, digest: digest, body: body,
                at: transaction.now, agent: agent))
    }

    private func announceApproval(of id: TaskID, in transaction: WriteTransaction) throws {
        guard let task = try transaction.task(id), task.core.phase == .approval,
            let swarm = try transaction.swarm(task.core.swarm)
        else { return }
        try transaction.announce([Announcements.approval(of: task, swarm: swarm)], of: swarm, .question)
    }
}
