import Glibc

/// The folder of everything that is kept; its owner's alone.
enum DataFolder {
    /// Makes the folder and those it needs inside.
    static func prepare(_ path: String) throws {
        var partial = ""
        for part in path.split(separator: "/") {
            partial += "/\(part)"
            if mkdir(partial, 0o700) != 0, errno != EEXIST {
                throw ServeError("\(partial) cannot be made: \(String(cString: strerror(errno)))")
            }
        }
        for name in ["repositories", "bundles", "agents"] { mkdir("\(path)/\(name)", 0o700) }
    }

    /// Four hexadecimal digits that name this folder's control plane among those that share a database; kept in it.
    static func node(of path: String) throws -> String {
        let file = path + "/node"
        if let known = try? LocalFile.bytes(file, limit: 16) {
            let name = String(decoding: known.prefix { $0 > 32 }, as: UTF8.self)
            if name.count == 4, name.allSatisfy(\.isHexDigit) { return name }
        }
        let digits = String(UInt16.random(in: 0 ... .max), radix: 16)
        let name = String(repeating: "0", count: 4 - digits.count) + digits
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw ServeError("\(file) cannot be made: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard write(descriptor, name, 4) == 4 else { throw ServeError("\(file) cannot be written") }
        return name
    }
}
