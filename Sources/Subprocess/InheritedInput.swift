/// Something a child finds open beyond its three standard descriptors.
package enum InheritedInput: Sendable {
    /// A copy of this descriptor of ours, which stays ours and has to stay open until the child is started.
    case descriptor(Int32)
    /// A file in memory that holds these bytes, positioned at its start. It never shows in argv or the environment.
    case bytes([UInt8])
}
