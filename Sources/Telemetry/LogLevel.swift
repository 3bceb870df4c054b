/// How much a log line matters; the same seven levels as swift-log.
///
/// `trace` and `debug` are for the one who changes the code, `info` and `notice` for the one who runs it, `warning` for
/// what mends itself, `error` for what failed for somebody, `critical` for what needs a person now.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case trace, debug, info, notice, warning, error, critical

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
