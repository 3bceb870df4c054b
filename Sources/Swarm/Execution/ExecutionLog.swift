internal import Subprocess

import Threading

/// The output of a script on its way to the task's log: chunks up to a limit, then one line that says it was cut.
package final class ExecutionLog: Sendable {
    private struct State {
        var room: Int
        var isCut = false
        var tail: OutputCollector
    }

    private let state: Lock<State>
    private let sink: @Sendable (String) -> Void

    /// `limit` bytes reach `sink`, which runs on the children's thread and must not block; `tailLimit` bytes of the end
    /// are kept.
    package init(limit: Int = 1 << 20, tailLimit: Int = 8 << 10, sink: @escaping @Sendable (String) -> Void) {
        state = Lock(State(room: limit, tail: OutputCollector(limit: tailLimit, keepsTail: true)))
        self.sink = sink
    }

    package func append(_ chunk: ArraySlice<UInt8>) {
        let (passed, isCutNow) = state.withLock { state in
            state.tail.append(chunk)
            let passed = chunk.prefix(state.room)
            state.room -= passed.count
            defer { state.isCut = state.isCut || passed.count < chunk.count }
            return (passed, passed.count < chunk.count && !state.isCut)
        }
        if !passed.isEmpty { sink(String(decoding: passed, as: UTF8.self)) }
        if isCutNow { sink("\n[more output is not kept]\n") }
    }

    /// The end of all output.
    package var tail: String { String(decoding: state.withLock { $0.tail.bytes }, as: UTF8.self) }
}
