/// What one sandbox may use of the machine.
package struct SandboxLimits: Hashable, Sendable {
    /// Open files of one process.
    package var openFiles: Int
    /// Processes and threads of the whole sandbox; not applied where the sandbox is off.
    package var processes: Int
    /// The largest file, bytes.
    package var fileSize: Int
    /// Each of the home folder, `/tmp` and `/dev/shm`, bytes; they live in memory.
    package var scratchSize: Int
    /// Processor seconds of one process; nil for no limit but the time-out.
    package var processorSeconds: Int?

    package init(
        openFiles: Int = 4_096, processes: Int = 2_048, fileSize: Int = 4 << 30, scratchSize: Int = 2 << 30,
        processorSeconds: Int? = nil
    ) {
        self.openFiles = openFiles
        self.processes = processes
        self.fileSize = fileSize
        self.scratchSize = scratchSize
        self.processorSeconds = processorSeconds
    }
}
