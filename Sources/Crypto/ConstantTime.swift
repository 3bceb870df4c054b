import CSodium

/// Whether two byte strings are the same, in a time that depends only on their lengths.
///
/// For codes, digests and secrets: an ordinary comparison tells an attacker how many leading bytes were right.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    Sodium.start()
    guard left.count == right.count else { return false }
    return left.isEmpty || sodium_memcmp(left, right, left.count) == 0
}
