import Vocabulary

/// JSON schemas as providers accept them for answers they guarantee.
enum ConstrainedSchema {
    // Providers refuse these; whoever asked checks the answer anyway.
    private static let refusedKeywords: Set<String> = [
        "$schema", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties", "maximum",
        "minItems",
        "minLength", "minProperties", "minimum", "multipleOf", "pattern", "uniqueItems",
    ]

    /// The schema with every object closed against other members and without limits; nil where an object has free names.
    static func closing(_ schema: JSONValue) -> JSONValue? {
        guard case .object(var members) = schema else { return schema }
        for keyword in refusedKeywords { members[keyword] = nil }
        if members["patternProperties"] != nil { return nil }
        if let others = members["additionalProperties"], others != .bool(false) { return nil }
        let isObject = members["type"] == "object" || members["properties"] != nil
        if isObject {
            guard members["properties"]?.object != nil else { return nil }
            members["additionalProperties"] = false
        }
        for keyword in ["items", "not"] {
            if let nested = members[keyword] {
                guard let closed = closing(nested) else { return nil }
                members[keyword] = closed
            }
        }
        for keyword in ["properties", "$defs", "definitions"] {
            guard let nested = members[keyword]?.object else { continue }
            var closed: [String: JSONValue] = [:]
            for (name, value) in nested {
                guard let value = closing(value) else { return nil }
                closed[name] = value
            }
            members[keyword] = .object(closed)
        }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            guard let nested = members[keyword]?.array else { continue }
            let closed = nested.compactMap(closing)
            guard closed.count == nested.count else { return nil }
            members[keyword] = .array(closed)
        }
        return .object(members)
    }

    /// Whether every member of every object is required, as OpenAI's strict mode asks.
    static func requiresAll(_ schema: JSONValue) -> Bool {
        switch schema {
        case .object(let members):
            if let properties = members["properties"]?.object {
                let required = Set((members["required"]?.array ?? []).compactMap(\.string))
                if required != Set(properties.keys) { return false }
            }
            return members.values.allSatisfy(requiresAll)
        case .array(let elements): return elements.allSatisfy(requiresAll)
        default: return true
        }
    }
}
