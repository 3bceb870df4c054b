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
}
