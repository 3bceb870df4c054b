import CSodium

/// The library's start, which every use goes through.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// Starts libsodium once; it fails only where the system gives no randomness at all.
    static func start() {
        precondition(isReady, "libsodium cannot start: the system has no source of randomness")
    }

    /// Gives `body` the bytes as one piece of memory, never a null pointer.
    static func withBytes<Bytes: Collection, Result>(
        _ bytes: Bytes, _ body: (UnsafePointer<UInt8>, Int) -> Result
    ) -> Result where Bytes.Element == UInt8 {
        func call(_ buffer: UnsafeBufferPointer<UInt8>) -> Result {
            guard let start = buffer.baseAddress else {
                var nothing: UInt8 = 0
                return body(&nothing, 0)
            }
            return body(start, buffer.count)
        }
        return bytes.withContiguousStorageIfAvailable(call) ?? [UInt8](bytes).withUnsafeBufferPointer(call)
    }

    /// The text of `length` ASCII characters that `fill` writes into a buffer with room for a final NUL.
    static func text(length: Int, _ fill: (UnsafeMutablePointer<CChar>, Int) -> Void) -> String {
        var characters = [CChar](repeating: 0, count: length + 1)
        fill(&characters, length + 1)
        return characters.withUnsafeBytes { String(decoding: $0.prefix(length), as: UTF8.self) }
    }
}
