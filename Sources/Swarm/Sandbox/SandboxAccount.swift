import Glibc

/// The account of this machine whose rights a sandboxed process has; inside it is always user 1000.
package enum SandboxAccount: Hashable, Sendable {
    /// That of Waggle itself.
    case own
    /// This user and group, which own nothing else. Only root can start such a sandbox.
    ///
    /// A process that is root to the kernel may write some files of `/proc/sys` without any capability, and no limit on
    /// the number of processes binds it; so root never runs a sandbox as itself where it can be helped.
    case separate(UInt32)

    /// Outside Debian's ranges for people, system services and systemd's dynamic users.
    package static let separateNumber: UInt32 = 64_717

    /// What fits the account of this process.
    package static var suitable: SandboxAccount { geteuid() == 0 ? .separate(separateNumber) : .own }
}
