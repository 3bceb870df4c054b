import Glibc

/// One step of ending a process: a signal to its whole group, then some time to obey.
///
/// After the last step the group is killed; an empty list kills it at once.
package struct TeardownStep: Hashable, Sendable {
    package let signal: Int32
    package let patience: Duration

    package init(signal: Int32, patience: Duration) {
        self.signal = signal
        self.patience = patience
    }
}

extension [TeardownStep] {
    /// SIGTERM, two seconds, SIGKILL.
    package static var standard: [TeardownStep] { [TeardownStep(signal: SIGTERM, patience: .seconds(2))] }
    /// SIGKILL at once.
    package static var immediate: [TeardownStep] { [] }
}
