package import Vocabulary

/// The sending side of one provider.
package protocol OutboundProvider: Sendable {
    var provider: Provider { get }
    var limits: OutboundLimits { get }

    /// Sends one message and says what became of it.
    ///
    /// `address` is the conversation's; `key` names the message for ever and is the same over repetitions; `opaqueID`
    /// comes back in status reports where the provider has such.
    func send(_ body: OutboundBody, to address: String, key: String, opaqueID: String, at now: Timestamp) async
        -> SendOutcome
}
