import Threading
package import Vocabulary

/// How many signed requests a second one credential may bring; beyond that they are answered 429 and sent again later.
///
/// It counts by credential, not by address: all of a provider's requests may come from one proxy.
package final class RequestRate: Sendable {
    private struct Bucket {
        var left: Double
        var at: Timestamp
    }

    private let perSecond: Double
    private let buckets = Lock<[String: Bucket]>([:])

    /// - Parameter perSecond: Twice as many may come at once.
    package init(perSecond: Int) { self.perSecond = Double(max(1, perSecond)) }

    /// Whether one more may come now.
    package func allows(_ credential: String, at now: Timestamp) -> Bool {
        buckets.withLock { buckets in
            var bucket = buckets[credential] ?? Bucket(left: perSecond * 2, at: now)
            let seconds = Double(now.milliseconds - bucket.at.milliseconds) / 1_000
            bucket.left = min(perSecond * 2, bucket.left + max(0, seconds) * perSecond)
            // From nothing to full takes two seconds; a clock that was set back by more is followed.
            bucket.at = seconds < -2 ? now : max(bucket.at, now)
            let isAllowed = bucket.left >= 1
            if isAllowed { bucket.left -= 1 }
            buckets[credential] = bucket
            return isAllowed
        }
    }
}
