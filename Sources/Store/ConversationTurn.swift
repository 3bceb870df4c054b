package import Vocabulary

/// Which process answers a conversation, where several share a database: the one that has its turn.
///
/// It spares a second process the same work. That effects keep the order of the messages is seen to by the transaction
/// that makes them.
package enum ConversationTurn {
    private static let prefix = "conversation "

    /// The turn of one conversation.
    package static func of(_ conversation: ConversationID, in store: Store) -> ServiceTurn {
        ServiceTurn(store: store, name: "\(prefix)\(conversation)")
    }

    /// The conversations that other processes answer now.
    package static func elsewhere(_ transaction: ReadTransaction, store: Store) throws -> Set<ConversationID> {
        guard transaction.isShared else { return [] }
        let names = try transaction.servicesElsewhere(prefix, own: store.process)
        return Set(names.compactMap { Int64($0.dropFirst(prefix.count)).map(ConversationID.init(_:)) })
    }
}
