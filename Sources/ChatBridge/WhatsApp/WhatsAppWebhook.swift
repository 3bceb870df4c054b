import Cards
package import Crypto
import FoundationEssentials
package import Vocabulary

/// The receiving side of Meta's WhatsApp Cloud API: handshake, signature, and a body exploded into messages.
package struct WhatsAppWebhook: Sendable {
    let key: HMACSHA256.Key
    let verifyToken: Secret
    private let phoneNumberID: String

    /// Nil where the app secret, the verify token or the phone number id is blank: then there is no such provider.
    ///
    /// One app secret signs the traffic of every number of an app, so messages to other numbers than
    /// `phoneNumberID` are ignored.
    package init?(appSecret: Secret, verifyToken: Secret, phoneNumberID: String) {
        guard
            [appSecret.expose(), verifyToken.expose(), phoneNumberID].allSatisfy({ !$0.allSatisfy(\.isWhitespace) })
        else { return nil }
        key = HMACSHA256.Key(appSecret)
        self.verifyToken = verifyToken
        self.phoneNumberID = phoneNumberID
    }

    /// Explodes a body that was found authentic; what cannot be read is counted, never thrown.
    package func decode(_ body: [UInt8], receivedAt: Timestamp) -> InboundBatch {
        guard let entries = (try? WhatsAppEnvelope(body))?.entries else { return InboundBatch(ignored: 1) }
        var batch = InboundBatch(ignored: entries.lost)
        for entry in entries.elements {
            batch.ignored += entry.changes?.lost ?? 1
            for change in entry.changes?.elements ?? [] { read(change, receivedAt, into: &batch) }
        }
        return batch
    }

    private func read(_ change: WhatsAppEnvelope.Change, _ receivedAt: Timestamp, into batch: inout InboundBatch) {
        batch.ignored += (change.messages?.lost ?? 0) + (change.statuses?.lost ?? 0)
        let messages = change.messages?.elements ?? []
        let statuses = change.statuses?.elements ?? []
        guard change.field == "messages", change.phoneNumberID == phoneNumberID else {
            batch.ignored += max(1, messages.count + statuses.count)
            return
        }
        for message in messages {
            if let read = inbound(message, receivedAt) {
                batch.messages.append(read)
            } else {
                batch.ignored += 1
            }
        }
        for status in statuses {
            if let read = delivery(status, receivedAt) {
                batch.statuses.append(read)
            } else {
                batch.ignored += 1
            }
        }
    }

    private func inbound(_ message: WhatsAppEnvelope.Message, _ receivedAt: Timestamp) -> InboundMessage? {
        guard let id = message.id, (1...512).contains(id.utf8.count), let kind = message.type,
            // Someone who hides their number is known by the business-scoped user id alone.
            let peer = [message.from, message.fromUserID].compactMap(\.self).first(where: WhatsAppWebhook.isPeer)
        else { return nil }
        let isForwarded = message.context?.isForwarded ?? false
        var result = InboundMessage(
            provider: .whatsapp, providerMessageID: id, account: phoneNumberID,
            conversation: message.groupID.map { "group:\($0.prefix(200))" } ?? peer,
            sender: InboundMessage.senderID(.whatsapp, peer),
            sentAt: WhatsAppWebhook.time(message.timestamp, receivedAt), spans: [],
            replyTo: message.context?.id.map { WhatsAppWebhook.capped($0, 512) }, isForwarded: isForwarded)
        let written = isForwarded ? Provenance.forwarded : .typed
        switch kind {
        case "text":
            guard let body = message.text else { return nil }
            result.spans = [Span(WhatsAppWebhook.capped(body, WhatsAppWebhook.textLimit), written)]
        case "button", "interactive":
            guard let press = message.button ?? message.interactive, let button = press.id,
                (1...256).contains(button.utf8.count)
            else {
                result.unreadableKind = kind
                return result
            }
            result.buttonID = isForwarded ? nil : button
            result.spans = [Span(String((press.title ?? "").prefix(256)), isForwarded ? .forwarded : .button)]
        case "document", "image", "video", "sticker", "audio":
            guard let media = message.media, let mediaID = media.id, WhatsAppWebhook.isMediaID(mediaID) else {
                return nil
            }
            result.attachments = [
                AttachmentReference(
                    content: .media(id: mediaID), name: media.filename ?? kind,
                    mediaType: media.mediaType ?? "application/octet-stream",
                    sha256: media.sha256.flatMap { Data(base64Encoded: $0) }.map(Array.init))
            ]
            if let caption = media.caption {
                result.spans = [Span(String(caption.prefix(WhatsAppWebhook.textLimit)), written)]
            }
        // Neither commands nor worth an answer: edits and deletions never act, notices are not from a person.
        case "reaction", "edit", "revoke", "system": return nil
        default: result.unreadableKind = String(Inert.line(kind, limit: 40))
        }
        return result
    }

    private func delivery(_ status: WhatsAppEnvelope.Status, _ receivedAt: Timestamp) -> DeliveryStatus? {
        guard let id = status.id, (1...512).contains(id.utf8.count) else { return nil }
        let state: DeliveryState
        switch status.status {
        case "sent": state = .sent
        case "delivered": state = .delivered
        case "read", "played": state = .read
        case "failed": state = .failed
        default: return nil
        }
        return DeliveryStatus(
            provider: .whatsapp, providerMessageID: id, opaqueID: status.opaque.map { String($0.prefix(512)) },
            state: state, errorCode: status.errorCode, at: WhatsAppWebhook.time(status.timestamp, receivedAt))
    }

    private static let textLimit = 65_536

    /// At most `limit` characters; most texts have fewer bytes than that, and are not searched for characters.
    private static func capped(_ text: String, _ limit: Int) -> String {
        text.utf8.count <= limit ? text : String(text.prefix(limit))
    }

    /// Digits of a phone number, or a business-scoped user id like `US.13491208655302741918`.
    private static func isPeer(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    /// It becomes part of a URL's path, so nothing but letters, digits, `_` and `-` may be in it.
    static func isMediaID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && isPeer(text) && !text.contains(".")
    }

    private static func time(_ seconds: String?, _ receivedAt: Timestamp) -> Timestamp {
        guard let seconds, let value = Int64(seconds), (0...253_402_300_799).contains(value) else { return receivedAt }
        return min(Timestamp(milliseconds: value * 1_000), receivedAt)
    }
}
