/// A file or folder of this machine that a sandbox sees.
package struct SandboxMount: Hashable, Sendable {
    /// Absolute, on this machine.
    package let source: String
    /// Absolute, inside.
    package let target: String
    package let isWritable: Bool

    package init(source: String, target: String, isWritable: Bool = false) {
        self.source = source
        self.target = target
        self.isWritable = isWritable
    }
}
