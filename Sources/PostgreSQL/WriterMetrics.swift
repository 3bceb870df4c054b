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
    /// How long the last COMMIT took, what was queued before it included.
    package var lastCommitMicroseconds = 0
    /// Commits whose answer was lost.
    package var lostCommits = 0
    /// Batches that were undone and run again.
    package var repeatedBatches = 0
    /// Connections made.
    package var connections = 0
}
