import Cards
package import Crypto
package import HTTPClient
package import Vocabulary

/// Posts our messages, signed, to the reply address of a program that speaks Standard Webhooks.
package struct StandardWebhookClient: OutboundProvider {
    private let client: HTTPClient
    private let url: String
    private let signer: StandardWebhookSigner

    /// Nil where the address is no http or https address or the secret is none.
    package init?(client: HTTPClient, url: String, secret: Secret) {
        guard MediaAddress(url) != nil, let signer = StandardWebhookSigner(secret: secret) else { return nil }
        self.client = client
        self.url = url
        self.signer = signer
    }

    package var provider: Provider { .standard }

    package var limits: OutboundLimits {
        OutboundLimits(dialect: .plain, text: 16_384, textWithButtons: 16_384, isRated: false, isIdempotent: true)
    }

    package func send(
        _ body: OutboundBody, to address: String, key: String, opaqueID: String, at now: Timestamp
    ) async -> SendOutcome {
        let buttons = body.buttons.map { button -> JSONValue in
            ["id": .string(button.id), "title": .string(button.title)]
        }
        var data: [String: JSONValue] = [
            "conversation": .string(address), "text": .string(body.text), "buttons": .array(buttons),
        ]
        if let replyTo = body.replyTo { data["in_reply_to"] = .string(replyTo) }
        let content: JSONValue = [
            "type": "message.text", "timestamp": .string(now.description), "data": .object(data),
        ]
        let bytes = Array(content.canonical.utf8)
        let headers = [(name: "Content-Type", value: "application/json")]
        do {
            let response = try await client.send(
                HTTPClientRequest(
                    method: "POST", url: url, headers: headers + signer.headers(id: key, body: bytes, now: now),
                    body: bytes, timeout: .seconds(20), maxResponseBytes: 64 * 1_024))
            return StandardWebhookClient.outcome(status: response.status, key: key)
        } catch let error as HTTPClientError {
            if error.code == .tooLarge { return .accepted(id: key) }
            return .rejected(
                SendRejection(
                    code: 0, reason: error.description, remedy: error.code == .invalidRequest ? .giveUp : .retry))
        } catch {
            return .unknown("the send was cancelled")
        }
    }

    // The receiver drops repetitions by webhook-id, so whatever may help is tried again.
    static func outcome(status: Int, key: String) -> SendOutcome {
        let remedy: SendRejection.Remedy
        switch status {
        case 200..<300: return .accepted(id: key)
        case 401, 403: remedy = .fixCredentials
        case 408, 425, 429, 500...: remedy = .retry
        default: remedy = .giveUp
        }
        return .rejected(
            SendRejection(code: status, reason: "the reply address answered HTTP \(status)", remedy: remedy))
    }
}
