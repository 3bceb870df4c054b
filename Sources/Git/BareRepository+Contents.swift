extension BareRepository {
    /// How the files of `tip` differ from those of `base`; throws `tooMuchOutput` beyond about 4 MiB of names.
    package func changes(from base: CommitID, to tip: CommitID) async throws -> [FileChange] {
        let options = ["-r", "-z", "--no-renames", "--no-textconv", "--no-ext-diff", base.text, tip.text]
        var kinds = command(["diff-tree", "--name-status"] + options)
        kinds.outputLimit = 4 << 20
        var counts = command(["diff-tree", "--numstat"] + options)
        counts.outputLimit = 4 << 20
        counts.timeout = .seconds(120)
        var lines: [String: (added: Int?, removed: Int?)] = [:]
        for field in try await counts.fields() {
            let parts = field.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            lines[String(parts[2])] = (Int(parts[0]), Int(parts[1]))
        }
        let fields = try await kinds.fields()
        return stride(from: 0, to: fields.count - 1, by: 2).map { index in
            let path = fields[index + 1]
            let kind: FileChange.Kind =
                switch fields[index] {
                case "A": .added
                case "D": .removed
                case "T": .typeChanged
                default: .modified
                }
            return FileChange(
                path: path, kind: kind, addedLines: lines[path]?.added, removedLines: lines[path]?.removed)
        }
    }

    /// The paths of a commit's files in order, at most `limit`.
    package func files(at commit: CommitID, limit: Int) async throws -> [String] {
        var list = command(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit.text])
        list.outputLimit = 32 << 20
        return Array(try await list.fields().prefix(limit))
    }

    /// The content of a file; nil where the commit has no such file, throws `tooMuchOutput` when it is over `limit` bytes.
    package func file(_ path: String, at commit: CommitID, limit: Int) async throws -> [UInt8]? {
        guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
        var read = command(["cat-file", "blob", "\(commit):\(path)"])
        read.outputLimit = limit
        let answer = try await read.run(accepting: [128])
        return answer.status == 0 ? answer.output : nil
    }

    /// The difference as a patch, cut off after `limit` bytes.
    package func patch(from base: CommitID, to tip: CommitID, limit: Int) async throws -> [UInt8] {
        var diff = command([
            "diff-tree", "-p", "-r", "--no-textconv", "--no-ext-diff", "--no-color", base.text, tip.text,
        ])
        diff.outputLimit = limit
        diff.allowsTruncation = true
        return try await diff.run().output
    }
}
