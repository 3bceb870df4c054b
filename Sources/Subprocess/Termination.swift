/// How a process ended.
package enum Termination: Hashable, Sendable {
    /// It returned or called exit with this status, 0…255.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    package var isSuccess: Bool { self == .exited(0) }

    // The wait status of Linux: the low seven bits name a signal, else the next byte is the exit status.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
    }
}

extension Termination: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signalled(let number): "signal \(number)"
        }
    }
}
