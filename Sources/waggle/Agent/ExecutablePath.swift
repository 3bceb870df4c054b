import Glibc

/// Where this executable is installed, and how a process begins anew with what is installed there.
enum ExecutablePath {
    /// Absolute; nil where `/proc` does not tell.
    static func read() -> String? {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Runs the executable at `path` in this process' place, with the same arguments and environment.
    ///
    /// It only returns where that fails, with the reason.
    static func replaceProcess(_ path: String?) -> String {
        guard let path else { return "the path of the executable is not known" }
        var arguments: [UnsafeMutablePointer<CChar>?] = Swift.CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv(path, &arguments)
        let reason = String(cString: strerror(errno))
        for argument in arguments { free(argument) }
        return reason
    }
}
