import AgentProtocol
import Crypto
import Glibc
import Telemetry
import Threading

extension AgentDaemon {
    /// Brings everything in the spool until it is taken; waits and tries again while the control plane is away.
    func deliverAll(_ session: Session) async -> AgentEnd? {
        var delay = RetryDelay()
        while !Task.isCancelled {
            do {
                for lease in try await session.spool.leases() {
                    try await deliver(lease, over: session.connection, from: session.spool)
                    delay.succeeded()
                }
                return nil
            } catch AgentError.unauthorised(let detail) {
                return .revoked(detail)
            } catch {
                if Task.isCancelled { return nil }
                logger.warning("a result could not be delivered yet", ["error": "\(error)"])
                _ = await deliveryReturn.wait(within: delay.failed(chance: chance()))
            }
        }
        return nil
    }

    /// Tries once, with the token of the process before, which may still hold the leases of what it left in the spool.
    func deliverAsBefore(_ spool: Spool) async {
        guard let token = storedToken(), let leases = try? await spool.leases(), !leases.isEmpty else { return }
        for lease in leases {
            do { try await deliver(lease, over: connection(token), from: spool) } catch { return }
        }
    }

    private func deliver(_ lease: LeaseID, over connection: ControlPlaneConnection, from spool: Spool) async throws {
        do {
            let verdict: LeaseVerdict
            switch try await spool.outcome(of: lease) {
            case .failure(let failure): verdict = try await connection.fail(lease, failure)
            case .report(let report):
                if report.bundle != nil {
                    do {
                        try await connection.upload(try await spool.bundle(of: lease), of: lease)
                    } catch AgentError.refused(let status, _) where [404, 409, 410].contains(status) {
                        // The lease is gone; the report is still told, and its verdict decides.
                    }
                }
                verdict = try await connection.complete(lease, report)
            }
            logger.info(
                "result delivered",
                ["lease": "\(lease)", "verdict": verdict.verdict.rawValue, "detail": verdict.detail])
            try await spool.remove(lease)
        } catch is DecodingError {
            logger.error("a result in the spool cannot be read; it is set aside", ["lease": "\(lease)"])
            try await spool.setAside(lease)
        } catch AgentError.refused(let status, let detail) {
            logger.error(
                "the control plane does not understand a result; it is set aside in the spool",
                ["lease": "\(lease)", "status": "\(status)", "detail": detail])
            try await spool.setAside(lease)
        }
    }

    // MARK: The agent's own token

    private var tokenPath: String { configuration.folder + "/token" }

    func storedToken() -> Secret? {
        let file = open(tokenPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = read(file, &buffer, buffer.count)
        return count > 0 ? Secret(String(decoding: buffer.prefix(count), as: UTF8.self)) : nil
    }

    func storeToken(_ token: Secret) {
        let draft = tokenPath + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let bytes = Array(token.expose().utf8)
        let written = write(file, bytes, bytes.count)
        fsync(file)
        close(file)
        if written == bytes.count { rename(draft, tokenPath) }
    }
}
