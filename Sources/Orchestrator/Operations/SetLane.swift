package import Store
package import Vocabulary

/// Lets nothing new start from a lane, or lets it go on; what runs may finish.
package struct SetLane: StoreOperation {
    let lane: Priority
    let isOpen: Bool
    let principal: PrincipalID

    package init(_ lane: Priority, isOpen: Bool, by principal: PrincipalID) {
        self.lane = lane
        self.isOpen = isOpen
        self.principal = principal
    }

    /// False where it was so already.
    package func perform(in transaction: WriteTransaction) throws -> Bool {
        guard try transaction.setLane(lane, isOpen: isOpen, by: principal) else { return false }
        try transaction.audit(isOpen ? "lane.resume" : "lane.pause", by: principal, subject: "lane \(lane.name)")
        return true
    }
}
