import ChatBridge
import Configuration
import Crypto
import HTTPClient
import Intent
import LanguageModel
import Orchestrator
import Planner
import Store
import Telemetry
import Vocabulary

/// The chat side of `waggle serve`: providers in and out, inbox, lanes, outbox.
struct ChatAssembly {
    let inbox: Inbox
    let webhooks: WebhookRoutes
    let outbox: Outbox
    let lanes: ConversationLanes

    init(
        _ settings: Settings, _ orchestration: OrchestratorSettings, store: Store, client: HTTPClient,
        models: ModelSetup, logger: Logger, metrics: MetricsRegistry
    ) async throws {
        let logger = logger.labelled("chat")
        let vault = try AttachmentVault(folder: settings.sharedFolder + "/attachments")
        let pressure = InboxPressure()
        inbox = Inbox(store: store, vault: vault, logger: logger, metrics: metrics, pressure: pressure)
        let whatsapp = try Self.whatsapp(settings, client)
        let standard = try settings.standard.map { standard -> StandardWebhook in
            guard let webhook = StandardWebhook(secret: standard.secret) else {
                throw ServeError("WAGGLE_STANDARD_SECRET is whsec_ or whpk_ followed by base64.")
            }
            return webhook
        }
        webhooks = WebhookRoutes(
            inbox: inbox, whatsapp: whatsapp.webhook, standard: standard, store: store, logger: logger,
            metrics: metrics, rate: RequestRate(perSecond: settings.webhookRate))
        var providers: [any OutboundProvider] = []
        if let client = whatsapp.client { providers.append(client) }
        if let reply = settings.standard?.reply {
            guard let sender = StandardWebhookClient(client: client, url: reply.url, secret: reply.secret) else {
                throw ServeError("WAGGLE_STANDARD_REPLY_URL or WAGGLE_STANDARD_REPLY_SECRET is not usable.")
            }
            providers.append(sender)
        }
        outbox = Outbox(store: store, providers: providers, logger: logger, metrics: metrics)
        lanes = ConversationLanes(
            store: store,
            handler: MessageHandler(
                store: store, reader: try Self.reader(settings, orchestration, store, models), vault: vault,
                media: whatsapp.client, settings: orchestration),
            receipts: whatsapp.client, logger: logger, metrics: metrics, pressure: pressure)
    }

    private static func whatsapp(
        _ settings: Settings, _ client: HTTPClient
    ) throws -> (webhook: WhatsAppWebhook?, client: WhatsAppClient?) {
        guard let whatsapp = settings.whatsApp else { return (nil, nil) }
        guard let verify = whatsapp.verifyToken, let number = whatsapp.phoneNumberID,
            let webhook = WhatsAppWebhook(
                appSecret: whatsapp.appSecret, verifyToken: verify, phoneNumberID: number)
        else { throw ServeError("WhatsApp needs WAGGLE_WHATSAPP_VERIFY_TOKEN and _PHONE_NUMBER_ID too.") }
        guard let token = whatsapp.accessToken else { return (webhook, nil) }
        guard
            let sender = WhatsAppClient(
                client: client, base: whatsapp.apiBase, phoneNumberID: number, accessToken: token)
        else { throw ServeError("WAGGLE_WHATSAPP_API_BASE or _PHONE_NUMBER_ID is not usable.") }
        return (webhook, sender)
    }

    private static func reader(
        _ settings: Settings, _ orchestration: OrchestratorSettings, _ store: Store, _ models: ModelSetup
    ) throws -> MessageReader {
        let grammar = LateGrammar()
        var parser: ModelParser?
        if let router = models.router, let model = models.model {
            let metered = MeteredModel(
                model, store: store, settings: orchestration, swarm: nil, task: nil, purpose: "intent",
                price: { try router.price(of: $0) })
            parser = try ModelParser(
                model: metered, modelName: try router.model(for: .trivial),
                prompts: try PromptLibrary(overriddenBy: settings.promptsFolder))
        }
        let model = parser
        let intake = DocumentIntake(isSandboxed: settings.isSandboxRequired)
        return MessageReader(
            rules: { (try? grammar.compiled())?.read($0, $1) ?? .unknown(isGuarded: true) },
            all: { text, context in
                guard let rules = try? grammar.compiled() else { return .unknown(isGuarded: true) }
                return await IntentReader(rules: rules, model: model).read(
                    text: text, context: context, allowModel: true)
            },
            document: { bytes, name, mediaType in
                let document = try await intake.read(bytes, name: name, mediaType: mediaType)
                return PRDDocument(name: name, text: document.text, sha256: document.digest)
            })
    }
}
