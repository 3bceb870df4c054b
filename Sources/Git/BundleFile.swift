import Glibc

/// The head of a bundle file, read by us before git sees the file.
///
/// Format: gitformat-bundle(5), version 2: a signature line, `-<commit> <comment>` for each commit the reader must
/// already have, `<object> <ref>` for each tip, an empty line, a pack.
struct BundleFile {
    static let headerLimit = 64 << 10
    private static let signature = "# v2 git bundle\n"

    let size: Int
    let prerequisites: [CommitID]
    let tips: [CommitID]

    /// Reads a regular file of at most `limit` bytes; a symbolic link, a pipe or a folder is refused.
    init(path: String, limit: Int) throws(GitError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw .bundleRefused("it is a symbolic link") }
            throw .file(path: path, code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .bundleRefused("it is no regular file") }
        guard status.st_size <= limit else { throw .bundleRefused("it is larger than \(limit) bytes") }
        size = Int(status.st_size)
        var head = [UInt8](repeating: 0, count: Self.headerLimit)
        var filled = 0
        while filled < head.count {
            let received = head.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { break }
            filled += received
        }
        (prerequisites, tips) = try Self.parse(head[..<filled])
    }

    static func parse(_ head: ArraySlice<UInt8>) throws(GitError) -> (prerequisites: [CommitID], tips: [CommitID]) {
        guard head.starts(with: signature.utf8) else { throw .bundleRefused("it is no version 2 bundle") }
        var (prerequisites, tips): ([CommitID], [CommitID]) = ([], [])
        var rest = head.dropFirst(signature.utf8.count)
        while let end = rest.firstIndex(of: 10) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { return (prerequisites, tips) }
            let isPrerequisite = line.first == UInt8(ascii: "-")
            let body = isPrerequisite ? line.dropFirst() : line
            let ends = body.count == 40 || body.dropFirst(40).first == UInt8(ascii: " ")
            guard ends, let commit = CommitID(String(decoding: body.prefix(40), as: UTF8.self)) else {
                throw .bundleRefused("its header is malformed")
            }
            if isPrerequisite { prerequisites.append(commit) } else { tips.append(commit) }
        }
        throw .bundleRefused("its header does not end")
    }
}
