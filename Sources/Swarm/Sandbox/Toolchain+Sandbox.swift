import Glibc
import Subprocess

extension Toolchain {
    /// Looks into a sandbox with a folder of its own below `parent`, which has to exist; nil where it does not start.
    package static func inside(_ sandbox: Sandbox, parent: String) async throws(CancellationError) -> Toolchain? {
        do {
            let folder = try WorkFolder.make(
                in: parent, name: "toolchain-\(getpid())", mirror: parent, account: sandbox.account)
            let result: String?
            do {
                let ran = try await sandbox.run(
                    SandboxedScript(script, folder: folder, access: [.work], timeout: .seconds(30)))
                result = ran.termination.isSuccess ? ran.outputText : nil
            } catch {
                try await folder.remove()
                throw error
            }
            try await folder.remove()
            return result.map { Toolchain(printed: $0) }
        } catch let error as CancellationError {
            throw error
        } catch { return nil }
    }
}
