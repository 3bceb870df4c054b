import Cards
package import Vocabulary

extension WhatsAppClient: OutboundProvider {
    package var provider: Provider { .whatsapp }

    package var limits: OutboundLimits {
        OutboundLimits(
            dialect: .whatsapp, text: WhatsAppSend.textLimit, textWithButtons: WhatsAppSend.bodyLimit, isRated: true,
            isIdempotent: false)
    }

    package func send(
        _ body: OutboundBody, to address: String, key: String, opaqueID: String, at now: Timestamp
    ) async -> SendOutcome {
        await send(
            WhatsAppSend.message(
                body.text, buttons: body.buttons, to: address, opaqueID: opaqueID, replyTo: body.replyTo))
    }
}
