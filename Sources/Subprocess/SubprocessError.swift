import Glibc

/// Why a program could not be started.
package enum SubprocessError: Error, Hashable, Sendable {
    /// The executable is no absolute path, or a text holds a zero byte.
    case invalidRequest(String)
    /// The program itself: missing, not executable, not for this machine.
    case program(path: String, code: Int32)
    /// The working directory.
    case directory(path: String, code: Int32)
    /// Processes, descriptors or memory ran out.
    case resources(code: Int32)
}

extension SubprocessError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidRequest(let reason): "cannot start a program: \(reason)"
        case .program(let path, let code): "cannot start \(path): \(text(of: code))"
        case .directory(let path, let code): "cannot work in \(path): \(text(of: code))"
        case .resources(let code): "cannot start another process: \(text(of: code))"
        }
    }

    private func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
