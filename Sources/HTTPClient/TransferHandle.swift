/// The consumer's end of a transfer: ends it when the last reference goes, and keeps the client alive until then.
final class TransferHandle: Sendable {
    private let client: HTTPClient
    private let engine: TransferEngine
    private let transfer: Transfer

    init(client: HTTPClient, engine: TransferEngine, transfer: Transfer) {
        self.client = client
        self.engine = engine
        self.transfer = transfer
    }

    deinit { engine.cancel(transfer) }

    func head() async throws -> (status: Int, headers: HTTPClientHeaders) {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { transfer.awaitHead($0) }
        } onCancel: {
            engine.cancel(transfer)
        }
    }

    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if transfer.awaitBytes(continuation) { engine.resume(transfer) }
            }
        } onCancel: {
            engine.cancel(transfer)
        }
    }
}
