import AgentProtocol
import FoundationEssentials
import HTTPServer
import Orchestrator
import Store
import Telemetry
import Vocabulary

/// The agents' side over a WebSocket: the same desk behind it.
extension ControlPlane {
    /// How many calls of one socket are under way at a time; the next message waits.
    private static let socketCalls = 8
    /// Application close codes (RFC 6455 §7.4.2).
    private static let revoked: UInt16 = 4_001
    private static let malformed: UInt16 = 4_000

    func addAgentSocket(to routes: inout HTTPRoutes) {
        routes.webSocket("/v1/agents/{id}/connect") { request, socket in
            guard let agent = try? await agent(request) else { return await socket.close(code: Self.revoked) }
            await serve(agent, request, socket)
        } authorize: { request in
            do {
                _ = try await agent(request)
                return nil
            } catch { return APIError.response(to: error) { _ in } }
        }
    }

    private func serve(_ agent: AgentRecord, _ request: HTTPRequest, _ socket: WebSocket) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await pushDirectives(to: agent.id, request, socket)
                return true
            }
            var underWay = 0
            while let message = await socket.receive() {
                guard case .text(let text) = message,
                    let call = try? JSONDecoder().decode(AgentSocketCall.self, from: Data(text.utf8))
                else {
                    await socket.close(code: Self.malformed)
                    break
                }
                underWay += 1
                group.addTask {
                    await send(await answer(call, request), over: socket)
                    return false
                }
                while underWay >= Self.socketCalls, let isPusher = await group.next() {
                    if isPusher { break }
                    underWay -= 1
                }
            }
            group.cancelAll()
        }
    }

    private func send(_ answer: AgentSocketAnswer, over socket: WebSocket) async {
        guard let data = try? JSONEncoder().encode(answer) else { return }
        try? await socket.send(.text(String(decoding: data, as: UTF8.self)))
    }

    /// Sends directives at first and with every change, and ends the socket once its token is worth nothing.
    private func pushDirectives(to agent: AgentID, _ request: HTTPRequest, _ socket: WebSocket) async {
        var version: Int64 = -1
        while !Task.isCancelled {
            do {
                _ = try await self.agent(request)
                let next = try await desk.directives(of: agent, after: version, waitSeconds: 20)
                guard next.version > version else { continue }
                version = next.version
                var answer = AgentSocketAnswer()
                answer.directives = next
                await send(answer, over: socket)
            } catch is APIError {
                return await socket.close(code: Self.revoked)
            } catch {
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
            }
        }
    }

    private func answer(_ call: AgentSocketCall, _ request: HTTPRequest) async -> AgentSocketAnswer {
        var answer = AgentSocketAnswer(id: call.id)
        do {
            // Each call is looked at as a plain one would be: a token that was revoked meanwhile opens nothing.
            let agent = try await agent(request)
            if let claim = call.claim {
                answer.offer = try await desk.claim(agent, claim)
            } else if let heartbeat = call.heartbeat {
                answer.directives = try await desk.heartbeat(agent.id, heartbeat)
            } else if let lease = call.lease, let progress = call.progress {
                try await desk.progress(lease, by: agent.id, progress)
            } else if let lease = call.lease, let report = call.complete {
                answer.verdict = try await desk.complete(lease, by: agent.id, report)
            } else if let lease = call.lease, let failure = call.fail {
                answer.verdict = try await desk.fail(lease, by: agent.id, failure)
            } else if let lease = call.lease, call.release == true {
                answer.verdict = try await desk.release(lease, by: agent.id)
            } else {
                throw APIError.badRequest(
                    "A call is claim or heartbeat, or lease with progress, complete, fail or release.")
            }
        } catch {
            let response = APIError.response(to: error) { text in
                logger.error("an agent's call failed", ["error": text])
            }
            var detail = ""
            if case .bytes(let bytes) = response.body { detail = JSONValue(parsing: bytes)?["detail"]?.string ?? "" }
            answer.problem = AgentSocketAnswer.Problem(status: response.status, detail: detail)
        }
        return answer
    }
}
