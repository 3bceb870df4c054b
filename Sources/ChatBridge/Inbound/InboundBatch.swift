/// Everything one webhook request held.
package struct InboundBatch: Hashable, Sendable {
    package var messages: [InboundMessage]
    package var statuses: [DeliveryStatus]
    /// Entries that are neither: reactions, edits, deletions, system notices, other accounts' traffic, broken ones.
    package var ignored: Int

    package init(messages: [InboundMessage] = [], statuses: [DeliveryStatus] = [], ignored: Int = 0) {
        self.messages = messages
        self.statuses = statuses
        self.ignored = ignored
    }
}
