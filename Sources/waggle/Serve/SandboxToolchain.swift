import Swarm

/// What the sandbox of this machine has, found out when it is first asked for.
actor SandboxToolchain {
    private let isRequired: Bool
    private let parent: String
    private var search: Task<Toolchain?, Never>?

    /// - Parameter parent: a folder of ours, which has to exist by the time it is asked.
    init(isRequired: Bool, parent: String) {
        self.isRequired = isRequired
        self.parent = parent
    }

    /// What a model is told of it; nil where the sandbox does not start.
    func text() async -> String? {
        if let search { return await search.value?.text }
        let (isRequired, parent) = (isRequired, parent)
        // Of its own: whoever asked first may go away, and others wait for the same answer.
        let search = Task { () -> Toolchain? in
            var sandbox = Sandbox(mode: .off)
            if isRequired {
                guard case .works(_, let account) = await SandboxProbe.run(parent: parent) else { return nil }
                sandbox = Sandbox(mode: .required, account: account, marker: SandboxMarker(folder: parent))
            }
            return try? await Toolchain.inside(sandbox, parent: parent)
        }
        self.search = search
        let found = await search.value
        // A sandbox that does not start now may after it was mended.
        if found == nil { self.search = nil }
        return found?.text
    }
}
