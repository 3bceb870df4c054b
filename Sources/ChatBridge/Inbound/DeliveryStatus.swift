package import Vocabulary

/// What a provider reports about a message we sent.
package struct DeliveryStatus: Hashable, Sendable {
    package var provider: Provider
    package var providerMessageID: String
    /// Our own id that travelled with the message (`biz_opaque_callback_data` at WhatsApp).
    package var opaqueID: String?
    package var state: DeliveryState
    /// The provider's code where the state is failed.
    package var errorCode: Int?
    package var at: Timestamp

    package init(
        provider: Provider, providerMessageID: String, opaqueID: String?, state: DeliveryState, errorCode: Int?,
        at: Timestamp
    ) {
        self.provider = provider
        self.providerMessageID = providerMessageID
        self.opaqueID = opaqueID
        self.state = state
        self.errorCode = errorCode
        self.at = at
    }
}
