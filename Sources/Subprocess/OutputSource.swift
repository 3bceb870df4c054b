/// Which of a child's two output pipes some bytes came from.
package enum OutputSource: Hashable, Sendable {
    case output
    case error
}
