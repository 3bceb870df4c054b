extension Duration {
    /// Whole milliseconds, 0 for a negative duration, and far in the future for one that never ends.
    var inMilliseconds: UInt64 {
        let (seconds, attoseconds) = components
        return seconds < 0
            ? 0 : UInt64(min(seconds, 1 << 40)) * 1000 + UInt64(max(0, attoseconds) / 1_000_000_000_000_000)
    }
}
