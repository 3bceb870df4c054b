import FoundationEssentials
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct CommandReferenceTests {
    private static let preamble = """
        # Commands

        What every command takes, as its own `--help` says it. Data goes to standard output, text for people to standard
        error. `--json` prints the data as JSON, on one line; `waggle events --json` prints one object a line.

        A command finds the control plane of this machine, and an admin's token for it, in `credential.json` of the data
        folder (`--data`, `WAGGLE_DATA`, else `~/.local/share/waggle`), where `waggle serve` leaves it, readable by its
        owner alone. From elsewhere set `WAGGLE_URL` (or `--url`) and `WAGGLE_TOKEN` (or `WAGGLE_TOKEN_FILE`); the token in
        the data folder is never sent to another address than the one beside it.

        | exit code | meaning |
        |---|---|
        | 0 | done |
        | 1 | failed |
        | 2 | the command line was not understood |
        | 4 | not allowed |
        | 5 | not found |
        | 6 | conflict: it exists, is in use, or is in a state where that cannot be done |
        | 7 | degraded: the control plane cannot do this now, or the doctor found something to mend |
        | 8 | over budget |


        """

    @Test func `the page of commands says what their help says`() async throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/commands.md")
        let markdown = try await markdown()
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] != nil {
            try Data(markdown.utf8).write(to: page)
        }
        let written = try String(contentsOf: page, encoding: .utf8)
        #expect(
            written == markdown, "write it anew: UPDATE_DOCUMENTATION=1 swift test --filter CommandReferenceTests")
    }

    private func markdown() async throws -> String {
        var text = Self.preamble
        try await Workplace.alone { place in
            let lines = try await place.waggle("--help").output.split(separator: "\n", omittingEmptySubsequences: false)
            let list = lines.drop { $0 != "Commands:" }.dropFirst().prefix { !$0.isEmpty }
            #expect(list.count > 30)
            for line in list {
                // The name ends where the column does.
                let name = String(line.dropFirst(2)).split(separator: " ").prefix { $0.first?.isLowercase == true }
                let help = try await place.help(Array(name.map(String.init)))
                text += "## waggle \(help.name)\n\n```\n\(help.text)```\n\n"
            }
        }
        return String(text.dropLast())
    }
}

extension Workplace {
    /// The help of the command that the words begin with.
    fileprivate func help(_ words: [String]) async throws -> (name: String, text: String) {
        for length in [2, 1] where words.count >= length {
            let name = words.prefix(length).joined(separator: " ")
            let run = try await length == 2 ? waggle(words[0], words[1], "--help") : waggle(words[0], "--help")
            if run.code == 0, run.output.contains("Usage: waggle \(name)") { return (name, run.output) }
        }
        throw RunningWaggle.Failure("there is no help of \(words)")
    }
}
