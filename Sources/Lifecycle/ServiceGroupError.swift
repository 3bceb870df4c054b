/// Why a service group ended other than by being asked to.
package enum ServiceGroupError: Error, Equatable, CustomStringConvertible {
    /// A service returned although nobody had asked it to.
    case endedEarly(service: String)
    /// These services had not finished when the grace period ended or a second signal came, and were cancelled.
    case cancelled(services: [String])

    package var description: String {
        switch self {
        case .endedEarly(let service): "the service “\(service)” ended without being asked to"
        case .cancelled(let services): "stopped before \(services.joined(separator: ", ")) had finished"
        }
    }
}
