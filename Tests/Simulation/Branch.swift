/// The branch of one swarm, as git keeps it: it moves by compare-and-set and survives every crash.
struct Branch {
    /// Commits of the branch, oldest first.
    var commits: [String] = [String(repeating: "0", count: 40)]
    /// The head a merge candidate was made on.
    var candidates: [String: String] = [:]

    var head: String { commits[commits.count - 1] }

    /// Moves the branch; false where somebody else did.
    mutating func move(from old: String, to new: String) -> Bool {
        guard head == old else { return false }
        commits.append(new)
        return true
    }
}
