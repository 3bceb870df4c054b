import Glibc

/// Reads a descriptor line by line in constant memory; its thread may block, for nothing else runs in the process.
struct LineReader {
    private let descriptor: Int32
    private let limit: Int
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var isAtEnd = false

    /// What a line turned out to be.
    enum Line: Equatable {
        case text(String)
        /// Longer than the limit; read to its end and dropped.
        case tooLong
    }

    init(descriptor: Int32 = STDIN_FILENO, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
        buffer = [UInt8](repeating: 0, count: 64 << 10)
    }

    /// The next line without its line feed; nil at the end of the input.
    mutating func next() -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        while true {
            if start == end, !fill() {
                if isTooLong { return .tooLong }
                return line.isEmpty ? nil : .text(String(decoding: line, as: UTF8.self))
            }
            let feed = buffer[start..<end].firstIndex(of: 10)
            let piece = buffer[start..<(feed ?? end)]
            if line.count + piece.count > limit { isTooLong = true }
            if feed != nil, !isTooLong, line.isEmpty {
                start += piece.count + 1
                return .text(String(decoding: piece, as: UTF8.self))
            }
            if isTooLong { line.removeAll() } else { line += piece }
            start += piece.count
            if feed != nil {
                start += 1
                return isTooLong ? .tooLong : .text(String(decoding: line, as: UTF8.self))
            }
        }
    }

    private mutating func fill() -> Bool {
        guard !isAtEnd else { return false }
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            isAtEnd = count <= 0
            (start, end) = (0, max(0, count))
            return count > 0
        }
    }
}
