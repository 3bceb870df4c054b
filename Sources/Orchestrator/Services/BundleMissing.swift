package import AgentProtocol

/// A report named a bundle that is not here; its agent uploads it, and reports again.
package struct BundleMissing: Error, CustomStringConvertible {
    package let lease: LeaseID

    package var description: String {
        "The bundle of lease \(lease) with that digest is not here: upload it (PUT /v1/leases/\(lease)/bundle), then report "
            + "again."
    }
}
