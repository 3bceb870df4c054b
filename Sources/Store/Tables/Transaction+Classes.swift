package import Vocabulary

extension ReadTransaction {
    /// What tasks of a capability class take of an agent; nothing for 0.
    package func needs(ofClass number: Int64) throws -> Needs {
        guard number != 0 else { return Needs() }
        let text = try connection.statement("SELECT needs FROM capability_class WHERE id = ?1").bind(1, number)
            .first { $0.text(0) }
        guard let text else { throw StoreError.missing("capability class \(number)") }
        return try StoredJSON.decode(Needs.self, text)
    }

    /// The lanes from which nothing new starts.
    package func closedLanes() throws -> Set<Priority> {
        Set(
            try connection.statement("SELECT lane FROM lane_gate").all { Priority(rawValue: $0.int(0)) }.compactMap(
                \.self))
    }
}

extension WriteTransaction {
    /// The number of the capability class of tasks with those needs; 0 where there are none.
    func classNumber(of needs: Needs) throws -> Int64 {
        guard !needs.isEmpty else { return 0 }
        let text = try StoredJSON.encode(needs)
        let known = try connection.statement("SELECT id FROM capability_class WHERE needs = ?1").bind(1, text)
            .first { $0.int64(0) }
        if let known { return known }
        // A class whose row is taken back may give its number to another one.
        state.note(.classes)
        return try connection.statement("INSERT INTO capability_class(needs) VALUES(?1)").bind(1, text).insert()
    }

    /// The same as `needs(ofClass:)`, mostly without asking the database.
    func knownNeeds(ofClass number: Int64) throws -> Needs {
        if number == 0 { return Needs() }
        if let known = state.classes[number] { return known }
        let needs = try needs(ofClass: number)
        state.classes[number] = needs
        return needs
    }

    /// Opens or closes a lane; says whether that changed anything.
    package func setLane(_ lane: Priority, isOpen: Bool, by principal: PrincipalID?) throws -> Bool {
        let changes =
            isOpen
            ? try connection.statement("DELETE FROM lane_gate WHERE lane = ?1").bind(1, lane.rawValue).change()
            : try connection.statement(
                "INSERT INTO lane_gate(lane, principal, at) VALUES(?1, ?2, ?3) ON CONFLICT(lane) DO NOTHING"
            ).bind(1, lane.rawValue).bind(2, principal?.value).bind(3, now.milliseconds).change()
        state.note(.lanes)
        state.closedLanes = nil
        signal(.jobs)
        return changes == 1
    }

    /// The same as `closedLanes`, mostly without asking the database.
    func knownClosedLanes() throws -> Set<Int> {
        if let known = state.closedLanes { return known }
        let closed = Set(try closedLanes().map(\.rawValue))
        state.closedLanes = closed
        return closed
    }
}
