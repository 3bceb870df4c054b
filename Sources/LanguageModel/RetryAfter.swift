import FoundationEssentials
import HTTPClient
import Vocabulary

/// The pause a response asks for.
enum RetryAfter {
    /// Reads `retry-after-ms`, then `Retry-After` as seconds or an HTTP date (RFC 9110, section 10.2.3); nil for none.
    static func read(_ headers: HTTPClientHeaders, now: Timestamp) -> Duration? {
        if let milliseconds = headers["retry-after-ms"].flatMap({ Double($0) }) { return bounded(milliseconds) }
        guard let value = headers["retry-after"] else { return nil }
        if let seconds = Double(value) { return bounded(seconds * 1_000) }
        guard let date = date(value) else { return nil }
        return bounded(date.timeIntervalSince1970 * 1_000 - Double(now.milliseconds))
    }

    // `Sun, 06 Nov 1994 08:49:37 GMT`, rearranged for the parser Foundation has.
    private static func date(_ value: String) -> Date? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = value.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return try? Date("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z", strategy: .iso8601)
    }

    private static func bounded(_ milliseconds: Double) -> Duration? {
        guard milliseconds.isFinite else { return nil }
        return .milliseconds(Int64(min(max(0, milliseconds.rounded(.up)), 86_400_000)))
    }
}
