/// Waits for the first element of a stream, but not longer than a while.
enum Deadline {
    /// True where an element came, false after `duration` or at the stream's end.
    static func next(of stream: AsyncStream<Void>, within duration: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in stream { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: duration)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }
}
