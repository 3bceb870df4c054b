/// The tasks that entered the queue in one turn, as the row of that turn names them for other processes.
///
/// Every entry is named, also one that no event tells of: a landing check, another priority, an agent that was assigned.
enum QueuedTasks {
    /// How many turns' rows are kept; who missed more reads the whole queue.
    static let keptTurns: Int64 = 8_192
    /// After so many additions of others the whole queue is read.
    static let maxTakenOver = 65_536
    /// A row names no more; one that would is empty, and makes its readers read the whole queue.
    private static let maxNamed = 4_096

    static func spell(_ tasks: [Int64]) -> String {
        tasks.count > maxNamed ? "" : tasks.map(String.init).joined(separator: " ")
    }

    /// The tasks of several rows in one spelling; nil where the whole queue has to be read.
    static func parse(_ rows: [String]) -> String? {
        rows.contains("") ? nil : rows.joined(separator: " ")
    }
}
