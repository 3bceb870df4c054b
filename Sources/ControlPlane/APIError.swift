package import HTTPServer
import Orchestrator
import Store

/// An answer that is an error, as problem details (RFC 9457) with a stable type.
package struct APIError: Error {
    let status: Int
    let type: String
    let detail: String

    static func badRequest(_ detail: String) -> APIError { APIError(status: 400, type: "invalid", detail: detail) }
    static func notFound(_ what: String) -> APIError {
        APIError(status: 404, type: "not-found", detail: "There is no \(what).")
    }
    static let unauthorized = APIError(
        status: 401, type: "unauthorized", detail: "This needs a token: Authorization: Bearer …")
    static let tooMany = APIError(
        status: 429, type: "too-many", detail: "Too many wrong credentials came from this address. Wait a little.")
    static func forbidden(_ detail: String) -> APIError { APIError(status: 403, type: "not-allowed", detail: detail) }

    /// The answer to whatever a route threw; what nobody foresaw is a 500 without its text.
    package static func response(to error: any Error, log: @Sendable (String) -> Void) -> HTTPResponse {
        switch error {
        case let error as APIError: return error.response
        case let refusal as CommandRefusal: return refusal.problem.response
        case let refusal as TaskRefusal:
            return APIError(status: 409, type: "conflict", detail: refusal.description).response
        case let missing as BundleMissing:
            return APIError(status: 503, type: "bundle-missing", detail: missing.description).response
        case StoreError.missing(let what): return notFound(what).response
        case StoreError.conflict(let why): return APIError(status: 409, type: "conflict", detail: why).response
        case StoreError.unavailable, StoreError.cannotOpen:
            log("\(error)")
            return APIError(
                status: 503, type: "unavailable", detail: "The database cannot take this now. Try again."
            ).response
        case is CancellationError:
            return APIError(status: 503, type: "unavailable", detail: "The request was ended. Try again.").response
        default:
            log("\(error)")
            return HTTPResponse(problem: 500, detail: "Something went wrong. The operator's log has more.")
        }
    }

    var response: HTTPResponse {
        var response = HTTPResponse(problem: status, type: "urn:waggle:problem:\(type)", detail: detail)
        if status == 429 || status == 503 { response.headers.set("retry-after", "5") }
        return response
    }
}

extension CommandRefusal {
    fileprivate var problem: APIError {
        switch reason {
        case .notAllowed: APIError(status: 403, type: "not-allowed", detail: description)
        case .notFound: APIError(status: 404, type: "not-found", detail: description)
        case .conflict: APIError(status: 409, type: "conflict", detail: description)
        case .invalid: APIError(status: 422, type: "invalid", detail: description)
        case .overBudget: APIError(status: 402, type: "over-budget", detail: description)
        case .notBuilt: APIError(status: 501, type: "not-built", detail: description)
        }
    }
}
