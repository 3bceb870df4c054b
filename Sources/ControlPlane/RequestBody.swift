import FoundationEssentials
import HTTPServer
import Vocabulary

/// Reading what a request carries, with errors the caller can act on.
extension HTTPRequest {
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do { return try JSONDecoder().decode(type, from: Data(body)) } catch let error as DecodingError {
            throw APIError.badRequest("The body is not what this endpoint takes: \(Self.explain(error))")
        } catch { throw APIError.badRequest("The body is not JSON.") }
    }

    /// The body as JSON; an empty one reads as an empty object.
    func json() throws -> JSONValue {
        if body.isEmpty { return .object([:]) }
        guard let value = JSONValue(parsing: body), value.object != nil else {
            throw APIError.badRequest("The body has to be a JSON object.")
        }
        return value
    }

    func parameter(_ name: String) throws -> String {
        guard let value = parameters[name], !value.isEmpty else { throw APIError.badRequest("\(name) is missing.") }
        return value
    }

    /// A whole number of the query within `range`; `fallback` where it is absent.
    func integer(_ name: String, _ range: ClosedRange<Int>, or fallback: Int) throws -> Int {
        guard let text = query[name] else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw APIError.badRequest("\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// The `cursor` of the query, a number that a list gave before; nil where it is absent.
    func cursor() throws -> Int64? {
        guard let text = query["cursor"] else { return nil }
        guard let cursor = Int64(text), cursor >= 0 else { throw APIError.badRequest("The cursor is not one of ours.") }
        return cursor
    }

    private static func explain(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context):
            "\((path(context).isEmpty ? "" : path(context) + ".") + key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(path(context)) has the wrong type"
        case .dataCorrupted(let context): path(context).isEmpty ? "it is not JSON" : "\(path(context)) is not valid"
        @unknown default: "it cannot be read"
        }
    }
}

extension HTTPResponse {
    init(status: Int = 200, _ json: JSONValue) { self.init(status: status, json: Array(json.canonical.utf8)) }

    init(status: Int = 200, encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(status: status, json: Array(try encoder.encode(value)))
    }
}
