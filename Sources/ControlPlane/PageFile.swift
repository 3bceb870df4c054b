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

    private static func style(_ name: String, _ bytes: [UInt8]) -> PageFile {
        PageFile("/page/\(name).css", "text/css; charset=utf-8", bytes)
    }

    private static func script(_ name: String, _ bytes: [UInt8]) -> PageFile {
        PageFile("/page/\(name).js", "text/javascript; charset=utf-8", bytes)
    }

    static let all = [
        PageFile("/", "text/html; charset=utf-8", PackageResources.index_html),
        PageFile("/page/icon.svg", "image/svg+xml", PackageResources.icon_svg),
        PageFile("/page/example.md", "text/markdown; charset=utf-8", PackageResources.example_md),
        style("page", PackageResources.page_css),
        style("chat", PackageResources.chat_css),
        style("panel", PackageResources.panel_css),
        script("api", PackageResources.api_js),
        script("composer", PackageResources.composer_js),
        script("conversation", PackageResources.conversation_js),
        script("dom", PackageResources.dom_js),
        script("events", PackageResources.events_js),
        script("message", PackageResources.message_js),
        script("outbox", PackageResources.outbox_js),
        script("page", PackageResources.page_js),
        script("panel", PackageResources.panel_js),
        script("session", PackageResources.session_js),
        script("task", PackageResources.task_js),
        script("words", PackageResources.words_js),
    ]
}
