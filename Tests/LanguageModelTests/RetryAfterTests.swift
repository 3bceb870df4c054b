import HTTPClient
import Testing
import Vocabulary

@testable import LanguageModel

@Suite struct RetryAfterTests {
    @Test(
        arguments: [
            ("retry-after", "7", 7_000), ("Retry-After", "0.5", 500), ("retry-after-ms", "1500", 1_500),
            ("Retry-After", "-3", 0),
            ("Retry-After", "Wed, 15 Nov 2023 00:00:00 GMT", 6_400_000),
            ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Retry-After", "soon", nil), ("Retry-After", "inf", nil), ("Retry-After", "1e30", 86_400_000),
            ("X", "1", nil),
        ] as [(String, String, Int64?)])
    func `seconds and dates are read`(name: String, value: String, milliseconds: Int64?) {
        var headers = HTTPClientHeaders()
        headers.fields = [.init(name: name, value: value)]
        let now = Timestamp(milliseconds: 1_700_000_000_000)  // 2023-11-14T22:13:20Z
        #expect(RetryAfter.read(headers, now: now) == milliseconds.map { .milliseconds($0) })
    }
}
