import Testing
import Threading
import Vocabulary

@testable import Store

/// A clock that was set back makes nothing wait for as long as the step was.
@Suite(.timeLimit(.minutes(1))) struct ClockBoundTests {
    private static let wrong: Int64 = 1_800_259_200_000
    private static let right: Int64 = 1_800_000_000_000

    private struct Change<Output: Sendable>: StoreOperation {
        let body: @Sendable (WriteTransaction) throws -> Output
        func perform(in transaction: WriteTransaction) throws -> Output { try body(transaction) }
    }

    /// Writes under a clock three days ahead, sets it back, and reads.
    private func settingBack<Output: Sendable>(
        _ before: @escaping @Sendable (WriteTransaction) throws -> Void,
        _ after: @escaping @Sendable (WriteTransaction) throws -> Output
    ) async throws -> Output {
        let clock = Lock(Self.wrong)
        let store = try await Store(
            path: nil, clock: { Timestamp(milliseconds: clock.withLock(\.self)) }, randomNumber: { 7 })
        try await store.perform(Change(body: before))
        clock.withLock { $0 = Self.right }
        let output = try await store.perform(Change(body: after))
        await store.close()
        return output
    }

    @Test func `a push that failed is tried again`() async throws {
        let due = try await settingBack { transaction in
            try transaction.wantPush("c", of: SwarmID(1))
            try transaction.notePushFailed(of: SwarmID(1), next: transaction.now + .seconds(5))
            try transaction.boundPushes(pause: .seconds(600))
            #expect(try transaction.nextPush() == transaction.now + .seconds(5), "nothing was set back yet")
        } _: { transaction in
            let before = try transaction.duePushes(limit: 1).count
            try transaction.boundPushes(pause: .seconds(600))
            return [before, try transaction.duePushes(limit: 1).count]
        }
        #expect(due == [0, 1])
    }

    @Test func `a step that sleeps goes on`() async throws {
        let run = RunID(.plan, of: 1, generation: 1)
        let start = try await settingBack { transaction in
            let epoch = try transaction.openRun(run, by: "a", isShared: false, for: .seconds(60)) ?? 0
            _ = try transaction.beginStep(1, of: run, name: "ask", epoch: epoch)
            try transaction.withdrawStep(1, of: run, epoch: epoch, pause: .until(transaction.now + .seconds(30)))
        } _: { transaction in
            try transaction.boundSteps(pause: .seconds(480))
            let epoch = try transaction.openRun(run, by: "a", isShared: false, for: .seconds(60)) ?? 0
            return try transaction.beginStep(1, of: run, name: "ask", epoch: epoch)
        }
        #expect(start == .perform(lost: 0))
    }

    @Test func `a question is open, and an effect can be taken back, for their time from now on`() async throws {
        let (ends, undo) = try await settingBack { transaction in
            let conversation = try transaction.openConversation(.terminal, "test").id
            let person = try transaction.insertPrincipal(name: "Ada", role: .admin)
            _ = try transaction.insertConfirmation(
                conversation: conversation, principal: person, code: "x", commands: [], digest: "", world: "",
                asked: MessageID(1), expiresAt: transaction.now + .seconds(300))
            try transaction.insertUndo(
                conversation: conversation, principal: person, inverse: [], told: "", swarm: nil, world: "",
                expiresAt: transaction.now + .seconds(600))
        } _: { transaction in
            try transaction.boundQuestions(undo: .seconds(600))
            let conversation = try transaction.openConversation(.terminal, "test").id
            let person = try transaction.principals()[0].id
            return (
                try transaction.openConfirmations(in: conversation).map(\.expiresAt),
                try transaction.latestUndo(in: conversation, by: person)?.expiresAt
            )
        }
        let now = Timestamp(milliseconds: Self.right)
        #expect(ends == [now + .seconds(300)] && undo == now + .seconds(600))
    }

    @Test func `an agent that falls silent is missed, and a reservation nobody settles is found`() async throws {
        let found = try await settingBack { transaction in
            let now = transaction.now.milliseconds
            try transaction.connection.statement(
                "INSERT INTO agent(name, capabilities, connected, seen_at, created_at) VALUES('a', '{}', 1, ?1, ?1)"
            ).bind(1, now).run()
            try transaction.connection.statement(
                """
                INSERT INTO spend(day, purpose, model, state, reserved, at)
                VALUES(1, 'work', 'm', 'reserved', 1, ?1)
                """
            ).bind(1, now).run()
        } _: { transaction in
            let later = transaction.now + .seconds(1)
            func found() throws -> [Int] {
                [
                    try transaction.agents(silentSince: later).count,
                    try transaction.reservations(before: later).count,
                ]
            }
            let before = try found()
            try transaction.boundSigns()
            return try before + found()
        }
        #expect(found == [0, 0, 1, 1])
    }

    private static func hold(_ transaction: WriteTransaction, _ name: String) throws {
        try transaction.connection.statement("INSERT INTO service(name, holder, until) VALUES(?1, 'other', ?2)")
            .bind(1, name).bind(2, (transaction.now + .seconds(10)).milliseconds).run()
    }

    @Test func `a service of a process that is gone is free, and one of a process that lives is not`() async throws {
        let free = try await settingBack { transaction in
            try Self.hold(transaction, "old")
        } _: { transaction in
            try Self.hold(transaction, "new")
            return (
                try transaction.isServiceFree("old"), try transaction.isServiceFree("new"),
                try transaction.servicesElsewhere("", own: "mine")
            )
        }
        #expect(free.0 && !free.1 && free.2 == ["new"])
    }

    @Test func `a stranger is refused once more, not never again`() async throws {
        let isFirst = try await settingBack { transaction in
            _ = try transaction.markRefused(.whatsapp, "1", since: transaction.now - .seconds(86_400))
        } _: { transaction in
            try (0..<2).map { _ in
                try transaction.markRefused(.whatsapp, "1", since: transaction.now - .seconds(86_400))
            }
        }
        #expect(isFirst == [true, false])
    }
}
