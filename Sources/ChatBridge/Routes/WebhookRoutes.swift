package import HTTPServer
package import Store
package import Telemetry
import Vocabulary

/// The providers' webhook endpoints; one without its settings does not exist.
package struct WebhookRoutes: Sendable {
    private let inbox: Inbox
    private let whatsapp: WhatsAppWebhook?
    private let standard: StandardWebhook?
    private let store: Store
    private let logger: Logger
    private let metrics: MetricsRegistry
    private let rate: RequestRate?

    /// Meta's largest body.
    private static let whatsappLimit = 3 * 1_024 * 1_024
    /// 16 MB of attachments in base64, and the text around them.
    private static let standardLimit = 23 * 1_024 * 1_024

    package init(
        inbox: Inbox, whatsapp: WhatsAppWebhook?, standard: StandardWebhook?, store: Store, logger: Logger,
        metrics: MetricsRegistry, rate: RequestRate? = nil
    ) {
        self.rate = rate
        self.inbox = inbox
        self.whatsapp = whatsapp
        self.standard = standard
        self.store = store
        self.logger = logger
        self.metrics = metrics
    }

    package func add(to routes: inout HTTPRoutes) {
        if let whatsapp {
            routes.on("GET", "/webhooks/whatsapp") { request in handshake(request, whatsapp) }
            routes.on("POST", "/webhooks/whatsapp", bodyLimit: WebhookRoutes.whatsappLimit) { request in
                await receive(request, whatsapp)
            }
        }
        if let standard {
            routes.on("POST", "/webhooks/standard", bodyLimit: WebhookRoutes.standardLimit) { request in
                await receive(request, standard)
            }
        }
    }

    private func handshake(_ request: HTTPRequest, _ whatsapp: WhatsAppWebhook) -> HTTPResponse {
        let answer = whatsapp.challenge(
            mode: request.query["hub.mode"], verifyToken: request.query["hub.verify_token"],
            challenge: request.query["hub.challenge"])
        guard let answer else {
            return HTTPResponse(problem: 403, detail: "hub.verify_token is not the one this server was given.")
        }
        return HTTPResponse(text: answer)
    }

    private func receive(_ request: HTTPRequest, _ whatsapp: WhatsAppWebhook) async -> HTTPResponse {
        guard whatsapp.isAuthentic(signature: only("x-hub-signature-256", request), body: request.body) else {
            return refuse("whatsapp", "X-Hub-Signature-256 does not belong to this body and the app secret.")
        }
        if let refusal = tooMany("whatsapp") { return refusal }
        return await take(whatsapp.decode(request.body, receivedAt: store.now))
    }

    private func receive(_ request: HTTPRequest, _ standard: StandardWebhook) async -> HTTPResponse {
        let id = only("webhook-id", request)
        do {
            try standard.verify(
                id: id, timestamp: only("webhook-timestamp", request), signature: only("webhook-signature", request),
                body: request.body, now: store.now)
        } catch {
            return refuse("standard", error.description)
        }
        if let refusal = tooMany("standard") { return refusal }
        do {
            guard let message = try standard.decode(request.body, id: id ?? "", receivedAt: store.now) else {
                return HTTPResponse(status: 202)
            }
            return await take(InboundBatch(messages: [message]))
        } catch {
            return HTTPResponse(problem: error.kind == .tooLarge ? 413 : 400, detail: error.description)
        }
    }

    /// Answers 200 only after the commit; 503 makes every provider send it again.
    private func take(_ batch: InboundBatch) async -> HTTPResponse {
        do {
            try await inbox.take(batch)
            return WebhookRoutes.taken
        } catch {
            logger.error("a webhook could not be stored", ["error": "\(error)"])
            var response = HTTPResponse(problem: 503, detail: "The message could not be stored. Send it again.")
            response.headers.set("retry-after", "5")
            return response
        }
    }

    private static let taken = HTTPResponse(text: "ok")

    /// Providers send a refused request again, as they do with one that could not be stored.
    private func tooMany(_ provider: String) -> HTTPResponse? {
        guard let rate, !rate.allows(provider, at: store.now) else { return nil }
        metrics.counter(
            "waggle_webhook_limited_total", help: "Signed webhook requests beyond the rate.", ["provider": provider]
        ).add()
        var response = HTTPResponse(problem: 429, detail: "Too many requests in a short time. Send this one again.")
        response.headers.set("retry-after", "1")
        return response
    }

    private func refuse(_ provider: String, _ detail: String) -> HTTPResponse {
        metrics.counter(
            "waggle_webhook_refused_total", help: "Webhook requests without a valid signature.", ["provider": provider]
        ).add()
        return HTTPResponse(problem: 401, detail: detail)
    }

    /// A header that came twice counts as missing: which of them was checked must never be a question.
    private func only(_ name: String, _ request: HTTPRequest) -> String? { request.headers.only(name) }
}
