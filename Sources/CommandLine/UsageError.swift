/// The command line was not understood; `message` is one sentence for the one who typed it.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
