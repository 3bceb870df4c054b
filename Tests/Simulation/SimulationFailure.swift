import FoundationEssentials

/// A seed whose history broke a promise.
struct SimulationFailure: Sendable {
    let seed: UInt64
    let violations: [String]

    /// What somebody needs to see it again.
    ///
    /// - Parameter story: Of the same seed.
    func report(story: [String]) -> String {
        """
        seed \(seed) at commit \(Self.commit): \(violations)
        \(story.suffix(40).joined(separator: "\n"))
        again: scripts/faults simulate --seed \(seed)
        """
    }

    /// The commit the working tree stands on; “unknown” without one.
    static let commit: String = {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        func lines(_ path: String) -> [Substring] {
            let text = FileManager.default.contents(atPath: "\(root)/.git/\(path)") ?? Data()
            return String(decoding: text, as: UTF8.self).split(separator: "\n")
        }
        guard let head = lines("HEAD").first else { return "unknown" }
        guard head.hasPrefix("ref: ") else { return String(head) }
        let name = head.dropFirst(5)
        let packed = lines("packed-refs").first { $0.hasSuffix(" \(name)") }?.prefix(40)
        return (lines(String(name)).first ?? packed).map { String($0) } ?? "unknown"
    }()
}
