import Crypto
import FoundationEssentials
package import Vocabulary

/// What an approval is bound to.
package enum PlanDigest {
    /// SHA-256 over the canonical JSON of the whole plan (sorted keys, no white space), as 64 lower-case hexadecimal digits.
    ///
    /// Any change of the plan changes it: titles, commands, files, forecasts and notes alike.
    package static func hex(of plan: Plan) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return SHA256.hex(try encoder.encode(plan))
    }
}
