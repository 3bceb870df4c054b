import Cards
import Crypto
import Intent
package import Orchestrator
package import Store
package import Vocabulary

/// Turns one waiting message into commands and has them carried out, in one transaction that also writes the answer.
package struct MessageHandler: Sendable {
    private let store: Store
    private let reader: MessageReader
    private let vault: AttachmentVault
    private let media: (any AttachmentSource)?
    private let settings: OrchestratorSettings

    /// - Parameter media: Where WhatsApp's attachments are fetched; nil where it is not set up.
    package init(
        store: Store, reader: MessageReader, vault: AttachmentVault, media: (any AttachmentSource)?,
        settings: OrchestratorSettings
    ) {
        self.store = store
        self.reader = reader
        self.vault = vault
        self.media = media
        self.settings = settings
    }

    /// What is to be done about a message.
    private struct Order {
        var commands: [Command] = []
        var isExact = true
        var readAs: String?
        var notes: [String] = []
        var documents: [PRDDocument] = []
        var answers: [OutboundMessage] = []
    }

    /// Handles the message; doing it twice has no second effect.
    ///
    /// - Throws: `StoreError` where the database did not take it, or `CancellationError`: the message still waits.
    package func handle(_ record: MessageRecord) async throws {
        let payload = InboundPayload(json: record.payload)
        let situation = try await store.read { try Situation(of: record, payload: payload, in: $0) }
        var order = Order()
        // Strangers are refused by the transaction itself.
        if situation.principal != nil { order = try await self.order(for: payload, situation) }
        try Task.checkCancellation()
        try await perform(order, record, payload)
    }

    /// Handles the message at once where it is a stop, pause, status or help in exact words; else leaves it in its lane.
    package func handleIfControl(_ record: MessageRecord) async throws {
        guard let payload = InboundPayload(json: record.payload) else { return }
        let situation = try await store.read { try Situation(of: record, payload: payload, in: $0) }
        guard let order = controlOrder(payload, situation) else { return }
        try await perform(order, record, payload, overtakes: true)
    }

    /// Whether an arrival is a stop, pause, status or help in exact words, and so may overtake.
    package func isControl(_ id: ArrivalID) async throws -> Bool {
        let found = try await store.read { transaction -> (InboundPayload, Situation)? in
            guard let arrival = try transaction.arrival(id), let payload = InboundPayload(json: arrival.payload) else {
                return nil
            }
            let conversation = try transaction.conversation(arrival.provider, arrival.conversation)
            return (payload, try Situation(sender: arrival.sender, in: conversation, payload, transaction))
        }
        guard let (payload, situation) = found else { return false }
        return controlOrder(payload, situation) != nil
    }

    private func controlOrder(_ payload: InboundPayload, _ situation: Situation) -> Order? {
        guard payload.attachments.isEmpty, !payload.isForwarded, situation.principal != nil else { return nil }
        var order = Order()
        if let button = payload.button {
            guard let action = ButtonAction(id: button) else { return nil }
            order.commands = [action.command]
        } else {
            let reading = reader.rules(payload.commandText, situation.context)
            guard reading.tier == .rule else { return nil }
            order = MessageHandler.order(of: reading)
        }
        let isControl =
            !order.commands.isEmpty && order.commands.allSatisfy { MessageHandler.control.contains($0.intent) }
        return isControl ? order : nil
    }

    /// Answers a message that could not be handled, so that its lane goes on.
    package func giveUp(_ record: MessageRecord) async throws {
        var order = Order()
        order.answers = [
            OutboundMessage("Something went wrong with that message, and I did nothing. Please say it differently.")
        ]
        try await perform(order, record, InboundPayload(json: record.payload))
    }

    /// Forgets attachments that nobody will ask for any more.
    package func tidy() async { await vault.prune(before: store.now - .seconds(8 * 86_400)) }

    private static let control: Set<IntentName> = [.swarmPause, .swarmStatus, .help]

    private func perform(
        _ order: Order, _ record: MessageRecord, _ payload: InboundPayload?, overtakes: Bool = false
    ) async throws {
        let sentAt = payload?.sentAt ?? record.at
        _ = try await store.perform(
            PerformMessage(
                message: record.id, commands: order.commands, isExact: order.isExact, readAs: order.readAs,
                notes: order.notes, documents: order.documents, answers: order.answers,
                lateSeconds: Int((store.now - sentAt).wholeMilliseconds / 1_000), overtakes: overtakes,
                settings: settings))
    }

    // MARK: Reading

    private func order(for payload: InboundPayload?, _ situation: Situation) async throws -> Order {
        var order = Order()
        guard let payload else {
            order.answers = [Notice.unknown(suggestions: [])]
            return order
        }
        if let kind = payload.unreadableKind {
            order.answers = [Notice.unreadable(kind)]
            return order
        }
        if let button = payload.button {
            if let action = ButtonAction(id: button) {
                order.commands = [action.command]
            } else {
                order.answers = [OutboundMessage("That button is none of mine any more. Say *help* for examples.")]
            }
            return order
        }
        do {
            for attachment in payload.attachments { order.documents.append(try await document(attachment)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            // A command about a document that cannot be read would be carried out without it.
            order.answers = [OutboundMessage("\(error)")]
            return order
        }
        let text = payload.commandText
        if text.allSatisfy(\.isWhitespace) {
            if payload.isForwarded {
                order.answers = [Notice.forwarded]
                order.documents = []
            } else if order.documents.isEmpty {
                order.answers = [Notice.unknown(suggestions: [])]
            } else {
                order.commands = [Command(.swarmCreate)]
            }
            return order
        }
        let reading = await reader.all(text, situation.context)
        let documents = order.documents
        order = MessageHandler.order(of: reading)
        order.documents = documents
        if let meant = MessageHandler.creation(text, reading, hasDocuments: !documents.isEmpty) {
            order.commands = meant
        }
        if let added = MessageHandler.addition(text, order.commands) { order.commands = [added] }
        try await quote(situation.repliedTo, into: &order)
        return order
    }

    private static func order(of reading: IntentReading) -> Order {
        var order = Order()
        order.commands = reading.commands
        order.isExact = reading.tier == .rule
        order.readAs = order.isExact ? nil : reading.commands.map(CommandText.spelt).joined(separator: "; ")
        order.notes = reading.notes + reading.corrections.map { "read \($0.from) as \($0.to)" }
        return order
    }

    /// Words around a document, and a document that was pasted as text, mean: build it.
    ///
    /// The plan card asks before anything runs.
    private static func creation(_ text: String, _ reading: IntentReading, hasDocuments: Bool) -> [Command]? {
        guard reading.isUnknown else { return nil }
        if hasDocuments, !reading.isGuarded { return [Command(.swarmCreate)] }
        let isPasted = text.hasPrefix("# ") && text.contains("\n") && text.utf8.count > 80
        return isPasted ? [Command(.swarmCreate, [.prd: .text(text)])] : nil
    }

    /// What stands below "add a task to shop: …" belongs to the task: its description, its scripts, its checks.
    private static func addition(_ text: String, _ commands: [Command]) -> Command? {
        guard commands.count == 1, var command = commands.first, command.intent == .taskAdd,
            let title = command.text(.title), let end = text.firstIndex(where: \.isNewline)
        else { return nil }
        let rest = text[text.index(after: end)...]
        guard !rest.allSatisfy(\.isWhitespace), !title.contains(where: \.isNewline) else { return nil }
        command.slots[.title] = .text("\(title)\n\(rest)")
        return command
    }

    /// "Build this", said in answer to a document or a forwarded text, takes that as its PRD.
    private func quote(_ repliedTo: InboundPayload?, into order: inout Order) async throws {
        guard let repliedTo, order.documents.isEmpty,
            order.commands.contains(where: { $0.intent == .swarmCreate })
        else { return }
        do {
            for attachment in repliedTo.attachments { order.documents.append(try await document(attachment)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            order.commands = []
            order.answers = [OutboundMessage("\(error)")]
            return
        }
        let text = repliedTo.spans.map(\.text).joined(separator: "\n")
        if order.documents.isEmpty, !text.allSatisfy(\.isWhitespace) {
            order.documents = [PRDDocument(name: "message", text: text, sha256: SHA256.hex(text))]
        }
    }

    private func document(_ attachment: InboundPayload.Attachment) async throws -> PRDDocument {
        if attachment.mediaType.hasPrefix("audio/") {
            throw ChatBridgeError(.refused, "I can't listen to voice messages yet. Please write it.")
        }
        let bytes: [UInt8]
        if let id = attachment.mediaID {
            guard let media else {
                throw ChatBridgeError(.unavailable, "Files cannot be fetched here: WhatsApp's access token is not set.")
            }
            bytes = try await media.media(id, sha256: attachment.sha256.flatMap { HexEncoding.decode($0) })
        } else {
            bytes = try await vault.load(attachment.sha256 ?? "")
        }
        return try await reader.document(bytes, attachment.name, attachment.mediaType)
    }
}
