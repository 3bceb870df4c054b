import Threading

/// The output of a child as chunks of bytes, for one reader; the child stalls while the buffer is full.
package struct ChildOutput: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = Never

    let buffer: Buffer

    package func makeAsyncIterator() -> Iterator { Iterator(buffer: buffer) }

    package struct Iterator: AsyncIteratorProtocol {
        let buffer: Buffer

        /// The next bytes; nil when the child closed its output or ended, or when the task was cancelled.
        package mutating func next() async -> [UInt8]? {
            let buffer = buffer
            return await withTaskCancellationHandler {
                await withCheckedContinuation { buffer.take($0) }
            } onCancel: {
                buffer.wakeReader()
            }
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> [UInt8]? { await next() }
    }

    /// The bounded store between the children's thread and the reader.
    final class Buffer: Sendable {
        private struct State {
            var bytes: [UInt8] = []
            var isEnded: Bool
            var isFull = false
            var isCancelled = false
            var reader: CheckedContinuation<[UInt8]?, Never>?
            var drained: (@Sendable () -> Void)?
        }

        private let limit: Int
        private let state: Lock<State>

        init(limit: Int, isEnded: Bool = false) {
            self.limit = Swift.max(1, limit)
            state = Lock(State(isEnded: isEnded))
        }

        func onDrained(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.drained = action } }

        /// Stores a chunk; false asks the caller to stop reading until `onDrained` runs.
        func append(_ chunk: ArraySlice<UInt8>) -> Bool {
            let (reader, goesOn) = state.withLock { state in
                if let reader = state.reader {
                    state.reader = nil
                    return (Optional(reader), true)
                }
                state.bytes.append(contentsOf: chunk)
                state.isFull = state.bytes.count >= limit
                return (nil, !state.isFull)
            }
            reader?.resume(returning: Array(chunk))
            return goesOn
        }

        func end() {
            let reader = state.withLock { state in
                state.isEnded = true
                state.drained = nil
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }

        func take(_ reader: CheckedContinuation<[UInt8]?, Never>) {
            let (answer, drained) = state.withLock { state -> ([UInt8]??, (@Sendable () -> Void)?) in
                guard state.bytes.isEmpty else {
                    defer {
                        state.bytes = []
                        state.isFull = false
                    }
                    return (.some(state.bytes), state.isFull ? state.drained : nil)
                }
                // A second reader at the same time gets the end: there is one reader.
                guard !state.isEnded, !state.isCancelled, state.reader == nil else { return (.some(nil), nil) }
                state.reader = reader
                return (nil, nil)
            }
            if let answer { reader.resume(returning: answer) }
            drained?()
        }

        func wakeReader() {
            let reader = state.withLock { state in
                state.isCancelled = true
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }
    }
}
