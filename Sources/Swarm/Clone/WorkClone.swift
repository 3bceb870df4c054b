package import Git
package import Subprocess

/// A clone of a swarm's repository at a pinned base, in which untrusted scripts run.
///
/// It is made, used and bundled inside the sandbox; the host never runs git in it, nor anything else of it.
package struct WorkClone: Sendable {
    /// The result of a piece of work.
    package struct Result: Hashable, Sendable {
        /// The last commit.
        package let tip: CommitID
        /// Bytes of the bundle of `base..tip` at `WorkClone.bundlePath`.
        package let bundleSize: Int
    }

    private static let gitTimeout = Duration.seconds(300)

    package let sandbox: Sandbox
    package let folder: WorkFolder
    package let base: CommitID

    /// Where `collect` leaves the bundle: beside the clone, out of the sandbox's sight.
    package var bundlePath: String { folder.root + "/result.bundle" }

    /// Makes a clone at `base` on the branch `branch`; throws `SwarmError` and leaves nothing behind then.
    ///
    /// `parent` is a folder of ours, `name` one path component. `bundle` is a file with the commits up to `base` that
    /// the mirror does not have.
    package static func prepare(
        in parent: String, name: String, mirror: String, base: CommitID, branch: BranchName, bundle: String? = nil,
        sandbox: Sandbox
    ) async throws -> WorkClone {
        let folder = try WorkFolder.make(
            in: parent, name: name, mirror: mirror, bundle: bundle, account: sandbox.account)
        let clone = WorkClone(sandbox: sandbox, folder: folder, base: base)
        do {
            let result = try await sandbox.run(
                SandboxedScript(
                    prepareScript, environment: clone.variables(branch: branch), folder: folder,
                    access: bundle == nil ? [.work, .mirror] : [.work, .mirror, .bundle], timeout: gitTimeout))
            guard result.termination.isSuccess else { throw SwarmError.preparation(describe(result)) }
        } catch {
            try await folder.remove()
            throw error
        }
        return clone
    }

    /// Runs a script in the clone; what it prints goes to `onOutput` and, the last 64 KiB, into the result.
    package func run(
        _ script: String, environment: [String: String] = [:], timeout: Duration, outputLimit: Int = 64 << 10,
        onOutput: (@Sendable (ArraySlice<UInt8>) -> Void)? = nil
    ) async throws -> SubprocessResult {
        try await sandbox.run(
            SandboxedScript(
                script, environment: environment, folder: folder, access: [.work, .mirror], timeout: timeout,
                outputLimit: outputLimit),
            onOutput: onOutput)
    }

    /// Commits what is not committed and takes the commits since the base out as a bundle.
    ///
    /// Nil when nothing was changed. What comes out is a claim of the sandbox: `BareRepository.importBundle` judges it.
    /// Throws `SwarmError`.
    package func collect(signature: GitSignature, message: String, limit: Int) async throws -> Result? {
        var variables = variables(branch: nil)
        variables["WAGGLE_MESSAGE"] = message
        variables["GIT_AUTHOR_NAME"] = signature.name
        variables["GIT_AUTHOR_EMAIL"] = signature.email
        variables["GIT_AUTHOR_DATE"] = "\(signature.seconds) +0000"
        variables["GIT_COMMITTER_NAME"] = signature.name
        variables["GIT_COMMITTER_EMAIL"] = signature.email
        variables["GIT_COMMITTER_DATE"] = "\(signature.seconds) +0000"
        let result = try await sandbox.run(
            SandboxedScript(
                Self.collectScript, environment: variables, folder: folder, access: [.work, .mirror, .output],
                timeout: Self.gitTimeout))
        guard result.termination.isSuccess else { throw SwarmError.collection(Self.describe(result)) }
        guard let text = try ReceivedFile.text(folder.output + "/tip", limit: 64),
            let tip = CommitID(text.prefix(40))
        else { throw SwarmError.resultRefused("it names no commit") }
        guard tip != base else { return nil }
        guard let size = try ReceivedFile.take(folder.output + "/work.bundle", to: bundlePath, limit: limit) else {
            throw SwarmError.resultRefused("there is no bundle")
        }
        return Result(tip: tip, bundleSize: size)
    }

    /// Deletes the clone and the bundle.
    package func remove() async throws { try await folder.remove() }

    private func variables(branch: BranchName?) -> [String: String] {
        let paths = sandbox.paths(in: folder)
        return [
            "WAGGLE_WORK": paths.work, "WAGGLE_MIRROR": paths.mirror, "WAGGLE_OUTPUT": paths.output,
            "WAGGLE_BUNDLE": folder.bundle == nil ? "" : paths.bundle, "WAGGLE_BASE": base.text,
            "WAGGLE_BRANCH": branch?.text ?? "",
        ]
    }

    private static func describe(_ result: SubprocessResult) -> String {
        if result.timedOut { return "it took too long" }
        return "\(result.termination): \(String(decoding: result.output.suffix(600), as: UTF8.self))"
    }

    /// What tools leave beside the sources: never part of a result, unless the repository tracks something of that kind.
    private static let caches = [
        "__pycache__/", "*.py[co]", ".pytest_cache/", ".mypy_cache/", ".ruff_cache/", ".hypothesis/", ".nyc_output/",
        ".eslintcache", ".sass-cache/", ".DS_Store", "Thumbs.db",
    ]

    // The clone's own list of ignored files: `git add` and `git status` heed it in the work as well, what is tracked stays so,
    // and a `.gitignore` of the repository has the last word.
    private static let prepareScript = """
        git clone --quiet --shared --no-checkout --no-tags "$WAGGLE_MIRROR" "$WAGGLE_WORK"
        cd "$WAGGLE_WORK"
        [ -z "$WAGGLE_BUNDLE" ] || git bundle unbundle "$WAGGLE_BUNDLE" >/dev/null
        git checkout --quiet -B "$WAGGLE_BRANCH" "$WAGGLE_BASE"
        mkdir -p .git/info
        for cache in \(caches.map { "'\($0)'" }.joined(separator: " ")); do
            [ -n "$(git ls-files -- ":(glob)**/$cache" ":(glob)**/${cache%/}/**")" ] || echo "$cache" >> .git/info/exclude
        done
        """

    private static let collectScript = """
        cd "$WAGGLE_WORK"
        set -- -c core.hooksPath=/dev/null -c core.fsmonitor=false -c commit.gpgSign=false -c gc.auto=0
        git "$@" add --all
        git "$@" diff --cached --quiet HEAD -- || git "$@" commit --quiet --no-verify -m "$WAGGLE_MESSAGE"
        tip=$(git "$@" rev-parse --verify 'HEAD^{commit}')
        if [ "$tip" != "$WAGGLE_BASE" ]; then
            git "$@" update-ref refs/heads/waggle-result "$tip"
            git "$@" bundle create --quiet --version=2 "$WAGGLE_OUTPUT/work.bundle" \\
                refs/heads/waggle-result "^$WAGGLE_BASE"
        fi
        printf %s "$tip" > "$WAGGLE_OUTPUT/tip"
        """
}
