import Cards
import Crypto
import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// A POST of a person or their program, let in: who calls, what they sent, and how its effect is answered once.
struct PersonCall: Sendable {
    let request: HTTPRequest
    let caller: Gatekeeper.Caller
    let key: Idempotency.Key?
    private let idempotency: Idempotency

    init(_ request: HTTPRequest, _ caller: Gatekeeper.Caller, _ idempotency: Idempotency) throws {
        self.request = request
        self.caller = caller
        self.idempotency = idempotency
        key = try Idempotency.Key(request, of: "\(caller.principal.id)")
    }

    var principal: PrincipalID { caller.principal.id }

    /// Performs an operation and answers it, in one transaction.
    func perform<Operation: StoreOperation>(
        _ operation: Operation,
        _ encode: @escaping @Sendable (Operation.Output, WriteTransaction) throws -> Idempotency.Answer
    ) async throws -> HTTPResponse {
        try await idempotency.perform(key, operation, encode)
    }

    /// Carries out a command and answers with its words.
    func command(_ command: Command, status: Int = 200, _ settings: OrchestratorSettings) async throws -> HTTPResponse {
        try await perform(PerformCommand(principal: principal, command: command, settings: settings)) { output, _ in
            let text = output.messages.map(\.text).joined(separator: "\n")
            return Idempotency.Answer(status: status, ["text": .string(text)])
        }
    }
}

extension HTTPRoutes {
    /// A POST of people and programs; `Endpoint` says who may call it, which is asked before anything is read.
    mutating func post(
        _ pattern: String, bodyLimit: Int, _ plane: ControlPlane,
        _ handler: @escaping @Sendable (PersonCall) async throws -> HTTPResponse
    ) {
        let role = Endpoint.role("POST", pattern)
        on("POST", pattern, bodyLimit: bodyLimit) { request in
            let caller = try await plane.gatekeeper.caller(request, atLeast: role)
            return try await handler(PersonCall(request, caller, plane.idempotency))
        }
    }
}
