/// What programs a sandbox has, found out inside it: those of a fixed list, with versions to their second number.
///
/// Patch levels are left out: they decide nothing for whoever plans or writes a program.
package struct Toolchain: Hashable, Sendable {
    package struct Program: Hashable, Sendable {
        package let name: String
        /// Nil where the program says none.
        package let version: String?
    }

    private static let names = [
        "bash", "git", "make", "cmake", "gcc", "g++", "clang", "python3", "node", "npm", "perl", "ruby", "php", "lua",
        "java", "javac", "mvn", "go", "cargo", "rustc", "swift", "dotnet", "sqlite3", "jq", "curl", "shellcheck",
    ]
    private static let modules = ["pytest"]

    /// In the order of the list.
    package let found: [Program]
    package let missing: [String]

    /// Prints a line for each program there is: its name, a tab and what it says of its version; run by `sh` in the sandbox.
    package static let script = """
        set +eu
        for name in \(names.joined(separator: " ")); do
            command -v "$name" > /dev/null 2>&1 || continue
            case $name in go) ask=version ;; java | javac) ask=-version ;; lua) ask=-v ;; *) ask=--version ;; esac
            (
                said=$(timeout 10 "$name" $ask 2>&1 < /dev/null | head -n 3 | head -c 300 | tr '\\n\\t' '  ')
                printf '%s\\t%s\\n' "$name" "$said"
            ) &
        done
        for name in \(modules.joined(separator: " ")); do
            (
                said=$(timeout 10 python3 -c "import $name; print($name.__version__)" 2> /dev/null) \\
                    && printf '%s\\t%s\\n' "$name" "$said"
            ) &
        done
        wait
        exit 0
        """

    /// Reads what the script printed; lines of another form count as nothing.
    package init(printed output: String) {
        var versions: [String: String] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            versions[String(parts[0])] = Self.version(in: parts[1]) ?? ""
        }
        let listed = Self.names + Self.modules
        found = listed.compactMap { name in
            versions[name].map { Program(name: name, version: $0.isEmpty ? nil : $0) }
        }
        missing = listed.filter { versions[$0] == nil }
    }

    /// What a model is told of the sandbox.
    package var text: String {
        let programs = found.map { program in program.name + (program.version.map { " \($0)" } ?? "") }
        return """
            The sandbox is a Linux system without network. It has sh, the usual small programs (cat, grep, sed, awk, sort, diff, find, \
            tar, mktemp, timeout, …) and: \(programs.isEmpty ? "nothing else that is known" : programs.joined(separator: ", ")).
            It does not have: \(missing.joined(separator: ", ")). Nothing can be installed or downloaded.
            """
    }

    /// The first `1.2` of a text.
    private static func version(in text: Substring) -> String? {
        var rest = text
        while let start = rest.firstIndex(where: isDigit) {
            rest = rest[start...]
            let major = rest.prefix(while: isDigit)
            rest = rest[major.endIndex...]
            guard rest.first == "." else { continue }
            let minor = rest.dropFirst().prefix(while: isDigit)
            if !minor.isEmpty { return "\(major.prefix(6)).\(minor.prefix(6))" }
        }
        return nil
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}
