package import Store
package import Vocabulary

/// Makes sure that a principal of that name exists with (at least) a role, and has a chat identity.
package struct AdmitPrincipal: StoreOperation {
    let name: String
    let role: Role
    let provider: Provider?
    let external: String?
    let by: PrincipalID?

    package init(name: String, role: Role, provider: Provider? = nil, external: String? = nil, by: PrincipalID? = nil) {
        self.name = name
        self.role = role
        self.provider = provider
        self.external = external
        self.by = by
    }

    package func perform(in transaction: WriteTransaction) throws -> PrincipalID {
        if let provider, let external, let known = try transaction.principal(provider, external) {
            // The installation's settings speak of whoever has the identity; a person means the one they named.
            guard by == nil || known.name == name else {
                throw StoreError.conflict("\(provider.rawValue):\(external) belongs to \(known.name) already")
            }
            if known.role < role { try raise(known, in: transaction) }
            return known.id
        }
        let id: PrincipalID
        if let known = try transaction.principal(named: name) {
            id = known.id
            if known.role < role { try raise(known, in: transaction) }
        } else {
            id = try transaction.insertPrincipal(name: name, role: role)
            try transaction.audit("person.add", by: by, subject: "person \(name)", detail: detail)
        }
        if let provider, let external {
            try transaction.link(provider, external, to: id)
            try transaction.audit("person.link", by: by, subject: "person \(name)", detail: detail)
        }
        return id
    }

    private var detail: String {
        EventData.object([
            "role": .text(role.name), "identity": .text(provider.map { "\($0.rawValue):\(external ?? "")" } ?? ""),
        ])
    }

    private func raise(_ person: PrincipalRecord, in transaction: WriteTransaction) throws {
        try transaction.setRole(role, of: person.id)
        try transaction.audit("person.role", by: by, subject: "person \(person.name)", detail: detail)
    }
}

/// Issues a bearer token; the caller made it and knows it, the database keeps its digest.
package struct IssueToken: StoreOperation {
    let digest: [UInt8]
    let kind: TokenRecord.Kind
    let label: String
    let principal: PrincipalID?
    let agent: AgentID?
    let lifetime: Duration?
    let issuer: PrincipalID?

    package init(
        digest: [UInt8], kind: TokenRecord.Kind, label: String, principal: PrincipalID?, agent: AgentID? = nil,
        lifetime: Duration?, issuer: PrincipalID? = nil
    ) {
        self.digest = digest
        self.kind = kind
        self.label = label
        self.principal = principal
        self.agent = agent
        self.lifetime = lifetime
        self.issuer = issuer
    }

    package func perform(in transaction: WriteTransaction) throws -> Int64 {
        let id = try transaction.insertToken(
            digest: digest, kind: kind, label: label, principal: principal, agent: agent,
            expiresAt: lifetime.map { transaction.now + $0 })
        try transaction.audit(
            "token.create", by: issuer, subject: "token \(id)", detail: EventData.object(["kind": .text(kind.rawValue)])
        )
        return id
    }
}

/// Makes a token worthless.
package struct RevokeToken: StoreOperation {
    let id: Int64
    let by: PrincipalID?

    package init(id: Int64, by: PrincipalID?) {
        self.id = id
        self.by = by
    }

    package func perform(in transaction: WriteTransaction) throws -> Bool {
        guard try transaction.revokeToken(id) else { return false }
        try transaction.audit("token.revoke", by: by, subject: "token \(id)")
        return true
    }
}

/// Trades the one-time code of a sign-in link for a session.
package struct SignIn: StoreOperation {
    let code: [UInt8]
    let session: [UInt8]

    /// Both are digests of tokens the caller knows.
    package init(code: [UInt8], session: [UInt8]) {
        self.code = code
        self.session = session
    }

    /// The principal who is now signed in; nil where the code is not good any more.
    package func perform(in transaction: WriteTransaction) throws -> PrincipalID? {
        guard let record = try transaction.token(digest: code), record.kind == .signIn,
            let principal = record.principal, try transaction.useToken(record.id)
        else { return nil }
        _ = try transaction.insertToken(
            digest: session, kind: .session, label: "page", principal: principal, agent: nil,
            expiresAt: transaction.now + .seconds(30 * 86_400))
        try transaction.audit("session.start", by: principal, subject: "page")
        return principal
    }
}

/// Issues the token by which commands on this machine reach the control plane; those of earlier processes end.
package struct IssueMachineToken: StoreOperation {
    let digest: [UInt8]
    let owner: PrincipalID
    let node: String?

    /// - Parameter node: Which of several processes on one database it is for; nil for the only one.
    package init(digest: [UInt8], owner: PrincipalID, node: String? = nil) {
        self.digest = digest
        self.owner = owner
        self.node = node
    }

    package func perform(in transaction: WriteTransaction) throws {
        let label = node.map { "commands beside control plane \($0)" } ?? "this machine's commands"
        try transaction.revokeTokens(.person, labelled: label, of: owner)
        _ = try IssueToken(digest: digest, kind: .person, label: label, principal: owner, lifetime: nil)
            .perform(in: transaction)
    }
}
