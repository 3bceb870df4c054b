import Cards
package import Vocabulary

/// The requests of the Cloud API's `messages` endpoint as JSON, and what its answers mean.
package enum WhatsAppSend {
    /// Longest text of a message, in UTF-16 units to be safe, and of a message with buttons.
    package static let textLimit = 4_096
    package static let bodyLimit = OutboundMessage.limitWithButtons
    package static let buttonLimit = 3

    /// One message: with buttons an interactive one, else text.
    ///
    /// `text` is in the WhatsApp dialect and within the limits; `to` is the peer's number in digits, a
    /// business-scoped user id, or `group:<id>`; `opaqueID` comes back in the status reports; `replyTo` quotes a
    /// message.
    package static func message(
        _ text: String, buttons: [Button] = [], to: String, opaqueID: String, replyTo: String? = nil
    ) -> JSONValue {
        var body = recipient(to)
        body["messaging_product"] = "whatsapp"
        body["biz_opaque_callback_data"] = .string(String(opaqueID.prefix(512)))
        if let replyTo { body["context"] = ["message_id": .string(replyTo)] }
        if buttons.isEmpty {
            body["type"] = "text"
            body["text"] = ["body": .string(text), "preview_url": false]
        } else {
            let replies = buttons.prefix(buttonLimit).map { button -> JSONValue in
                let reply: JSONValue = [
                    "id": .string(String(button.id.prefix(256))),
                    "title": .string(Inert.shortened(button.title, 20)),
                ]
                return ["type": "reply", "reply": reply]
            }
            body["type"] = "interactive"
            body["interactive"] = [
                "type": "button", "body": ["text": .string(text)], "action": ["buttons": .array(replies)],
            ]
        }
        return .object(body)
    }

    /// Marks a message (and all before it) as read; `typing` also shows the typing sign, for at most 25 s.
    package static func markRead(_ providerMessageID: String, typing: Bool) -> JSONValue {
        var body: [String: JSONValue] = [
            "messaging_product": "whatsapp", "status": "read", "message_id": .string(providerMessageID),
        ]
        if typing { body["typing_indicator"] = ["type": "text"] }
        return .object(body)
    }

    // Without "+" Meta puts the business number's own country code in front.
    private static func recipient(_ to: String) -> [String: JSONValue] {
        if to.hasPrefix("group:") {
            return ["recipient_type": "group", "to": .string(String(to.dropFirst(6)))]
        }
        if to.utf8.allSatisfy({ (48...57).contains($0) }) {
            return ["recipient_type": "individual", "to": .string("+\(to)")]
        }
        return ["recipient_type": "individual", "recipient": .string(to)]
    }

    /// What an answer of the endpoint means; `status` is the HTTP status, `body` at most some 100 kB.
    ///
    /// Meta answers most errors with 400, so the code inside decides. A 5xx without a code may come from a server that
    /// already took the message: unknown.
    package static func outcome(status: Int, body: [UInt8]) -> SendOutcome {
        let answer = JSONValue(parsing: body)
        if let code = answer?["error"]?["code"]?.integer, let code = Int(exactly: code) {
            let title = answer?["error"]?["message"]?.string ?? "no reason given"
            return .rejected(
                SendRejection(code: code, reason: Inert.line(title, limit: 200), remedy: WhatsAppError.remedy(code)))
        }
        switch status {
        case 200..<300:
            guard let id = answer?["messages"]?[0]?["id"]?.string, !id.isEmpty else {
                return .unknown("WhatsApp took the request but named no message")
            }
            return .accepted(id: String(id.prefix(512)))
        case 429:
            return .rejected(SendRejection(code: 429, reason: "too many requests", remedy: .retry))
        case 401, 403:
            return .rejected(SendRejection(code: status, reason: "access denied", remedy: .fixCredentials))
        case 400..<500:
            return .rejected(SendRejection(code: status, reason: "HTTP status \(status)", remedy: .giveUp))
        default:
            return .unknown("HTTP status \(status)")
        }
    }
}
