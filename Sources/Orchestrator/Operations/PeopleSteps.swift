package import Store
package import Vocabulary

/// Gives a chat identity to a person who is known already, taking it from whoever had it.
package struct LinkIdentity: StoreOperation {
    let name: String
    let provider: Provider
    let external: String
    let by: PrincipalID

    package init(name: String, provider: Provider, external: String, by: PrincipalID) {
        self.name = name
        self.provider = provider
        self.external = external
        self.by = by
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let person = try transaction.principal(named: name) else {
            throw StoreError.missing("person called \(name)")
        }
        let before = try transaction.principal(provider, external)
        try transaction.link(provider, external, to: person.id)
        try transaction.audit(
            "person.link", by: by, subject: "person \(name)",
            detail: EventData.object([
                "identity": .text("\(provider.rawValue):\(external)"), "from": .text(before?.name ?? ""),
            ]))
    }
}

/// Changes what a person may do.
package struct ChangeRole: StoreOperation {
    let name: String
    let role: Role
    let by: PrincipalID

    package init(name: String, role: Role, by: PrincipalID) {
        self.name = name
        self.role = role
        self.by = by
    }

    /// - Throws: `StoreError.conflict` where nobody would be an admin any more.
    package func perform(in transaction: WriteTransaction) throws {
        guard let person = try transaction.principal(named: name) else {
            throw StoreError.missing("person called \(name)")
        }
        let admins = try transaction.principals().filter { $0.role == .admin }
        let isLastAdmin = person.role == .admin && role != .admin && admins.count == 1
        guard !isLastAdmin else {
            throw StoreError.conflict("\(name) is the only admin; make somebody else an admin first")
        }
        try transaction.setRole(role, of: person.id)
        try transaction.audit(
            "person.role", by: by, subject: "person \(name)",
            detail: EventData.object(["role": .text(role.name), "from": .text(person.role.name)]))
    }
}
