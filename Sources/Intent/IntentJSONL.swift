import FoundationEssentials
import Vocabulary

/// The lines of `waggle intent --jsonl`: one request and one result a line.
package enum IntentJSONL {
    /// One line in: a message and what it is read against.
    package struct Request: Sendable, Decodable {
        package var id: String
        package var text: String
        package var context: IntentContext

        private enum CodingKeys: String, CodingKey { case id, text, context }

        package init(id: String, text: String, context: IntentContext) {
            self.id = id
            self.text = text
            self.context = context
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if let number = try? container.decode(Int.self, forKey: .id) {
                id = "\(number)"
            } else {
                id = try container.decodeIfPresent(String.self, forKey: .id) ?? ""
            }
            text = try container.decode(String.self, forKey: .text)
            context = try container.decodeIfPresent(IntentContext.self, forKey: .context) ?? IntentContext()
        }
    }

    /// A line longer than this many bytes is refused.
    package static let lineLimit = 4_000_000

    /// Reads a line.
    ///
    /// - Throws: `IntentError.line` with what is wrong, in words for the person who wrote the line.
    package static func request(_ line: some StringProtocol) throws(IntentError) -> Request {
        guard line.utf8.count <= lineLimit else { throw .line("it is longer than \(lineLimit) bytes") }
        do {
            return try JSONDecoder().decode(Request.self, from: Data(line.utf8))
        } catch DecodingError.keyNotFound(let key, _) {
            throw .line("the key \"\(key.stringValue)\" is missing")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .line(
                "the value of \"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" is of the wrong type")
        } catch {
            throw .line("it is not JSON")
        }
    }

    private struct Result: Encodable {
        var id: String
        var intents: [Command]
        var tier: String
        var confidence: Double
        var microseconds: Int64
    }

    /// The result as one line without a line break, its keys sorted.
    package static func line(id: String, _ reading: IntentReading, microseconds: Int64) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let result = Result(
            id: id, intents: reading.commands, tier: reading.tier.printed,
            confidence: (reading.confidence * 100).rounded() / 100, microseconds: microseconds)
        guard let data = try? encoder.encode(result) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Answers one line with one line; `clock` gives microseconds of any monotonic clock.
    ///
    /// - Throws: `IntentError.line` for a line that is no request.
    package static func answer(
        _ line: some StringProtocol, reader: IntentReader, allowModel: Bool, clock: () -> Int64
    ) async throws(IntentError) -> String {
        let request = try request(line)
        let start = clock()
        let reading = await reader.read(text: request.text, context: request.context, allowModel: allowModel)
        return self.line(id: request.id, reading, microseconds: max(0, clock() - start))
    }
}
