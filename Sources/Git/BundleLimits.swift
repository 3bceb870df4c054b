/// How much work a bundle may bring.
package struct BundleLimits: Hashable, Sendable {
    /// Of the bundle file, bytes.
    package var fileSize: Int
    /// Commits, trees and files that are new.
    package var objectCount: Int
    /// The largest new file, uncompressed, bytes.
    package var objectSize: Int
    /// All new objects together, uncompressed, bytes.
    package var totalSize: Int

    package init(
        fileSize: Int = 256 << 20, objectCount: Int = 100_000, objectSize: Int = 100 << 20, totalSize: Int = 1 << 30
    ) {
        self.fileSize = fileSize
        self.objectCount = objectCount
        self.objectSize = objectSize
        self.totalSize = totalSize
    }
}
