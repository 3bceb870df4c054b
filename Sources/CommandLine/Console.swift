import Glibc

/// The streams of a command: data on standard output, everything for people on standard error.
package struct Console: Sendable {
    private let output: Int32
    private let error: Int32
    /// Whether text for people may be coloured: standard error is a terminal and `NO_COLOR` is not set.
    package let hasColor: Bool
    /// Whether data goes to a person and not into a file or pipe.
    package let isOutputTerminal: Bool
    /// Whether somebody can be asked: standard input and standard error are terminals.
    package let isInteractive: Bool

    /// - Parameter environment: where `NO_COLOR` (any value that is not empty) and `TERM=dumb` are looked up.
    package init(
        output: Int32 = STDOUT_FILENO, error: Int32 = STDERR_FILENO, input: Int32 = STDIN_FILENO,
        environment: [String: String]
    ) {
        self.output = output
        self.error = error
        let isErrorTerminal = isatty(error) == 1
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        hasColor = isErrorTerminal && !isPlain
        isOutputTerminal = isatty(output) == 1
        isInteractive = isErrorTerminal && isatty(input) == 1
    }

    /// Writes a line of data; false when nobody reads any more (`| head`), and then the command should end quietly.
    @discardableResult
    package func data(_ line: some StringProtocol) -> Bool { Self.write("\(line)\n", to: output) }

    /// Writes text as it is, without a line feed, to standard output; false when nobody reads any more.
    @discardableResult
    package func dataText(_ text: some StringProtocol) -> Bool { Self.write(text, to: output) }

    /// Writes a line for people.
    package func say(_ line: some StringProtocol) { _ = Self.write("\(line)\n", to: error) }

    /// The text in bold where people see colour, else as it is.
    package func bold(_ text: String) -> String { style(text, "1") }
    package func dim(_ text: String) -> String { style(text, "2") }
    package func red(_ text: String) -> String { style(text, "31") }
    package func green(_ text: String) -> String { style(text, "32") }
    package func yellow(_ text: String) -> String { style(text, "33") }

    private func style(_ text: String, _ code: String) -> String {
        hasColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }

    /// Rows under their headers in aligned columns, as lines; for data on a terminal.
    ///
    /// Control characters in cells become spaces, so that text from outside cannot move the cursor.
    package static func table(headers: [String], rows: [[String]]) -> [String] {
        let cells = ([headers] + rows).map { row in
            row.map { String(String.UnicodeScalarView($0.unicodeScalars.map { $0.properties.isControl ? " " : $0 })) }
        }
        let widths = headers.indices.map { column in cells.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return cells.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 || column >= widths.count
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }
    }

    private static func write(_ text: some StringProtocol, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                guard errno == EINTR || errno == EAGAIN else { return false }
                if errno == EAGAIN {
                    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&entry, 1, -1)
                }
                continue
            }
            bytes = bytes.dropFirst(written)
        }
        return true
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control || isBidiControl }
}
