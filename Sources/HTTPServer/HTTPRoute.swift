/// One entry of the route table.
struct HTTPRoute: Sendable {
    enum Segment: Hashable {
        case literal(String)
        case capture(String)
        case tail(String)

        /// Orders routes: what says more comes first.
        var rank: Int {
            switch self {
            case .literal: 0
            case .capture: 1
            case .tail: 2
            }
        }
    }

    enum Action: Sendable {
        case answer(HTTPRoutes.Handler)
        case webSocket(HTTPRoutes.WebSocketHandler, authorize: HTTPRoutes.Authorizer)
    }

    let method: String
    let pattern: String
    let segments: [Segment]
    let bodyLimit: Int
    let isLongPoll: Bool
    let action: Action

    init(method: String, pattern: String, bodyLimit: Int, isLongPoll: Bool, action: Action) {
        precondition(pattern.hasPrefix("/"), "a route's pattern begins with a slash: \(pattern)")
        self.method = method
        self.pattern = pattern
        self.bodyLimit = bodyLimit
        self.isLongPoll = isLongPoll
        self.action = action
        segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("...") ? .tail(String(name.dropLast(3))) : .capture(String(name))
        }
    }

    var isExact: Bool { segments.allSatisfy { $0.rank == 0 } }

    /// What the captures hold when the path fits the pattern, else nil.
    func captures(_ path: [String]) -> [String: String]? {
        var found: [String: String] = [:]
        var index = 0
        for segment in segments {
            guard index < path.count else { return nil }
            switch segment {
            case .literal(let text):
                guard text == path[index] else { return nil }
            case .capture(let name):
                guard !path[index].isEmpty else { return nil }
                found[name] = path[index]
            case .tail(let name):
                found[name] = path[index...].joined(separator: "/")
                return found
            }
            index += 1
        }
        return index == path.count ? found : nil
    }
}
