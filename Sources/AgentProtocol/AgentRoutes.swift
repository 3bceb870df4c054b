/// The addresses of the protocol.
///
/// Waggle's own agents are clients of plain HTTP and wait on long polls; others may do claims, heartbeats and reports over
/// one WebSocket instead (`AgentSocketCall`).
///
/// | call | body | answer |
/// |---|---|---|
/// | `POST /v1/agents/register` | `AgentRegistration` | `AgentWelcome` |
/// | `POST /v1/claims` | `ClaimRequest` | `JobOffer`, or 204 |
/// | `POST /v1/agents/{id}/heartbeat` | `AgentHeartbeat` | `AgentDirectives` |
/// | `GET /v1/agents/{id}/commands?after=V&wait=S` | | `AgentDirectives`, at once when newer than V |
/// | `PUT /v1/leases/{lease}/bundle` | raw bytes | 204 |
/// | `POST /v1/leases/{lease}/progress` | `JobProgress` | 204 |
/// | `POST /v1/leases/{lease}/complete` | `JobReport` | `LeaseVerdict` |
/// | `POST /v1/leases/{lease}/fail` | `JobFailure` | `LeaseVerdict` |
/// | `POST /v1/leases/{lease}/release` | | `LeaseVerdict`; gives the job back, no attempt counted |
/// | `POST /v1/leases/{lease}/completions` | a model request | a model reply; 402 when a cap is reached |
///
/// A new version on the commands call means: send a heartbeat with all leases at once; its answer names those to stop. A
/// lease that a person stopped, or that was lost, is revoked in the database before the agent hears of it.
///
/// While the database is away heartbeats are answered with `hold`, everything else with 503: agents bring their results
/// again, and take new jobs, once an answer no longer says so.
///
/// A 401 means the token was revoked (the slot has a new process): the agent ends. While the control plane is away, agents
/// go on working, keep results in the spool and retry with backoff.
package enum AgentRoutes {
    package static let register = "/v1/agents/register"
    package static let claims = "/v1/claims"

    package static func heartbeat(_ agent: String) -> String { "/v1/agents/\(agent)/heartbeat" }
    package static func commands(_ agent: String) -> String { "/v1/agents/\(agent)/commands" }
    package static func lease(_ lease: LeaseID, _ action: String) -> String { "/v1/leases/\(lease)/\(action)" }
}
