package import Crypto
package import HTTPClient
package import Vocabulary

/// Calls of the WhatsApp Cloud API: send, mark as read, fetch media.
package struct WhatsAppClient: Sendable {
    package static let metaBase = "https://graph.facebook.com/v23.0"
    /// Of one document.
    package static let mediaLimit = 16 * 1_024 * 1_024

    private let client: HTTPClient
    private let base: String
    private let phoneNumberID: String
    private let accessToken: Secret

    /// Nil where the base is no http or https address or a setting is blank.
    ///
    /// `base` is the address up to and with the version; the token is sent to its host alone, and with Meta's base
    /// also to the hosts Meta serves media from.
    package init?(client: HTTPClient, base: String = metaBase, phoneNumberID: String, accessToken: Secret) {
        guard MediaAddress(base) != nil, WhatsAppWebhook.isMediaID(phoneNumberID), !accessToken.isEmpty else {
            return nil
        }
        self.client = client
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.phoneNumberID = phoneNumberID
        self.accessToken = accessToken
    }

    /// Sends one request made by `WhatsAppSend`; what became of it is never an error.
    package func send(_ message: JSONValue) async -> SendOutcome {
        do {
            let response = try await post(message)
            return WhatsAppSend.outcome(status: response.status, body: response.body)
        } catch let error as HTTPClientError {
            guard !error.mayHaveArrived else { return .unknown(error.description) }
            return .rejected(
                SendRejection(
                    code: 0, reason: error.description, remedy: error.code == .invalidRequest ? .giveUp : .retry))
        } catch {
            return .unknown("the send was cancelled")
        }
    }

    /// Marks a message as read; it is a courtesy, so a failure is only told.
    package func markRead(_ providerMessageID: String, typing: Bool) async -> Bool {
        let response = try? await post(WhatsAppSend.markRead(providerMessageID, typing: typing))
        return response?.status == 200
    }

    private func post(_ message: JSONValue) async throws -> HTTPClientResponse {
        try await client.send(
            HTTPClientRequest(
                method: "POST", url: "\(base)/\(phoneNumberID)/messages",
                headers: [("Content-Type", "application/json"), authorization], body: Array(message.canonical.utf8),
                timeout: .seconds(30), maxResponseBytes: 256 * 1_024))
    }

    /// The bytes of a document: at most 16 MB, and with the digest that was announced.
    ///
    /// Its address lives for minutes, so one that is gone is asked for once more.
    ///
    /// - Throws: `ChatBridgeError`; `unavailable` where another try may help.
    package func media(_ id: String, sha256: [UInt8]?) async throws -> [UInt8] {
        guard WhatsAppWebhook.isMediaID(id) else { throw ChatBridgeError(.refused, "The file has no valid id.") }
        for isSecondTry in [false, true] {
            let (address, announced) = try await mediaAddress(id)
            let response = try await get(address.url, limit: WhatsAppClient.mediaLimit, tooLarge: tooLarge)
            if response.status == 404, !isSecondTry { continue }
            guard response.status == 200 else { throw failure(response.status) }
            let digest = SHA256.digest(response.body)
            guard [sha256, announced].compactMap(\.self).allSatisfy({ $0 == digest }) else {
                throw ChatBridgeError(.refused, "The file is not the one that was sent: its SHA-256 differs.")
            }
            return response.body
        }
        throw failure(404)
    }

    private func mediaAddress(_ id: String) async throws -> (MediaAddress, sha256: [UInt8]?) {
        let response = try await get(
            "\(base)/\(id)?phone_number_id=\(phoneNumberID)", limit: 64 * 1_024, tooLarge: failure(502))
        guard response.status == 200, let answer = JSONValue(parsing: response.body) else {
            throw failure(response.status)
        }
        if let size = answer["file_size"]?.integer, size > WhatsAppClient.mediaLimit { throw tooLarge }
        guard let url = answer["url"]?.string, let address = MediaAddress(url), let base = MediaAddress(base),
            address.mayReceiveToken(of: base)
        else { throw ChatBridgeError(.refused, "WhatsApp named an address for the file that is not its own.") }
        // Hex here, base64 in webhooks.
        let sha256 = answer["sha256"]?.string.flatMap { HexEncoding.decode($0) ?? Base64.decode($0) }
        return (address, sha256)
    }

    private func get(_ url: String, limit: Int, tooLarge: ChatBridgeError) async throws -> HTTPClientResponse {
        do {
            return try await client.send(
                HTTPClientRequest(
                    url: url, headers: [authorization], timeout: .seconds(60), stallTimeout: .seconds(15),
                    maxResponseBytes: limit))
        } catch let error as HTTPClientError {
            if error.code == .tooLarge { throw tooLarge }
            throw ChatBridgeError(.unavailable, "The file could not be fetched: \(error.description)")
        }
    }

    private var authorization: (name: String, value: String) { ("Authorization", "Bearer \(accessToken.expose())") }

    private var tooLarge: ChatBridgeError {
        ChatBridgeError(.tooLarge, "The file is too large: at most 16 MB are taken.")
    }

    private func failure(_ status: Int) -> ChatBridgeError {
        switch status {
        case 404: ChatBridgeError(.refused, "WhatsApp does not have the file any more. Please send it again.")
        case 400, 401, 403:
            ChatBridgeError(
                .unavailable, "WhatsApp refused access to the file (HTTP \(status)): check the access token.")
        default: ChatBridgeError(.unavailable, "WhatsApp answered HTTP \(status) for the file.")
        }
    }
}
