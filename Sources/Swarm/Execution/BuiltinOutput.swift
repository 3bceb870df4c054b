import Subprocess
import Threading

/// The beginning and the end of a command's output, however long it is.
final class BuiltinOutput: Sendable {
    private struct State {
        var head: OutputCollector
        var tail: OutputCollector
        var count = 0
    }

    private let state: Lock<State>
    private let limit: Int

    /// - Parameter limit: bytes kept, half of them from the end.
    init(limit: Int) {
        self.limit = limit
        state = Lock(
            State(
                head: OutputCollector(limit: limit / 2, keepsTail: false),
                tail: OutputCollector(limit: limit - limit / 2, keepsTail: true)))
    }

    func append(_ chunk: ArraySlice<UInt8>) {
        state.withLock { state in
            let room = max(0, limit / 2 - state.count)
            state.head.append(chunk.prefix(room))
            state.tail.append(chunk.dropFirst(room))
            state.count += chunk.count
        }
    }

    /// What was kept, with a line in the middle that says how much was not.
    var text: String {
        let (head, tail, count) = state.withLock { ($0.head.bytes, $0.tail.bytes, $0.count) }
        let missing = count - head.count - tail.count
        guard missing > 0 else { return String(decoding: head + tail, as: UTF8.self) }
        return String(decoding: head, as: UTF8.self) + "\n[\(missing) bytes are left out here]\n"
            + String(decoding: tail, as: UTF8.self)
    }
}
