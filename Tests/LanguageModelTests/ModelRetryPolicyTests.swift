import LanguageModel
import Testing

@Suite struct ModelRetryPolicyTests {
    private let policy = ModelRetryPolicy(maxAttempts: 10, base: .seconds(1), maxPause: .seconds(8))
    private let overload = LanguageModelError(.overload, "x")

    @Test(arguments: [(1, 500, 999), (2, 1_000, 1_999), (3, 2_000, 3_999), (4, 4_000, 7_999), (9, 4_000, 7_999)])
    func `pauses double with equal jitter up to their cap`(attempt: Int, least: Int, most: Int) {
        #expect(policy.pause(after: attempt, overload, retryAfter: nil, random: 0) == .milliseconds(least))
        #expect(policy.pause(after: attempt, overload, retryAfter: nil, random: 0.999_999) == .milliseconds(most))
    }

    @Test func `tries are bounded and only for what may pass`() {
        #expect(policy.pause(after: 10, overload, retryAfter: nil, random: 0) == nil)
        for code in [LanguageModelError.Code.auth, .billing, .contextFull, .badRequest, .refusal, .malformed, .budget] {
            #expect(policy.pause(after: 1, LanguageModelError(code, "x"), retryAfter: nil, random: 0) == nil)
        }
    }

    @Test func `the provider's pause is the least, unless it is too long to wait for`() {
        #expect(policy.pause(after: 1, overload, retryAfter: .seconds(20), random: 0) == .seconds(20))
        #expect(policy.pause(after: 4, overload, retryAfter: .seconds(1), random: 0) == .seconds(4))
        #expect(policy.pause(after: 1, overload, retryAfter: .seconds(61), random: 0) == nil)
    }
}
