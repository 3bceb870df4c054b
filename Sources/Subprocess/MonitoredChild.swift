internal import CLinux
import Glibc

/// What the children's thread knows of one child; everything but `init` belongs to that thread alone.
final class MonitoredChild: @unchecked Sendable {  // made by the caller, posted once, then used by one thread only
    struct Pipe {
        var descriptor: Int32
        let source: OutputSource
        var isPaused = false
    }

    private enum Phase {
        case running
        /// The steps that are left; the deadline is when the next one is due.
        case ending(remaining: ArraySlice<TeardownStep>)
        case killed
        /// The leader is reaped, its group is killed but may not be gone; until when that is waited for.
        case lingering(until: ContinuousClock.Instant)
    }

    let request: SubprocessRequest
    private let stream: ChildOutput.Buffer?
    private let onOutput: (@Sendable (OutputSource, ArraySlice<UInt8>) -> Void)?
    private let onStart: @Sendable (sending Result<ChildProcess, any Error>) -> Void

    private var handle: ChildProcess?
    private var pid: Int32 = 0
    private(set) var processDescriptor: Int32 = -1
    private(set) var pipes: [Pipe] = []
    private(set) var inputDescriptor: Int32 = -1
    private var inputSent = 0
    private var output: OutputCollector
    private var error: OutputCollector
    private var phase = Phase.running
    private static let survivorLimit = 128
    /// Descendants of the leader when the group was killed; the child has not ended before they have.
    private(set) var survivors: [Int32] = []
    private var result: SubprocessResult?
    private var timedOut = false
    private var startedAt = ContinuousClock.now
    private(set) var deadline: ContinuousClock.Instant?

    init(
        request: SubprocessRequest, stream: ChildOutput.Buffer?,
        onOutput: (@Sendable (OutputSource, ArraySlice<UInt8>) -> Void)?,
        onStart: @escaping @Sendable (sending Result<ChildProcess, any Error>) -> Void
    ) {
        self.request = request
        self.stream = stream
        self.onOutput = onOutput
        self.onStart = onStart
        output = OutputCollector(limit: request.outputLimit, keepsTail: request.keepsTail)
        error = OutputCollector(limit: request.outputLimit, keepsTail: request.keepsTail)
    }

    var isRunning: Bool { handle != nil }

    /// Starts the process and tells the caller; false when it could not be started.
    func start(now: ContinuousClock.Instant) -> Bool {
        do {
            let started = try LaunchedProcess(request)
            (pid, processDescriptor) = (started.pid, started.processDescriptor)
            inputDescriptor = started.input
            pipes = [Pipe(descriptor: started.output, source: .output)]
            if started.error >= 0 { pipes.append(Pipe(descriptor: started.error, source: .error)) }
            startedAt = now
            deadline = request.timeout.map { now + $0 }
            let handle = ChildProcess(pid: pid, record: self, stream: stream)
            self.handle = handle
            onStart(.success(handle))
            return true
        } catch {
            onStart(.failure(error))
            return false
        }
    }

    // MARK: Ending

    func deadlinePassed(now: ContinuousClock.Instant) {
        guard let deadline, deadline <= now else { return }
        switch phase {
        case .running:
            timedOut = true
            advance(request.teardown[...], now: now)
        case .ending(let remaining): advance(remaining, now: now)
        case .killed: self.deadline = nil
        case .lingering: finishIfGone(now: now)
        }
    }

    func terminate(now: ContinuousClock.Instant) {
        if case .running = phase, processDescriptor >= 0 { advance(request.teardown[...], now: now) }
    }

    private func advance(_ steps: ArraySlice<TeardownStep>, now: ContinuousClock.Instant) {
        if let step = steps.first {
            kill(-pid, step.signal)
            phase = .ending(remaining: steps.dropFirst())
            deadline = now + step.patience
        } else {
            // A killed leader does not wait for its own children (bubblewrap's namespace among them), so we do; a stopped
            // one starts no more of them while they are listed.
            if processDescriptor >= 0 {
                kill(-pid, SIGSTOP)
                survivors = Self.openDescendants(of: pid)
            }
            kill(-pid, SIGKILL)
            for descriptor in survivors { _ = clinux_signal_process(descriptor, SIGKILL) }
            phase = .killed
            deadline = nil
        }
    }

    /// Descriptors of the descendants, nearest first: the namespaces of a sandbox are near.
    private static func openDescendants(of leader: Int32) -> [Int32] {
        var found: [Int32] = []
        var parents = [leader]
        while !parents.isEmpty, found.count < survivorLimit {
            let children = parents.flatMap(childIDs)
            for child in children.prefix(survivorLimit - found.count) {
                let descriptor = clinux_open_process(child)
                if descriptor >= 0 { found.append(descriptor) }
            }
            parents = children
        }
        return found
    }

    private static func childIDs(of parent: Int32) -> [Int32] {
        let list = open("/proc/\(parent)/task/\(parent)/children", O_RDONLY | O_CLOEXEC)
        guard list >= 0 else { return [] }
        defer { close(list) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(list, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ").compactMap {
            Int32($0)
        }
    }

    func survivorEnded(_ descriptor: Int32, now: ContinuousClock.Instant) {
        survivors.removeAll { $0 == descriptor }
        close(descriptor)
        finishIfGone(now: now)
    }

    private func finishIfGone(now: ContinuousClock.Instant) {
        guard let result, survivors.isEmpty, case .lingering(let end) = phase else { return }
        if kill(-pid, 0) == 0, now < end {
            deadline = now + .milliseconds(2)
            return
        }
        deadline = nil
        self.result = nil
        handle?.finish(result)
        handle = nil
    }

    /// Reaps the child whose pidfd became readable and hands the result over.
    func reap(now: ContinuousClock.Instant) {
        // The unreaped leader keeps the group's number from being given to others.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // What a descendant outside the group would still write is not waited for.
        for index in pipes.indices where pipes[index].descriptor >= 0 {
            pipes[index].isPaused = false
            while read(from: index, obeysPause: false) {}
            closePipe(index)
        }
        closeInput()
        close(processDescriptor)
        processDescriptor = -1
        // A killed process that init does not reap stays a member of the group, so this wait has an end.
        phase = .lingering(until: now + .milliseconds(200))
        stream?.end()
        result = SubprocessResult(
            termination: Termination(waitStatus: status), output: output.bytes, error: error.bytes,
            outputTruncated: output.isTruncated, errorTruncated: error.isTruncated, timedOut: timedOut,
            duration: now - startedAt)
        finishIfGone(now: now)
    }

    // MARK: Pipes

    func resumeReading() {
        for index in pipes.indices { pipes[index].isPaused = false }
    }

    /// Reads once; false when nothing was there, or the pipe ended or is paused.
    @discardableResult
    func read(from index: Int, obeysPause: Bool = true) -> Bool {
        let (descriptor, source) = (pipes[index].descriptor, pipes[index].source)
        guard descriptor >= 0 else { return false }
        var received = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            received = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            count = max(0, received)
        }
        guard received > 0 else {
            if received == 0 || (errno != EAGAIN && errno != EINTR) { closePipe(index) }
            return false
        }
        if let stream, source == .output {
            let goesOn = stream.append(chunk[...])
            pipes[index].isPaused = obeysPause && !goesOn
        } else {
            source == .output ? output.append(chunk) : error.append(chunk)
            onOutput?(source, chunk[...])
        }
        return true
    }

    func closePipe(_ index: Int) {
        guard pipes[index].descriptor >= 0 else { return }
        close(pipes[index].descriptor)
        pipes[index].descriptor = -1
    }

    /// Writes what the pipe takes and closes it at the end, or when the child does not read.
    func writeInput() {
        while inputSent < request.input.count {
            let written = request.input.withUnsafeBytes {
                Glibc.write(inputDescriptor, $0.baseAddress.map { $0 + inputSent }, $0.count - inputSent)
            }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EAGAIN { return }
            if written <= 0 { break }
            inputSent += written
        }
        closeInput()
    }

    private func closeInput() {
        if inputDescriptor >= 0 { close(inputDescriptor) }
        inputDescriptor = -1
    }
}
