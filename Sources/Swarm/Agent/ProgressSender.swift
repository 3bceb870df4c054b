import AgentProtocol
import Threading

/// Brings a job's output to the control plane while it runs: a call a second at most, 16 KiB a call.
///
/// Output is a courtesy: what cannot be sent, or comes faster than that, is dropped, oldest first.
final class ProgressSender: Sendable {
    private static let callLimit = 16 << 10
    private static let backlogLimit = 256 << 10

    private let backlog = Lock([UInt8]())
    private let connection: ControlPlaneConnection
    private let lease: LeaseID

    init(connection: ControlPlaneConnection, lease: LeaseID) {
        self.connection = connection
        self.lease = lease
    }

    func append(_ text: String) {
        backlog.withLock { backlog in
            backlog.append(contentsOf: text.utf8)
            if backlog.count > Self.backlogLimit { backlog.removeFirst(backlog.count - Self.backlogLimit) }
        }
    }

    /// Sends until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await sendOnce()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Sends one call's worth of what waits.
    func sendOnce() async {
        let bytes = backlog.withLock { backlog in
            let bytes = Array(backlog.prefix(Self.callLimit))
            backlog.removeFirst(bytes.count)
            return bytes
        }
        guard !bytes.isEmpty else { return }
        try? await connection.progress(lease, String(decoding: bytes, as: UTF8.self))
    }
}
