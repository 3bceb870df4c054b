package import Vocabulary

// Durable steps: an intent row before an effect outside the database, its outcome in the same row afterwards.
extension WriteTransaction {
    /// Takes a run up; gives the epoch under which its steps are written, nil while another process is at it.
    ///
    /// - Parameters:
    ///   - process: A name of this process's own.
    ///   - isShared: Whether other processes work on the database; where none does, whoever had the run is dead.
    package func openRun(_ run: RunID, by process: String, isShared: Bool, for time: Duration) throws -> Int64? {
        // What is held for longer was taken by a clock that has been set back since.
        if isShared, let open = try self.run(run), open.process != process, open.until > now,
            open.until - now <= time * 2, try !isGone(open.process)
        {
            return nil
        }
        let epoch = try nextEpoch()
        try connection.statement(
            """
            INSERT INTO run(kind, owner, generation, epoch, process, until) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT(kind, owner, generation)
            DO UPDATE SET epoch = excluded.epoch, process = excluded.process, until = excluded.until
            """
        ).bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).bind(4, epoch).bind(5, process)
            .bind(6, (now + time).milliseconds).run()
        return epoch
    }

    /// Says that the run's process lives; false where another one has taken it over.
    package func keepRun(_ run: RunID, epoch: Int64, for time: Duration) throws -> Bool {
        let changed = try connection.statement(
            "UPDATE run SET until = ?1 WHERE kind = ?2 AND owner = ?3 AND generation = ?4 AND epoch = ?5"
        ).bind(1, (now + time).milliseconds).bind(2, run.kind.rawValue).bind(3, run.owner).bind(4, run.generation)
            .bind(5, epoch).change()
        return changed == 1
    }

    /// Forgets the run and its steps: what they were for is in the database now.
    package func endRun(_ run: RunID) throws {
        try connection.statement("DELETE FROM step WHERE kind = ?1 AND owner = ?2 AND generation = ?3")
            .bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).run()
        try connection.statement("DELETE FROM run WHERE kind = ?1 AND owner = ?2 AND generation = ?3")
            .bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).run()
    }

    /// The same for every generation of an owner.
    func endRuns(_ kind: RunID.Kind, of owner: Int64) throws {
        try connection.statement("DELETE FROM step WHERE kind = ?1 AND owner = ?2").bind(1, kind.rawValue)
            .bind(2, owner).run()
        try connection.statement("DELETE FROM run WHERE kind = ?1 AND owner = ?2").bind(1, kind.rawValue)
            .bind(2, owner).run()
    }

    /// Throws `StepError.superseded` where the run has a newer epoch, or has ended.
    package func checkRun(_ run: RunID, epoch: Int64) throws {
        guard try self.run(run)?.epoch == epoch else { throw StepError.superseded(run) }
    }

    /// Writes the intent, or gives the outcome that is known.
    ///
    /// - Throws: `StepError`: the number stands for another step, the run is somebody else's, or it is to wait.
    package func beginStep(_ number: Int, of run: RunID, name: String, epoch: Int64) throws -> StepStart {
        try checkRun(run, epoch: epoch)
        guard let known = try step(number, of: run) else {
            try connection.statement(
                """
                INSERT INTO step(kind, owner, generation, number, name, state, epoch, at)
                VALUES(?1, ?2, ?3, ?4, ?5, 'intended', ?6, ?7)
                """
            ).bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).bind(4, number).bind(5, name)
                .bind(6, epoch).bind(7, now.milliseconds).run()
            return .perform(lost: 0)
        }
        guard known.name == name else { throw StepError.mismatch(number: number, begun: known.name, now: name) }
        switch known.state {
        case .done: return .remembered(known.outcome ?? "")
        case .sleeping where known.due.map({ $0 > now }) ?? false:
            throw StepError.paused(.until(known.due ?? now))
        case .waiting: throw StepError.paused(.event(known.event ?? ""))
        case .sleeping: return try intendAgain(number, of: run, epoch: epoch, lost: known.lost)
        case .intended:
            // Begun by a process that is gone: nobody knows whether the effect was made.
            return try intendAgain(number, of: run, epoch: epoch, lost: known.lost + (known.epoch < epoch ? 1 : 0))
        }
    }

    private func intendAgain(_ number: Int, of run: RunID, epoch: Int64, lost: Int) throws -> StepStart {
        try move(number, of: run, to: .intended, epoch: epoch, lost: lost)
        return .perform(lost: lost)
    }

    /// Writes the outcome; the first one stays, and is returned.
    package func finishStep(_ number: Int, of run: RunID, epoch: Int64, outcome: String) throws -> String {
        try checkRun(run, epoch: epoch)
        guard let known = try step(number, of: run) else { throw StoreError.missing("step \(number) of \(run)") }
        if known.state == .done { return known.outcome ?? "" }
        try connection.statement(
            """
            UPDATE step SET state = 'done', outcome = ?1, epoch = ?2, at = ?3
            WHERE kind = ?4 AND owner = ?5 AND generation = ?6 AND number = ?7
            """
        ).bind(1, outcome).bind(2, epoch).bind(3, now.milliseconds).bind(4, run.kind.rawValue).bind(5, run.owner)
            .bind(6, run.generation).bind(7, number).run()
        return outcome
    }

    /// Takes back the intent of an effect that surely was not made: it may be begun again, or after the pause.
    package func withdrawStep(_ number: Int, of run: RunID, epoch: Int64, pause: StepPause? = nil) throws {
        try checkRun(run, epoch: epoch)
        switch pause {
        case nil:
            try connection.statement(
                "DELETE FROM step WHERE kind = ?1 AND owner = ?2 AND generation = ?3 AND number = ?4 AND state <> 'done'"
            ).bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).bind(4, number).run()
        case .until(let time): try move(number, of: run, to: .sleeping, epoch: epoch, due: time)
        case .event(let event): try move(number, of: run, to: .waiting, epoch: epoch, event: event)
        }
    }

    /// Lets go on what waits for the event.
    package func wakeSteps(waitingFor event: String, of owner: Int64) throws {
        let changed = try connection.statement(
            """
            UPDATE step SET state = 'sleeping', due = ?1, event = NULL
            WHERE owner = ?2 AND state = 'waiting' AND event = ?3
            """
        ).bind(1, now.milliseconds).bind(2, owner).bind(3, event).change()
        if changed > 0 { signal(.plans) }
    }

    private func move(
        _ number: Int, of run: RunID, to state: StepRecord.State, epoch: Int64, lost: Int? = nil,
        due: Timestamp? = nil, event: String? = nil
    ) throws {
        try connection.statement(
            """
            UPDATE step SET state = ?1, epoch = ?2, lost = COALESCE(?3, lost), due = ?4, event = ?5, at = ?6,
            pauses = pauses + ?7 WHERE kind = ?8 AND owner = ?9 AND generation = ?10 AND number = ?11
            """
        ).bind(1, state.rawValue).bind(2, epoch).bind(3, lost).bind(4, due?.milliseconds).bind(5, event)
            .bind(6, now.milliseconds).bind(7, state == .sleeping ? 1 : 0).bind(8, run.kind.rawValue)
            .bind(9, run.owner).bind(10, run.generation).bind(11, number).run()
    }
}

extension ReadTransaction {
    package func step(_ number: Int, of run: RunID) throws -> StepRecord? {
        try connection.statement(
            """
            SELECT name, state, epoch, outcome, lost, pauses, due, event FROM step
            WHERE kind = ?1 AND owner = ?2 AND generation = ?3 AND number = ?4
            """
        ).bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).bind(4, number).first {
            StepRecord(
                name: $0.text(0), state: try Column.value(StepRecord.State(rawValue: $0.text(1)), "step.state"),
                epoch: $0.int64(2), outcome: $0.optionalText(3), lost: $0.int(4), pauses: $0.int(5),
                due: $0.optionalInt64(6).map(Timestamp.init(milliseconds:)), event: $0.optionalText(7))
        }
    }

    /// When the next sleeping step goes on; nil where none sleeps.
    package func nextStepTimer() throws -> Timestamp? {
        try connection.statement("SELECT MIN(due) FROM step WHERE state = 'sleeping' AND due > ?1")
            .bind(1, now.milliseconds).first { $0.optionalInt64(0).map(Timestamp.init(milliseconds:)) } ?? nil
    }

    fileprivate func run(_ run: RunID) throws -> (epoch: Int64, process: String, until: Timestamp)? {
        try connection.statement(
            "SELECT epoch, process, until FROM run WHERE kind = ?1 AND owner = ?2 AND generation = ?3"
        ).bind(1, run.kind.rawValue).bind(2, run.owner).bind(3, run.generation).first {
            ($0.int64(0), $0.text(1), Timestamp(milliseconds: $0.int64(2)))
        }
    }
}
