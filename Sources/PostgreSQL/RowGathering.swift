/// The rows that wait to be written, by the statement that writes them.
final class RowGathering {
    private var batches: [RowBatch] = []
    private var changed: [String: ChangedRows] = [:]
    private var count = 0

    private static let maxRows = 96
    private static let maxBytes = 1 << 18
    private var byteCount = 0

    var isEmpty: Bool { count == 0 }

    /// Whether it is time to send what waits.
    var isFull: Bool { count >= Self.maxRows || byteCount >= Self.maxBytes }

    /// Whether uses of the statement can be gathered.
    func takes(_ text: StatementText) -> Bool { text.batch != nil || text.batchText != nil }

    /// Whether this use can join what waits: no row may be changed twice by what is sent together.
    func hasPlace(for text: StatementText, _ parameters: Parameters, changesOne: Bool) -> Bool {
        guard count > 0 else { return true }
        guard let batch = text.batch, batch.count > 0 else {
            guard let update = text.batchText, let key = update.key else { return true }
            return !(changed[update.table]?.ids.contains(parameters.integer(key)) ?? false)
        }
        guard batch.takes(parameters, changesOne: changesOne) else { return false }
        return batch.row(parameters).map { !(batch.changed?.ids.contains($0) ?? false) } ?? true
    }

    func append(_ text: StatementText, _ parameters: Parameters, changesOne: Bool) {
        let batch: RowBatch
        if let known = text.batch, known.takes(parameters, changesOne: changesOne) {
            batch = known
        } else {
            guard let form = text.batchText else { return }
            batch = RowBatch(
                form, types: parameters.types, changesEach: changesOne,
                changed: form.key.map { _ in rows(of: form.table) })
            text.batch = batch
        }
        if batch.count == 0 { batches.append(batch) }
        if let row = batch.row(parameters) { batch.changed?.ids.insert(row) }
        batch.append(parameters)
        count += 1
        byteCount += parameters.byteCount
    }

    /// What is to be sent, in this order: new rows first, because a later statement may have changed them, and last what
    /// removes rows.
    ///
    /// Where a row was removed and came back in between, the server refuses the second one, and the batch runs strictly.
    func take() -> [(text: StatementText, parameters: Parameters)] {
        guard count > 0 else { return [] }
        let ordered =
            batches.filter { $0.changed == nil && !$0.removes } + batches.filter { $0.changed != nil }
            + batches.filter(\.removes)
        let statements = ordered.map { ($0.text, $0.take()) }
        empty()
        return statements
    }

    func clear() {
        for batch in batches { batch.clear() }
        empty()
    }

    private func rows(of table: String) -> ChangedRows {
        if let known = changed[table] { return known }
        let rows = ChangedRows()
        changed[table] = rows
        return rows
    }

    private func empty() {
        batches.removeAll(keepingCapacity: true)
        for rows in changed.values { rows.ids.removeAll(keepingCapacity: true) }
        count = 0
        byteCount = 0
    }
}
