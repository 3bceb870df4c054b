package import Vocabulary
import Crypto
import Store

/// What an approval binds to.
package enum PlanFingerprint {
    /// SHA-256 in hex over the plan's one spelling; any change of any command changes it.
    package static func digest(_ plan: Plan) throws -> String { SHA256.hex(try StoredJSON.encode(plan)) }
}
