import Subprocess

/// Deletes folders that hold what a stranger made: read-only folders, links to anywhere.
package enum FolderRemoval {
    /// Deletes a folder and all in it, without following a link and without leaving its file system.
    ///
    /// No error when it does not exist. `path` itself is ours: absolute, and no link.
    package static func remove(_ path: String) async throws {
        // A task of its own: what a cancelled task leaves behind has to go as well.
        try await Task { try await removeNow(path) }.value
    }

    private static func removeNow(_ path: String) async throws {
        // rm alone cannot empty a folder without write permission, unless it is root; chmod -R follows no link below.
        for (program, arguments) in [
            ("/bin/rm", ["-rf", "--one-file-system", "--", path]),
            ("/bin/chmod", ["-R", "u+rwX", "--", path]),
            ("/bin/rm", ["-rf", "--one-file-system", "--", path]),
        ] {
            let result = try await Subprocess.run(
                SubprocessRequest(
                    executable: program, arguments: arguments, environment: ["LC_ALL": "C"], directory: "/",
                    outputLimit: 4_096, timeout: .seconds(300)))
            if program == "/bin/rm", result.termination.isSuccess { return }
        }
        throw GitError.failed(command: "rm", detail: "\(path) could not be removed")
    }
}
