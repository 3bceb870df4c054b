import Git
import Glibc
import Subprocess
import Testing

@testable import Swarm

/// Whose rights the sandbox under test has outside.
enum SandboxSetup: String, CaseIterable, CustomTestStringConvertible {
    /// What `Sandbox` chooses for the account that runs the tests.
    case suitable
    /// An ordinary user starts it; root becomes that user first.
    case ordinary

    static let ordinaryNumber: UInt32 = 65_534

    var testDescription: String { geteuid() == 0 ? "root, \(rawValue)" : rawValue }

    var sandbox: Sandbox { sandbox(limits: SandboxLimits()) }

    func sandbox(limits: SandboxLimits) -> Sandbox {
        Sandbox(mode: .required, account: self == .ordinary ? .own : .suitable, limits: limits)
    }

    /// Runs a script as `Sandbox.run` would, from the account of this setup.
    func run(
        _ script: String, in place: ScratchPlace, timeout: Duration = .seconds(30), limits: SandboxLimits = .init(),
        environment: [String: String] = [:], onOutput: (@Sendable (ArraySlice<UInt8>) -> Void)? = nil
    ) async throws -> SubprocessResult {
        try await Subprocess.run(request(script, in: place, timeout: timeout, limits: limits, environment: environment))
        {
            onOutput?($1)
        }
    }

    func request(
        _ script: String, in place: ScratchPlace, timeout: Duration = .seconds(30), limits: SandboxLimits = .init(),
        environment: [String: String] = [:]
    ) -> SubprocessRequest {
        var request = sandbox(limits: limits).request(
            SandboxedScript(
                script, environment: environment, folder: place.folder, access: [.work, .output], timeout: timeout))
        guard self == .ordinary, geteuid() == 0 else { return request }
        request.arguments =
            [
                "--reuid", "\(Self.ordinaryNumber)", "--regid", "\(Self.ordinaryNumber)", "--clear-groups",
                "--pdeathsig", "KILL", "--", request.executable,
            ] + request.arguments
        request.executable = "/usr/bin/setpriv"
        return request
    }
}
