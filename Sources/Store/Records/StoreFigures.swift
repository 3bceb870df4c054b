package import Vocabulary

/// What an operator wants to know about the database's contents and its writer, at one moment.
package struct StoreFigures: Sendable {
    package struct Writer: Sendable {
        package var waiting = 0
        package var commits = 0
        package var operations = 0
        package var failedCommits = 0
        package var lastCommitMicroseconds = 0
        package var walBytes = 0
    }

    /// Tasks of unfinished swarms.
    package var tasks: [TaskState: Int] = [:]
    package var agentsConnected = 0
    package var agentsWorking = 0
    /// Jobs that wait for an agent, counted up to 10,000.
    package var claimable = 0
    package var overdueLeases = 0
    package var lostLeases = 0
    /// Messages by the states in which they are not sent yet.
    package var outbox: [String: Int] = [:]
    package var inbox = 0
    package var cursor: Int64 = 0
    package var writer = Writer()
}
