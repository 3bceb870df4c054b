package import Git
package import Store
package import Vocabulary

/// The swarms' bare repositories in the data folder, one each.
package struct Repositories: Sendable {
    /// Absolute.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    package func path(of slug: String) -> String { "\(folder)/\(slug).git" }

    package func open(_ slug: String) throws -> BareRepository { try BareRepository(at: path(of: slug)) }

    /// Makes the swarm's repository where it does not stand yet, and returns the tip of its branch.
    ///
    /// With an origin it is a copy of that, branching off its default branch; else it starts with an empty commit. A half
    /// made repository of a process that died is made anew; one that held the swarm's work never is.
    /// - Throws: `GitError`, whose description says what is wrong with the origin.
    package func prepare(_ swarm: SwarmRecord, at now: Timestamp) async throws -> CommitID {
        guard let branch = BranchName(swarm.branch) else { throw GitError.notARepository(swarm.slug) }
        if let known = try? open(swarm.slug), let head = try await known.resolve(branch) { return head }
        guard swarm.head == nil else { throw GitError.notARepository(path(of: swarm.slug)) }
        // Also one in which git was killed before it was a repository: its locks would stop the next.
        try await FolderRemoval.remove(path(of: swarm.slug))
        guard let origin = swarm.origin else {
            let made = try await BareRepository.create(
                at: path(of: swarm.slug), branch: branch, signature: Self.signature(now), message: "Start \(swarm.name)"
            )
            guard let head = try await made.resolve(branch) else { throw GitError.notARepository(made.path) }
            return head
        }
        let address = try RepositoryAddress(origin)
        // Else one swarm's agents would be shown another's work.
        guard !address.isLocal(below: folder + "/..") else {
            throw GitError.invalidAddress("Waggle's own data folder is no repository to work on")
        }
        let made = try await BareRepository.mirror(at: path(of: swarm.slug), of: address)
        let base =
            if let named = swarm.baseBranch.flatMap({ BranchName($0) }) { named } else {
                try await made.defaultBranch(of: address)
            }
        guard let base, let head = try await made.resolveOrigin(base) else {
            try await made.remove()
            throw GitError.invalidAddress("\(origin) has no commit on its default branch to start from")
        }
        try await made.updateBranch(branch, to: head, expecting: nil)
        return head
    }

    /// Makes this process the only one that works here, for as long as the value lives, and removes the locks that git
    /// processes of an earlier one left when they were killed.
    ///
    /// - Parameter isShared: Other processes use the repositories, too: nobody owns them, and a lock goes when a command meets
    ///   it while no git is at work in any of them.
    /// - Throws: `GitError.file` where another process works here.
    package func own(isShared: Bool) async throws -> RepositoryOwnership? {
        guard !isShared else {
            RepositoryOwnership.share(folder)
            return nil
        }
        let ownership = try RepositoryOwnership(of: folder)
        try await ownership.removeStaleLocks()
        return ownership
    }

    /// Who commits on behalf of a swarm.
    package static func signature(_ now: Timestamp) -> GitSignature {
        GitSignature(name: "Waggle", email: "waggle@localhost", seconds: now.milliseconds / 1_000)
    }
}
