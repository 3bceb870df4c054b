import Threading

/// What a connection keeps for an open WebSocket.
final class WebSocketState {
    typealias Receiver = (continuation: CheckedContinuation<WebSocketMessage?, Never>, isCancelled: Lock<Bool>)

    var decoder: WebSocketDecoder
    var isClosing = false
    var lastSeen: UInt64
    private(set) var hasEnded = false
    private var messages: [WebSocketMessage] = []
    private var receivers: [Receiver] = []

    init(limit: Int, now: UInt64) {
        decoder = WebSocketDecoder(limit: limit)
        lastSeen = now
    }

    /// Whether enough messages wait to stop reading.
    var isFull: Bool { messages.count >= 16 }

    func deliver(_ message: WebSocketMessage) {
        if receivers.isEmpty {
            messages.append(message)
        } else {
            receivers.removeFirst().continuation.resume(returning: message)
        }
    }

    func receive(_ receiver: Receiver) {
        if receiver.isCancelled.withLock({ $0 }) {
            receiver.continuation.resume(returning: nil)
        } else if !messages.isEmpty {
            receiver.continuation.resume(returning: messages.removeFirst())
        } else if hasEnded {
            receiver.continuation.resume(returning: nil)
        } else {
            receivers.append(receiver)
        }
    }

    func endCancelledReceivers() {
        let all = receivers
        receivers = []
        for receiver in all {
            if receiver.isCancelled.withLock({ $0 }) {
                receiver.continuation.resume(returning: nil)
            } else {
                receivers.append(receiver)
            }
        }
    }

    /// Nothing more will come; what has come can still be received.
    func end() {
        hasEnded = true
        let all = receivers
        receivers = []
        for receiver in all { receiver.continuation.resume(returning: nil) }
    }
}
