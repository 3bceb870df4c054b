internal import Subprocess
internal import Threading

import Glibc

/// Ends what killed agents left of bubblewrap.
///
/// bubblewrap ends with who started it, but not in the instant in which its namespaces are made: what it has just forked
/// waits for a word from the process above, and where that one was killed it waits for ever.
package enum SandboxSweep {
    /// Further looks, for what was forked while it was looked.
    private static let maxPasses = 8
    /// Milliseconds in which a killed process has to be gone.
    private static let patience: Int32 = 2_000

    /// Ends every process whose marker names one of the folders and a process that is gone, and that runs under an account
    /// of ours; returns their numbers.
    ///
    /// Folders that do not exist are passed over. Returns when they are gone, after some seconds at most.
    package static func run(over folders: [String]) async -> [Int32] {
        let places = Set(folders.compactMap { SandboxMarker.Place(folder: $0) })
        guard !places.isEmpty else { return [] }
        return await withUnsafeContinuation { continuation in
            let isStarted = DedicatedThread.start(name: "sandbox-sweep") {
                continuation.resume(returning: sweep(places))
            }
            // Without a thread to be had there are other worries; the next start sweeps.
            if !isStarted { continuation.resume(returning: []) }
        }
    }

    /// Whether a process with that marker and account is to be ended.
    static func isLeftover(
        _ marker: SandboxMarker, user: UInt32, places: Set<SandboxMarker.Place>, users: Set<UInt32>, isOwnerAlive: Bool
    ) -> Bool {
        places.contains(marker.place) && users.contains(user) && !isOwnerAlive
    }

    private static func sweep(_ places: Set<SandboxMarker.Place>) -> [Int32] {
        var users: Set<UInt32> = [geteuid()]
        if case .separate(let number) = SandboxAccount.suitable { users.insert(number) }
        var ended: [Int32] = []
        for _ in 0..<maxPasses {
            let found = pass(places, users)
            if found.isEmpty { break }
            ended += found
        }
        return ended
    }

    private static func pass(_ places: Set<SandboxMarker.Place>, _ users: Set<UInt32>) -> [Int32] {
        ForeignProcess.ids().filter { id in
            guard let process = ForeignProcess(id), let text = process.variable(SandboxMarker.variable),
                let marker = SandboxMarker(text: text), let user = process.user,
                isLeftover(marker, user: user, places: places, users: users, isOwnerAlive: marker.isOwnerAlive)
            else { return false }
            // Sent by descriptor: where the number was given away since, nobody gets it.
            return process.kill() && process.hasEnded(within: patience)
        }
    }
}
