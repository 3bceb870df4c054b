internal import CPCRE2
import Threading

/// A regular expression of PCRE2, compiled once and used from any thread.
///
/// Subjects are bytes; with `Options.unicode` they have to be valid UTF-8, which a Swift string always is.
/// Every match runs under the limits given at compile time: a hostile subject costs an error, never a hang. Machine code is
/// made at the first match, because it takes longer than all else and most of the memory, and of many patterns few are met.
package final class Pattern: @unchecked Sendable {  // code and context are only read once `machineCode` was made
    package struct Options: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let caseInsensitive = Options(rawValue: PCRE2_CASELESS)
        /// `.` matches a line break as well.
        package static let dotMatchesLineBreaks = Options(rawValue: PCRE2_DOTALL)
        /// `^` and `$` match at line breaks.
        package static let multiline = Options(rawValue: PCRE2_MULTILINE)
        /// The match has to begin at the subject's first byte and end at its last.
        package static let wholeSubject = Options(rawValue: PCRE2_ANCHORED | PCRE2_ENDANCHORED)
        /// Code points instead of bytes, with Unicode's classes for `\w`, `\d` and case.
        package static let unicode = Options(rawValue: PCRE2_UTF | PCRE2_UCP)
    }

    /// What one match may use; `match` counts backtracking steps, `depth` nesting, `heap` kibibytes.
    ///
    /// The JIT obeys `match` and its fixed stack of 32 KiB; the other two hold where the interpreter runs.
    package struct Limits: Sendable {
        package var match: UInt32
        package var depth: UInt32
        package var heap: UInt32

        package init(match: UInt32 = 100_000, depth: UInt32 = 1_000, heap: UInt32 = 1_024) {
            self.match = match
            self.depth = depth
            self.heap = heap
        }
    }

    /// The number of capture groups, the whole match not counted.
    package let groupCount: Int
    /// The named groups with their numbers, by number.
    package let groupNames: [(name: String, number: Int)]
    /// False where this build of the library has no just-in-time compiler; then patterns are interpreted.
    package var isJustInTime: Bool { makeMachineCode() }

    /// Nil before the first match.
    private let machineCode = Lock<Bool?>(nil)
    private let code: OpaquePointer
    private let context: OpaquePointer

    /// Compiles the expression.
    ///
    /// - Throws: `PatternError.syntax` with the library's message and the byte offset, or `.outOfMemory`.
    package init(_ expression: String, _ options: Options = [], limits: Limits = Limits()) throws(PatternError) {
        var failure: Int32 = 0
        var offset = 0
        let bytes = Array(expression.utf8)
        guard
            let code = bytes.withUnsafeBufferPointer({
                pcre2_compile_8(
                    $0.baseAddress, $0.count, options.rawValue | PCRE2_NEVER_BACKSLASH_C, &failure, &offset, nil)
            })
        else { throw .syntax(Self.message(failure), offset: offset) }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_code_free_8(code)
            throw .outOfMemory
        }
        pcre2_set_match_limit_8(context, limits.match)
        pcre2_set_depth_limit_8(context, limits.depth)
        pcre2_set_heap_limit_8(context, limits.heap)
        self.code = code
        self.context = context
        var groups: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        groupCount = Int(groups)
        groupNames = Self.names(of: code)
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_code_free_8(code)
    }

    /// Looks for the first match and leaves its groups in `space`.
    ///
    /// - Throws: `PatternError.limit` where the subject needs more than the limits allow, `.subject` where it is not
    ///   UTF-8 although the pattern asks for it, `.groups` where `space` was made for fewer groups.
    package func matches(_ subject: UnsafeBufferPointer<UInt8>, in space: MatchSpace) throws(PatternError) -> Bool {
        guard space.groupCount >= groupCount else { throw .groups }
        makeMachineCode()
        // An empty buffer may have no address, which PCRE2 10.42 refuses.
        let start = subject.baseAddress ?? UnsafePointer(space.data.assumingEmptySubject)
        let result = pcre2_match_8(code, start, subject.count, 0, 0, space.data.pointer, context)
        if result > 0 { return true }
        switch result {
        case 0: throw .groups
        case PCRE2_ERROR_NOMATCH: return false
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT:
            throw .limit
        case PCRE2_ERROR_NOMEMORY: throw .outOfMemory
        default: throw .subject(Self.message(result))
        }
    }

    /// The first match's groups as text, the whole match first; nil where nothing matches.
    ///
    /// - Throws: as `matches(_:in:)`.
    package func firstMatch(in text: String) throws(PatternError) -> [Substring?]? {
        let space = MatchSpace(groupCount: groupCount)
        var text = text
        var found = false
        do {
            found = try text.withUTF8 { try matches($0, in: space) }
        } catch let error as PatternError { throw error } catch { throw .subject("\(error)") }
        guard found else { return nil }
        return (0...groupCount).map { group in
            guard let range = space.range(of: group) else { return nil }
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            let end = text.utf8.index(text.startIndex, offsetBy: range.upperBound)
            return text[start..<end]
        }
    }

    /// Nobody matches with the code before it is made; an uncontended lock is a small part of any match.
    @discardableResult
    private func makeMachineCode() -> Bool {
        machineCode.withLock { made in
            if let made { return made }
            let isMade = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
            made = isMade
            return isMade
        }
    }

    private static func names(of code: OpaquePointer) -> [(name: String, number: Int)] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table else { return [] }
        return (0..<Int(count)).map { index in
            let entry = table + index * Int(size)
            let number = Int(entry[0]) << 8 | Int(entry[1])
            return (String(cString: entry + 2), number)
        }.sorted { $0.number < $1.number }
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(code)"
    }
}
