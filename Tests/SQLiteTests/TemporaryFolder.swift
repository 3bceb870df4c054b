import Glibc

/// A fresh folder that is removed with everything in it at the end of `body`.
struct TemporaryFolder {
    let path: String

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

func withFolder<T>(_ body: (TemporaryFolder) async throws -> T) async throws -> T {
    var template = Array("/tmp/waggle-sqlite-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FolderError(code: errno) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        if let entries = opendir(path) {
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink("\(path)/\(name)")
            }
            closedir(entries)
        }
        rmdir(path)
    }
    return try await body(TemporaryFolder(path: path))
}

struct FolderError: Error { let code: Int32 }
