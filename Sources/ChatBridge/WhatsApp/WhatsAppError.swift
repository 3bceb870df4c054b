/// What Meta's error codes of the Cloud API ask of the sender (developers.facebook.com, WhatsApp error codes).
enum WhatsAppError {
    static func remedy(_ code: Int) -> SendRejection.Remedy {
        switch code {
        // Rates (app, number, pair), maintenance and Meta's own hiccups.
        case 1, 2, 4, 80_007, 130_429, 131_000, 131_016, 131_048, 131_056, 131_057, 133_016: .retry
        // The 24 hours after the person's last message are over; only templates may be sent.
        case 131_047: .awaitMessage
        // Access token expired or lacks the permission.
        case 0, 3, 10, 190, 200...299, 131_005, 131_031, 131_042: .fixCredentials
        default: .giveUp
        }
    }
}
