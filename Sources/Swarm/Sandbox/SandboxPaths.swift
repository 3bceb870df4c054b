/// Where a script finds its folders.
package struct SandboxPaths: Hashable, Sendable {
    /// The clone, and the script's working directory.
    package let work: String
    /// The swarm's bare repository, read-only.
    package let mirror: String
    /// Where results are left for the host.
    package let output: String
    /// A bundle with commits the mirror does not have.
    package let bundle: String
    package let home: String
    package let temporary: String

    /// The same in every sandbox.
    package static let inside = SandboxPaths(
        work: "/work", mirror: "/mirror.git", output: "/out", bundle: "/in/work.bundle", home: "/home/agent",
        temporary: "/tmp")
}
