internal import Subprocess

import Glibc

/// Whose sandbox a process of bubblewrap belongs to, as a variable of its environment says.
///
/// A program has its variables before its first instruction, and what it forks has them too, so that they are there however
/// far bubblewrap has come. What runs inside is not given it but can read it of bubblewrap, hence numbers and no path.
package struct SandboxMarker: Hashable, Sendable {
    static let variable = "WAGGLE_SANDBOX_OF"

    /// A folder, and the process namespace in which its agent's number means something.
    struct Place: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
        let namespace: UInt64

        /// Nil where there is no such folder.
        init?(folder: String) {
            var (folderStatus, namespaceStatus) = (stat(), stat())
            guard stat(folder, &folderStatus) == 0, stat("/proc/self/ns/pid", &namespaceStatus) == 0 else { return nil }
            device = UInt64(folderStatus.st_dev)
            inode = UInt64(folderStatus.st_ino)
            namespace = UInt64(namespaceStatus.st_ino)
        }

        fileprivate init(device: UInt64, inode: UInt64, namespace: UInt64) {
            self.device = device
            self.inode = inode
            self.namespace = namespace
        }
    }

    let place: Place
    /// The process that started the sandbox, with its start time against numbers that are given again.
    let owner: Int32
    let ownerStart: UInt64

    /// Marks sandboxes of a process (this one, if none is named) that works in `folder`.
    ///
    /// Nil where the folder or the process is not there.
    package init?(folder: String, owner: Int32 = getpid()) {
        guard let place = Place(folder: folder), let start = ForeignProcess(owner)?.startTime else { return nil }
        self.place = place
        self.owner = owner
        ownerStart = start
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt64($0) }
        guard parts.count == 5, numbers.count == 5, let owner = Int32(exactly: numbers[3]) else { return nil }
        place = Place(device: numbers[0], inode: numbers[1], namespace: numbers[2])
        self.owner = owner
        ownerStart = numbers[4]
    }

    var text: String { "\(place.device):\(place.inode):\(place.namespace):\(owner):\(ownerStart)" }

    /// Whether the process that started the sandbox still runs.
    var isOwnerAlive: Bool {
        guard let process = ForeignProcess(owner) else { return false }
        return process.startTime == ownerStart && process.isAlive
    }
}
