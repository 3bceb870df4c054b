import Testing

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct ToolchainTests {
    @Test(arguments: [
        ("git\tgit version 2.39.5 ", "2.39"), ("go\tgo version go1.22.1 linux/amd64", "1.22"),
        ("node\tv18.19.0 ", "18.19"),
        ("perl\tThis is perl 5, version 36, subversion 0 (v5.36.0) built", "5.36"), ("jq\tjq-1.6", "1.6"),
        ("gcc\tgcc (Debian 12.2.0-14+deb12u1) 12.2.0 Copyright", "12.2"),
        ("java\topenjdk version \"17.0.9\" 2023", "17.0"),
        ("make\tGNU Make, any", nil), ("bash\t", nil),
    ])
    func `versions are read to their second number`(line: String, version: String?) throws {
        let toolchain = Toolchain(printed: "unknown\t1.2\nnothing\n\(line)\n")
        #expect(toolchain.found.map(\.version) == [version])
        #expect(toolchain.missing.contains("shellcheck"))
    }

    @Test(arguments: SandboxMode.allCases)
    func `a sandbox is looked into from inside, twice with the same outcome`(mode: SandboxMode) async throws {
        let place = try await WorkPlace(mode)
        let toolchain = try #require(try await Toolchain.inside(place.sandbox, parent: place.root))
        let git = try #require(toolchain.found.first { $0.name == "git" })
        #expect(git.version?.hasPrefix("2.") == true)
        #expect(toolchain.text.contains("git 2."))
        // On a busy machine a slow program may not get to say its version.
        let again = try await Toolchain.inside(place.sandbox, parent: place.root)
        #expect(again?.found.map(\.name) == toolchain.found.map(\.name))
        try await place.remove()
    }
}
