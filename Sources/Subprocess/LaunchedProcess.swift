internal import CLinux
import Glibc

/// A process that was just started, and our ends of its pipes.
///
/// Made on the children's thread.
struct LaunchedProcess {
    let pid: Int32
    let processDescriptor: Int32
    /// -1 where there is none.
    private(set) var input: Int32 = -1
    private(set) var output: Int32 = -1
    private(set) var error: Int32 = -1

    init(_ request: SubprocessRequest) throws {
        var theirs: [Int32] = []
        var ours: [Int32] = []
        defer { for descriptor in theirs { close(descriptor) } }
        do {
            if request.input.isEmpty {
                theirs.append(try Self.opened(open("/dev/null", O_RDONLY | O_CLOEXEC)))
            } else {
                let pipe = try Self.pipe()
                theirs.append(pipe.reading)
                ours.append(pipe.writing)
                input = pipe.writing
            }
            let outputPipe = try Self.pipe()
            theirs.append(outputPipe.writing)
            ours.append(outputPipe.reading)
            output = outputPipe.reading
            var child = theirs
            switch request.errorDestination {
            case .separate:
                let errorPipe = try Self.pipe()
                theirs.append(errorPipe.writing)
                child.append(errorPipe.writing)
                ours.append(errorPipe.reading)
                error = errorPipe.reading
            case .output: child.append(outputPipe.writing)
            case .inherited: child.append(STDERR_FILENO)
            }
            for item in request.inherited {
                switch item {
                case .descriptor(let descriptor): child.append(descriptor)
                case .bytes(let bytes):
                    let file = try Self.memoryFile(bytes)
                    theirs.append(file)
                    child.append(file)
                }
            }
            for descriptor in ours {
                _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            }
            (pid, processDescriptor) = try Self.spawn(request, descriptors: child)
        } catch {
            for descriptor in ours { close(descriptor) }
            throw error
        }
    }

    private static func spawn(
        _ request: SubprocessRequest, descriptors: [Int32]
    ) throws -> (pid: Int32, processDescriptor: Int32) {
        let arguments = ([request.executable] + request.arguments).map { strdup($0) } + [nil]
        let environment = request.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        let executable = strdup(request.executable)
        let directory = request.directory.flatMap { strdup($0) }
        defer { for text in arguments + environment + [executable, directory] { free(text) } }
        guard let executable else { throw SubprocessError.resources(code: ENOMEM) }
        var (pid, descriptor, step): (Int32, Int32, Int32) = (0, -1, 0)
        let code = arguments.withUnsafeBufferPointer { arguments in
            environment.withUnsafeBufferPointer { environment in
                descriptors.withUnsafeBufferPointer { descriptors -> Int32 in
                    guard let first = arguments.baseAddress, let variables = environment.baseAddress,
                        let table = descriptors.baseAddress
                    else { return EINVAL }
                    var native = clinux_spawn_request(
                        executable: executable, arguments: first, environment: variables, directory: directory,
                        descriptors: table, descriptor_count: Int32(descriptors.count),
                        death_signal: request.diesWithParent ? SIGKILL : 0)
                    return clinux_spawn(&native, &pid, &descriptor, &step)
                }
            }
        }
        guard code != 0 else { return (pid, descriptor) }
        switch step {
        case 2: throw SubprocessError.directory(path: request.directory ?? "", code: code)
        case 3: throw SubprocessError.program(path: request.executable, code: code)
        default: throw SubprocessError.resources(code: code)
        }
    }

    private static func opened(_ descriptor: Int32) throws -> Int32 {
        guard descriptor >= 0 else { throw SubprocessError.resources(code: errno) }
        return descriptor
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: (reading: Int32, writing: Int32) = (-1, -1)
        let code = clinux_pipe(&ends.reading, &ends.writing)
        guard code == 0 else { throw SubprocessError.resources(code: code) }
        return ends
    }

    private static func memoryFile(_ bytes: [UInt8]) throws -> Int32 {
        let file = try opened(clinux_memory_file("input"))
        var sent = 0
        while sent < bytes.count {
            let written = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let code = errno
                close(file)
                throw SubprocessError.resources(code: code)
            }
            sent += written
        }
        lseek(file, 0, SEEK_SET)
        return file
    }
}
