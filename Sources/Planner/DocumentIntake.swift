import Crypto
import Subprocess

/// Turns a file a person sent into the text of a PRD.
///
/// The content decides what a file is; what is not text, PDF or Word is refused with a sentence. PDF and Word go through
/// Debian's `pdftotext` and `unzip`, each with a time-out, limits on memory and output, and in a namespace of its own with
/// no network and no files but the system's.
package struct DocumentIntake: Sendable {
    /// Bytes a document may have.
    package static let inputLimit = 16 << 20
    /// Bytes of text a document may hold.
    package static let textLimit = 1 << 20
    /// Bytes of XML a Word document may unpack to.
    static let markupLimit = 16 << 20

    private let isSandboxed: Bool

    /// - Parameter isSandboxed: false only where the settings turned the sandbox off; the limits stay.
    package init(isSandboxed: Bool = true) { self.isSandboxed = isSandboxed }

    /// Reads a document; `name` and `mediaType` are what the sender said and are never trusted alone.
    ///
    /// - Throws: `PlanningError.document` with what to do, or `CancellationError`.
    package func read(_ bytes: [UInt8], name: String = "", mediaType: String? = nil) async throws -> IntakeDocument {
        guard bytes.count <= DocumentIntake.inputLimit else {
            throw PlanningError.document("The document is larger than 16 MB. Send a smaller one.")
        }
        let content = DocumentSniffer.content(of: bytes)
        if let conflict = DocumentSniffer.conflict(content, name: name, mediaType: mediaType) {
            throw PlanningError.document(conflict)
        }
        let text: String
        let format: IntakeDocument.Format
        switch content {
        case .refused(let sentence): throw PlanningError.document(sentence)
        case .text: (text, format) = (try DocumentIntake.decode(bytes), .text)
        case .pdf: (text, format) = (try await readPDF(bytes), .pdf)
        case .docx: (text, format) = (try await readWord(bytes), .docx)
        }
        guard text.utf8.count <= DocumentIntake.textLimit else {
            throw PlanningError.document("The document holds more than 1 MB of text. Split it into several PRDs.")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw PlanningError.document(
                format == .pdf
                    ? "The PDF holds no text, only pictures of pages perhaps. Send one with text in it, or Markdown."
                    : "The document is empty. \(DocumentSniffer.advice)")
        }
        return IntakeDocument(text: text, format: format, digest: SHA256.hex(bytes))
    }

    /// UTF-8, or UTF-16 with a byte order mark.
    static func decode(_ bytes: [UInt8]) throws(PlanningError) -> String {
        let text: String?
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            text = nil
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            text = decodeUTF16(bytes.dropFirst(2), isBigEndian: false)
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            text = decodeUTF16(bytes.dropFirst(2), isBigEndian: true)
        } else {
            let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
            text = String(validating: body, as: UTF8.self)
        }
        guard let text else {
            throw .document("The text is neither UTF-8 nor UTF-16. Save it as UTF-8 and send it again.")
        }
        guard !text.utf8.contains(0) else {
            throw .document("The text holds zero bytes, so it is no plain text. \(DocumentSniffer.advice)")
        }
        return MarkdownOutline.lines(of: text).joined(separator: "\n")
    }

    private static func decodeUTF16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return String(validating: units, as: UTF16.self)
    }

    private func readPDF(_ bytes: [UInt8]) async throws -> String {
        let arguments = ["/usr/bin/pdftotext", "-q", "-layout", "-nopgbrk", "-enc", "UTF-8", "-", "-"]
        let result = try await run(
            arguments, on: bytes, outputLimit: DocumentIntake.textLimit + 1, tool: "poppler-utils")
        if result.outputTruncated {
            throw PlanningError.document("The PDF holds more than 1 MB of text. Split it into several PRDs.")
        }
        guard result.termination.isSuccess, let text = String(validating: result.output, as: UTF8.self) else {
            throw PlanningError.document(
                "The PDF is damaged, protected by a password, or not readable. Save it anew without one, or send Markdown."
            )
        }
        return PDFText.markdown(text.filter { $0 != "\0" })
    }

    private func readWord(_ bytes: [UInt8]) async throws -> String {
        // unzip has to seek, so the document is laid down where only this child sees it; head ends it at the limit.
        let script = """
            set -e
            folder=$(mktemp -d)
            trap 'rm -rf "$folder"' EXIT
            cat > "$folder/document.zip"
            unzip -p "$folder/document.zip" word/document.xml | head -c \(DocumentIntake.markupLimit + 1)
            printf '\\0'
            unzip -p "$folder/document.zip" word/styles.xml | head -c \(DocumentIntake.markupLimit + 1)
            """
        let result = try await run(
            ["/bin/sh", "-c", script], on: bytes, outputLimit: 2 * DocumentIntake.markupLimit + 4, tool: "unzip")
        let parts = result.output.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard result.termination.isSuccess, parts.count == 2, !parts[0].isEmpty else {
            throw PlanningError.document("The Word document is damaged. Save it anew, or send it as Markdown.")
        }
        guard parts.allSatisfy({ $0.count <= DocumentIntake.markupLimit }) else {
            throw PlanningError.document("The Word document unpacks to more than 16 MB of text. Send a smaller one.")
        }
        return try WordDocument.markdown(document: parts[0], styles: parts[1])
    }

    private func run(
        _ arguments: [String], on bytes: [UInt8], outputLimit: Int, tool: String
    ) async throws -> SubprocessResult {
        let limits = ["/usr/bin/prlimit", "--as=\(1 << 30)", "--cpu=20", "--fsize=\(64 << 20)", "--core=0", "--"]
        let command = (isSandboxed ? DocumentIntake.sandbox : []) + limits + arguments
        let request = SubprocessRequest(
            executable: command[0], arguments: Array(command.dropFirst()),
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": "/tmp"], directory: "/tmp",
            input: bytes,
            outputLimit: outputLimit, timeout: .seconds(30))
        let result: SubprocessResult
        do {
            result = try await Subprocess.run(request)
        } catch let error as SubprocessError {
            throw PlanningError.document("The document cannot be converted on this machine: \(error).")
        }
        if result.timedOut {
            throw PlanningError.document("The document took longer than 30 seconds to read. Send it as Markdown.")
        }
        if result.termination == .exited(127) {
            throw PlanningError.document(
                "This machine cannot read such documents: the Debian package \(tool) is missing.")
        }
        if isSandboxed, result.errorText.hasPrefix("bwrap:") {
            throw PlanningError.document(
                "The sandbox for reading documents does not start on this machine (`waggle doctor` says why). Send Markdown."
            )
        }
        return result
    }

    static let sandbox = [
        "/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/usr", "/usr",
        "--symlink",
        "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--proc", "/proc",
        "--dev",
        "/dev", "--size", "\(64 << 20)", "--tmpfs", "/tmp", "--chdir", "/tmp", "--cap-drop", "ALL", "--",
    ]
}
