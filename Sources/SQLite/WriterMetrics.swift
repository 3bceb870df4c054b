/// What a writer has done since it was opened.
package struct WriterMetrics: Sendable, Equatable {
    /// Operations that wait for a batch.
    package var waiting = 0
    /// Committed batches.
    package var batches = 0
    /// Operations in committed batches, failed ones included.
    package var operations = 0
    /// The most operations one batch held.
    package var largestBatch = 0
    /// How long the last COMMIT took, mostly waiting for the disk.
    package var lastCommitMicroseconds = 0
    /// Commits whose outcome nobody knows; the connection was opened anew after each.
    package var failedCommits = 0
    /// Batches that were undone and run again because one of their operations failed.
    package var repeatedBatches = 0
    /// Checkpoints that copied the write-ahead log into the database.
    package var checkpoints = 0
    /// Checkpoints that the disk refused; the connection was opened anew after each.
    package var failedCheckpoints = 0
    /// Size of the write-ahead log after the last commit, in bytes.
    package var walBytes = 0
}
