import Glibc

/// The environment of this process, read once at start.
enum ProcessEnvironment {
    static func read() -> [String: String] {
        var values: [String: String] = [:]
        // SAFETY: nothing in this process changes its environment.
        guard var entry = clinuxEnvironment() else { return values }
        while let pointer = entry.pointee {
            let pair = String(cString: pointer)
            if let equals = pair.firstIndex(of: "=") {
                values[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        return values
    }

    private static func clinuxEnvironment() -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? { environ }
}
