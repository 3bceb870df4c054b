/// What a planning model is shown of the repository besides its files' names.
package struct RepositoryExcerpt: Hashable, Sendable {
    package let path: String
    package let text: String

    /// Files shown at most.
    private static let fileLimit = 24
    /// Bytes of one file; a larger one is not read.
    package static let byteLimit = 12 << 10
    /// Bytes of all together.
    private static let totalLimit = 40 << 10

    private static let manifests: Set<Substring> = [
        "Makefile", "CMakeLists.txt", "Package.swift", "package.json", "pyproject.toml", "setup.py", "setup.cfg",
        "Cargo.toml",
        "go.mod", "pom.xml", "build.gradle", "Gemfile", "composer.json",
    ]
    /// Endings of files that hold nothing to plan from.
    private static let opaque: Set<String> = [
        "png", "jpg", "jpeg", "gif", "ico", "webp", "svg", "pdf", "zip", "gz", "xz", "tar", "jar", "woff", "woff2",
        "ttf",
        "mp3", "mp4", "lock", "sum", "min.js", "map", "csv", "ipynb",
    ]

    /// The files worth reading, none of them hidden, the most telling first: the readme, how it is built, then from the root downwards.
    package static func candidates(among files: [String]) -> [String] {
        let ranked = files.compactMap { path -> (rank: Int, depth: Int, path: String)? in
            let parts = path.split(separator: "/")
            guard let name = parts.last, !PlanLimits.hasControl(path, allowing: []),
                !parts.contains(where: { $0.hasPrefix(".") })
            else { return nil }
            let pieces = name.split(separator: ".")
            // `min.js` counts as an ending of its own.
            let endings = [pieces.dropFirst().joined(separator: "."), pieces.dropFirst().last.map(String.init) ?? ""]
            if endings.contains(where: opaque.contains) { return nil }
            let isRoot = parts.count == 1
            let rank = isRoot && name.lowercased().hasPrefix("readme") ? 0 : manifests.contains(name) ? 1 : 2
            return (rank, parts.count, path)
        }
        let sorted = ranked.sorted { ($0.rank, $0.depth, $0.path) < ($1.rank, $1.depth, $1.path) }
        return sorted.prefix(2 * fileLimit).map { $0.path }
    }

    /// The excerpts of the candidates that are text, as many as fit.
    ///
    /// - Parameter read: a file's bytes; nil where it is larger than `byteLimit` or no file.
    package static func read(
        _ files: [String], with read: (String) async throws -> [UInt8]?
    ) async rethrows -> [RepositoryExcerpt] {
        var excerpts: [RepositoryExcerpt] = []
        var total = 0
        for path in candidates(among: files) {
            guard excerpts.count < fileLimit else { break }
            guard let bytes = try await read(path), !bytes.isEmpty, total + bytes.count <= totalLimit,
                let text = String(validating: bytes, as: UTF8.self),
                !PlanLimits.hasControl(text, allowing: ["\n", "\t", "\r", "\u{FEFF}"])
            else { continue }
            total += bytes.count
            excerpts.append(RepositoryExcerpt(path: path, text: text))
        }
        return excerpts
    }

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
