/// Where a message comes from and its answers go.
package enum Provider: String, Codable, Sendable, CaseIterable {
    /// Meta's WhatsApp Cloud API.
    case whatsapp
    /// Standard Webhooks, for any other program.
    case standard
    /// `waggle say` and `waggle chat` on this machine.
    case terminal
    /// The chat page.
    case page
}
