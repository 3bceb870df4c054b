package import HTTPServer
package import Orchestrator
package import Store
package import Telemetry
package import ChatBridge
package import LanguageModel
package import Vocabulary

/// The HTTP side of Waggle: decode, call a service, encode.
package struct ControlPlane: Sendable {
    let store: Store
    let desk: AgentDesk
    let gatekeeper: Gatekeeper
    let idempotency: Idempotency
    let settings: OrchestratorSettings
    let metrics: MetricsRegistry
    let logger: Logger
    let lastKnown: LastKnown
    let inbox: Inbox
    /// The model behind agents' completions; nil without one.
    let model: (any LanguageModel)?
    let price: @Sendable (String) throws -> ModelPrice
    let endpoints: @Sendable () async -> [ModelEndpointHealth]
    /// The model of a tier, for tasks whose plan names none.
    let modelName: @Sendable (ModelTier) throws -> String

    package init(
        store: Store, desk: AgentDesk, settings: OrchestratorSettings, metrics: MetricsRegistry, logger: Logger,
        lastKnown: LastKnown, inbox: Inbox, model: (any LanguageModel)?,
        price: @escaping @Sendable (String) throws -> ModelPrice,
        endpoints: @escaping @Sendable () async -> [ModelEndpointHealth],
        modelName: @escaping @Sendable (ModelTier) throws -> String
    ) {
        self.store = store
        self.desk = desk
        gatekeeper = Gatekeeper(store: store)
        idempotency = Idempotency(store: store)
        self.settings = settings
        self.metrics = metrics
        self.logger = logger
        self.lastKnown = lastKnown
        self.inbox = inbox
        self.model = model
        self.price = price
        self.endpoints = endpoints
        self.modelName = modelName
    }

    /// Adds every route but the webhooks', which their providers bring themselves.
    package func addRoutes(to routes: inout HTTPRoutes) {
        addAgentRoutes(to: &routes)
        addMessageRoutes(to: &routes)
        addSwarmRoutes(to: &routes)
        addTaskRoutes(to: &routes)
        addEventRoutes(to: &routes)
        addAccessRoutes(to: &routes)
        addPeopleRoutes(to: &routes)
        addBacklogRoutes(to: &routes)
        addBackupRoutes(to: &routes)
        addOperationRoutes(to: &routes)
        addFigureRoutes(to: &routes)
        addPageRoutes(to: &routes)
        let logger = logger
        routes.onError = { error, request in
            APIError.response(to: error) { text in
                logger.error("a request failed", ["http.path": request.path, "error": text])
            }
        }
    }
}
