package import Store
package import Telemetry
import Threading
import Vocabulary

/// Handles waiting messages: each conversation strictly in order, conversations side by side; only a stop, pause, status
/// or help in exact words overtakes what its conversation is still busy with.
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
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    private static let concurrency = 32
    private static let lookInterval = Duration.milliseconds(10)
    /// Messages that are looked at for overtaking in one look, more or less.
    private static let overtakers = 50
    /// A control word with a name and courtesies is not longer, in bytes; longer texts are not read twice.
    private static let controlLimit = 160

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
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Works until its task is cancelled; a message under way then stays in the inbox.
    package func run() async {
        // Before the first look, so that nothing falls between the two.
        let waiting = store.wake(on: .inbox)
        await withDiscardingTaskGroup { group in
            group.addTask {
                while await waiting.wait() { self.wake.yield() }
            }
            group.addTask {
                while !Task.isCancelled {
                    await self.handler.tidy()
                    try? await Task.sleep(for: .seconds(3_600))
                }
            }
            wake.yield()
            for await _ in wakes {
                let (fresh, behind) = await due()
                for conversation in fresh {
                    busy.insert(conversation)
                    group.addTask {
                        await self.work(on: conversation)
                        self.wake.yield()
                    }
                }
                for message in behind { group.addTask { await self.overtake(message) } }
                // In a flood every commit wakes: one look for many of them leaves the processors to the next commit.
                try? await Task.sleep(for: ConversationLanes.lookInterval * (pressure.isHigh ? 10 : 1))
            }
            group.cancelAll()
        }
    }

    /// Conversations to start on, and messages that wait behind one that is being handled.
    private func due() async -> (fresh: [ConversationID], behind: [MessageRecord]) {
        do {
            let waiting = try await store.read { try $0.waitingConversations(limit: 512) }.map(\.conversation)
            let fresh = waiting.filter { !busy.contains($0) }.prefix(ConversationLanes.concurrency - busy.count)
            var behind: [MessageRecord] = []
            for conversation in waiting where busy.contains(conversation) {
                guard behind.count < ConversationLanes.overtakers else { break }
                let messages = try await store.read { try $0.waitingMessages(of: conversation, limit: 50) }.dropFirst()
                for message in messages
                where message.text.utf8.count <= ConversationLanes.controlLimit
                    && examined[conversation, default: []].insert(message.id).inserted
                {
                    behind.append(message)
                }
            }
            return (Array(fresh), behind)
        } catch {
            logger.error("the inbox could not be read", ["error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
            wake.yield()
            return ([], [])
        }
    }

    private func work(on conversation: ConversationID) async {
        defer {
            busy.remove(conversation)
            examined[conversation] = nil
        }
        var failures = 0
        while !Task.isCancelled {
            do {
                guard let next = try await store.read({ try $0.waitingMessages(of: conversation, limit: 1) }).first
                else { return }
                await giveWay()
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

    /// In a flood taking messages goes before handling them: each lane goes on at five messages a second.
    private func giveWay() async {
        for _ in 0..<8 where pressure.isHigh && !Task.isCancelled { try? await Task.sleep(for: .milliseconds(25)) }
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
