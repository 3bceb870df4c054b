package import Store
package import Telemetry
import Threading
import Vocabulary

/// Handles waiting messages: each conversation strictly in order, conversations side by side; only a stop, pause, status
/// or help in exact words overtakes what its conversation is still busy with.
///
/// Where several processes share the database, each conversation is answered by one of them at a time, whichever took its
/// turn.
package actor ConversationLanes {
    private let store: Store
    private let handler: MessageHandler
    private let receipts: (any ReadReceipts)?
    private let logger: Logger
    private let metrics: MetricsRegistry
    private let pressure: InboxPressure
    private var busy: Set<ConversationID> = []
    /// Messages that were looked at for overtaking, per busy conversation.
    private var examined: [ConversationID: Set<MessageID>] = [:]
    private var receiptsUnderWay = 0
    /// A look at what other processes answer is due.
    private var looksAgain = false
    private let wake = Wake()

    private static let concurrency = 32
    /// How long until a conversation is looked at again that another process answers, which may have died.
    private static let otherwise = Duration.seconds(1)
    private static let lookInterval = Duration.milliseconds(10)
    /// Messages that are looked at for overtaking in one look, more or less.
    private static let overtakers = 50
    /// More messages than a person has waiting in one conversation.
    private static let crowd = 20
    /// Arrivals that are sorted in at one look.
    private static let admissions = (inFlood: 32, afterwards: 512)
    /// How long a lane gives way to a flood before each message: the first of a person who just wrote, the others.
    private static let patience = (first: Duration.milliseconds(200), others: Duration.seconds(1))

    package init(
        store: Store, handler: MessageHandler, receipts: (any ReadReceipts)?, logger: Logger, metrics: MetricsRegistry,
        pressure: InboxPressure = InboxPressure()
    ) {
        self.store = store
        self.handler = handler
        self.receipts = receipts
        self.logger = logger
        self.metrics = metrics
        self.pressure = pressure
    }

    /// Works until its task is cancelled; a message under way then stays in the inbox.
    package func run() async {
        // Before the first look, so that nothing falls between the two.
        let waiting = store.wake(on: .inbox)
        await withDiscardingTaskGroup { group in
            group.addTask {
                while await waiting.wait() {
                    self.wake.raise()
                    // Every commit of a flood raises it; nobody looks that often.
                    try? await Task.sleep(for: Self.lookInterval)
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    await self.handler.tidy()
                    try? await Task.sleep(for: .seconds(3_600))
                }
            }
            wake.raise()
            while await wake.wait() {
                let (fresh, behind, hasOthers) = await due()
                if hasOthers, !looksAgain {
                    looksAgain = true
                    group.addTask {
                        try? await Task.sleep(for: Self.otherwise)
                        await self.lookAgain()
                    }
                }
                for conversation in fresh {
                    busy.insert(conversation)
                    group.addTask {
                        await self.work(on: conversation)
                        self.wake.raise()
                    }
                }
                for message in behind { group.addTask { await self.overtake(message) } }
                for control in pressure.takeControls(limit: ConversationLanes.overtakers) {
                    group.addTask { await self.overtake(control) }
                }
                // In a flood every commit wakes: one look for many of them leaves the processors to the next commit.
                try? await Task.sleep(for: ConversationLanes.lookInterval * (pressure.isHigh ? 10 : 1))
            }
            group.cancelAll()
        }
    }

    private func lookAgain() {
        looksAgain = false
        wake.raise()
    }

    /// Conversations to start on, and messages that wait behind one that is being handled.
    ///
    /// `hasOthers` where messages wait that another process is to answer.
    private func due() async -> (fresh: [ConversationID], behind: [MessageRecord], hasOthers: Bool) {
        do {
            let store = store
            let (waiting, elsewhere, hasArrivals) = try await store.read {
                let waiting = try $0.waitingConversations(limit: 512).map(\.conversation)
                let elsewhere = waiting.isEmpty ? [] : try ConversationTurn.elsewhere($0, store: store)
                return (waiting, elsewhere, try $0.hasArrivals())
            }
            if hasArrivals { try await admit() }
            let fresh = waiting.filter { !busy.contains($0) && !elsewhere.contains($0) }
                .prefix(ConversationLanes.concurrency - busy.count)
            let behind = try await behind(waiting.filter { busy.contains($0) })
            return (Array(fresh), behind, !elsewhere.isDisjoint(with: waiting))
        } catch {
            logger.error("the inbox could not be read", ["error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
            wake.raise()
            return ([], [], false)
        }
    }

    /// Waiting messages of busy conversations that were not looked at before.
    private func behind(_ conversations: [ConversationID]) async throws -> [MessageRecord] {
        var behind: [MessageRecord] = []
        for conversation in conversations {
            guard behind.count < ConversationLanes.overtakers else { break }
            let messages = try await store.read { try $0.waitingMessages(of: conversation, limit: 50) }.dropFirst()
            // In a flood, and of what it left, only what looks like a control word is read here: all is read in its turn.
            let isCrowded = pressure.isHigh || messages.count > ConversationLanes.crowd
            for message in messages
            where message.text.utf8.count <= ControlWord.textLimit
                && (!isCrowded || ControlWord.mayStand(in: message.text))
                && examined[conversation, default: []].insert(message.id).inserted
            {
                behind.append(message)
            }
        }
        return behind
    }

    /// Sorts arrivals in; the next look finds them in their conversations.
    private func admit() async throws {
        _ = try await store.perform(
            AdmitArrivals(.oldest(pressure.isHigh ? Self.admissions.inFlood : Self.admissions.afterwards)))
        wake.raise()
    }

    private func overtake(_ control: InboxPressure.Control) async {
        do {
            if try await handler.isControl(control.arrival) {
                _ = try await store.perform(AdmitArrivals(.one(control.arrival)))
            }
            // By its key, because it may have been sorted in meanwhile.
            let message = try await store.read { transaction in
                try transaction.incomingMessage(providerKey: control.key, control.provider, control.conversation)
                    .flatMap { try transaction.message($0) }
            }
            if let message, message.state == .waiting { await overtake(message) }
        } catch {
            logger.error("a control message could not overtake", ["error": "\(error)"])
        }
    }

    private func work(on conversation: ConversationID) async {
        defer {
            busy.remove(conversation)
            examined[conversation] = nil
        }
        do {
            _ = try await ConversationTurn.of(conversation, in: store).runIfFree { await self.answer(conversation) }
        } catch {
            logger.error("the turn of a conversation could not be taken", ["error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Handles what waits in a conversation until nothing does.
    private func answer(_ conversation: ConversationID) async {
        var failures = 0
        var patience = ConversationLanes.patience.first
        while !Task.isCancelled {
            do {
                guard let next = try await store.read({ try $0.waitingMessages(of: conversation, limit: 1) }).first
                else { return }
                await giveWay(for: patience)
                patience = ConversationLanes.patience.others
                if failures == 0 { acknowledge(next) }
                if failures < 3 {
                    try await handler.handle(next)
                } else {
                    try await handler.giveUp(next)
                }
                count("handled")
                failures = 0
            } catch is CancellationError {
                return
            } catch {
                // The database being away costs a message nothing; anything else must not block its lane for ever.
                if case StoreError.unavailable = error {} else { failures += 1 }
                count("failed")
                logger.error("a message could not be handled", ["error": "\(error)", "tries": "\(failures)"])
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
            }
        }
    }

    /// In a flood taking messages goes before handling them.
    private func giveWay(for patience: Duration) async {
        let end = ContinuousClock.now + patience
        while pressure.isHigh, ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(25))
        }
    }

    private func overtake(_ message: MessageRecord) async {
        do { try await handler.handleIfControl(message) } catch {
            logger.error("a control message could not overtake", ["error": "\(error)"])
        }
    }

    /// Marks the message as read and shows the typing sign, beside the work.
    private func acknowledge(_ message: MessageRecord) {
        guard let receipts, receiptsUnderWay < 64, message.payload != nil, let key = message.providerKey,
            message.sender?.hasPrefix("\(Provider.whatsapp.rawValue):") == true
        else { return }
        receiptsUnderWay += 1
        // Not a child of the lane: the answer must not wait for a courtesy.
        Task {
            _ = await receipts.markRead(key, typing: true)
            receiptsUnderWay -= 1
        }
    }

    private func count(_ outcome: String) {
        metrics.counter(
            "waggle_messages_handled_total", help: "Messages taken off their conversation's lane.",
            ["outcome": outcome]
        ).add()
    }
}
