/// The last target without captures and query that a loop resolved: most requests ask for the same few.
struct KnownTarget {
    let method: String
    /// As sent.
    let text: String
    let target: RequestTarget
    let route: HTTPRoute

    /// Nil where a later request for the same text could mean something else, or say more than its route.
    init?(_ target: RequestTarget, _ match: HTTPRoutes.Match, of head: RequestHead) {
        guard case .route(let route, let captures) = match, captures.isEmpty, target.query.isEmpty,
            target.authority == nil, head.target.utf8.count <= 256
        else { return nil }
        method = head.method
        text = head.target
        self.target = target
        self.route = route
    }
}
