import LanguageModel
import Threading

/// A language model that gives the answers it was given, in order, and keeps the requests.
final class ScriptedModel: LanguageModel {
    private let state: Lock<(answers: [ModelReply], requests: [ModelRequest])>

    struct Exhausted: Error {}

    init(_ answers: [ModelReply]) { state = Lock((answers, [])) }

    convenience init(_ texts: String...) { self.init(texts.map { ScriptedModel.reply($0) }) }

    static func reply(_ text: String, stop: ModelReply.Stop = .end) -> ModelReply {
        ModelReply(content: [.text(text)], stop: stop, usage: ModelUsage(input: 1, output: 1))
    }

    func complete(_ request: ModelRequest) async throws -> ModelReply {
        let reply = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let reply else { throw Exhausted() }
        return reply
    }

    var requests: [ModelRequest] { state.withLock { $0.requests } }
}
