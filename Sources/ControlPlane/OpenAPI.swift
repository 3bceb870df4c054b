import Vocabulary

/// The interface's description for programs (OpenAPI 3.1), made from the table of endpoints.
enum OpenAPI {
    static func document(version: String) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for endpoint in Endpoint.all {
            paths[endpoint.pattern, default: [:]][endpoint.method.lowercased()] = operation(endpoint)
        }
        return [
            "openapi": "3.1.0", "info": ["title": "Waggle", "version": .string(version)],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "session": ["type": "apiKey", "in": "cookie", "name": .string(Gatekeeper.cookie)],
                ]
            ],
        ]
    }

    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        let captures = endpoint.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
        var operation: [String: JSONValue] = [
            "summary": .string(endpoint.summary),
            "parameters": .array(
                captures.map {
                    ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]]
                }),
            "responses": [
                "2XX": ["description": "Done."],
                "default": [
                    "description": "Problem details (RFC 9457).",
                    "content": ["application/problem+json": .object([:])],
                ],
            ],
        ]
        switch endpoint.access {
        case .open: operation["security"] = .array([])
        case .agent: operation["security"] = .array([["token": .array([])]])
        case .person(let role):
            operation["security"] = .array([["token": .array([])], ["session": .array([])]])
            operation["x-waggle-role"] = .string(role.name)
        }
        return .object(operation)
    }
}
