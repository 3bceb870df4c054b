/// Header fields in the order they came; names compare without regard to case and are kept in lower case.
package struct HTTPHeaders: Sendable, Hashable, Sequence, ExpressibleByDictionaryLiteral {
    /// One header field; `name` is in lower case.
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    private var fields: [Field] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// How many fields there are.
    package var count: Int { fields.count }

    /// The value of the first field of that name.
    package func first(_ name: String) -> String? {
        let name = Self.lowercased(name)
        return fields.first { $0.name == name }?.value
    }

    /// The value of the one field of that name; nil where there is none, or more than one.
    package func only(_ name: String) -> String? {
        let name = Self.lowercased(name)
        var found: String?
        for field in fields where field.name == name {
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }

    /// The values of all fields of that name, in order.
    package func all(_ name: String) -> [String] {
        let name = Self.lowercased(name)
        return fields.contains { $0.name == name } ? fields.filter { $0.name == name }.map(\.value) : []
    }

    /// Adds a field behind the others.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// Replaces all fields of that name by one.
    package mutating func set(_ name: String, _ value: String) {
        let lower = name.lowercased()
        fields.removeAll { $0.name == lower }
        fields.append(Field(name: lower, value: value))
    }

    /// Most names that are asked for are in lower case already.
    private static func lowercased(_ name: String) -> String {
        name.utf8.allSatisfy { $0 &- 65 >= 26 && $0 < 128 } ? name : name.lowercased()
    }

    package func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

    /// Adds a field whose name is known to be in lower case already.
    mutating func append(lowercased name: String, _ value: String) {
        if fields.isEmpty { fields.reserveCapacity(8) }  // what most requests have, instead of growing three times
        fields.append(Field(name: name, value: value))
    }
}
