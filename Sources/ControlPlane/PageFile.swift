import Crypto

/// One file of the page.
struct PageFile: Sendable {
    let path: String
    let mediaType: String
    let bytes: [UInt8]
    /// Strong entity tag: the file's hash.
    let tag: String

    private init(_ path: String, _ mediaType: String, _ bytes: [UInt8]) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        tag = "\"\(SHA256.hex(bytes).prefix(16))\""
    }

    static let all = [
        PageFile("/", "text/html; charset=utf-8", PackageResources.index_html),
        PageFile("/page.css", "text/css; charset=utf-8", PackageResources.page_css),
        PageFile("/page.js", "text/javascript; charset=utf-8", PackageResources.page_js),
    ]
}
