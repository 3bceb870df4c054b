import Orchestrator
import SQLite
import Store

/// Handles a message and judges, inside the transaction, what that changed.
struct JudgedMessage: StoreOperation, @unchecked Sendable {  // stays on its simulation's thread
    struct Output: Sendable {
        let isNew: Bool
        let refusal: String?
        let problems: [String]
    }

    let perform: PerformMessage
    let connection: Connection
    /// Whether the person may change anything.
    let mayChange: Bool
    /// Whether people command knows the person.
    let isKnown: Bool

    func perform(in transaction: WriteTransaction) throws -> Output {
        let before = try world()
        let output = try perform.perform(in: transaction)
        let after = try world()
        var problems: [String] = []
        let isChanged = before.text != after.text
        if isChanged, output.refusal != nil { problems.append("a refused command changed something") }
        if isChanged, !output.isNew { problems.append("W2: a message had its effect twice") }
        if isChanged, before.records == after.records { problems.append("W7: no audit record") }
        if isChanged, !mayChange { problems.append("W9: somebody who may not has changed something") }
        if output.refusal?.description.contains("by somebody else") == true {
            problems.append("a command met another one's change inside its own transaction")
        }
        if output.isNew, output.replies.isEmpty, isKnown { problems.append("W2: a message without an answer") }
        return Output(isNew: output.isNew, refusal: output.refusal?.reason.rawValue, problems: problems)
    }

    /// What a command can change, and the number of audit records.
    private func world() throws -> (text: String, records: Int) {
        let found = try connection.statement(
            """
            SELECT (SELECT GROUP_CONCAT(id || ' ' || name || ' ' || version || state || gate || ' ' || agents || ' ' ||
            COALESCE(budget, ''), ';') FROM swarm) || (SELECT COALESCE(GROUP_CONCAT(id || state || phase || ' ' ||
            generation || ' ' || priority || ' ' || COALESCE(assigned, ''), ';'), '') FROM (SELECT * FROM task UNION ALL
            SELECT * FROM task_history ORDER BY id)) ||
            (SELECT COALESCE(GROUP_CONCAT(swarm || ' ' || version || state, ';'), '') FROM plan) ||
            (SELECT COALESCE(GROUP_CONCAT(id || ' ' || draining || retired, ';'), '') FROM agent),
            (SELECT COUNT(*) FROM audit)
            """
        ).first { ($0.optionalText(0) ?? "", $0.int(1)) }
        return (found?.0 ?? "", found?.1 ?? 0)
    }
}
