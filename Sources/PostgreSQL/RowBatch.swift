import CPostgreSQL

/// Rows that uses of one statement write, gathered so that they travel and run as one.
final class RowBatch {
    /// The rows of its table that wait to be changed; nil where its rows are new ones.
    let changed: ChangedRows?
    let text: StatementText
    /// Its rows go; they may have come with what is sent with it.
    let removes: Bool
    private let types: [Oid]
    private let key: Int?
    private var columns: [ArrayColumn]
    private(set) var count = 0
    /// Whether the server has to find each row.
    private let changesEach: Bool

    init(_ text: BatchText, types: [Oid], changesEach: Bool, changed: ChangedRows?) {
        self.changed = changed
        key = text.key
        removes = text.removes
        self.changesEach = changesEach
        self.text = text.text(types, changesEach: changesEach)
        self.types = types
        columns = types.map { ArrayColumn($0) }
    }

    /// Whether values of these types can join, where they change as many rows as is known of the others.
    func takes(_ parameters: Parameters, changesOne: Bool) -> Bool {
        types == parameters.types && changesEach == changesOne
    }

    /// The id of the row that a use would change; nil of a new row.
    func row(_ parameters: Parameters) -> Int64? { key.map { parameters.integer($0) } }

    func append(_ parameters: Parameters) {
        for position in columns.indices { parameters.withValue(position) { columns[position].append($0) } }
        count += 1
    }

    /// The arrays of all rows; afterwards there are none.
    func take() -> Parameters {
        var parameters = Parameters()
        for position in columns.indices {
            parameters.set(Int32(position + 1), columns[position].arrayType, columns[position].take(count))
        }
        if changesEach { parameters.set(Int32(columns.count + 1), integer: Int64(count)) }
        count = 0
        return parameters
    }

    func clear() { if count > 0 { _ = take() } }
}

/// Rows of one table that wait to be changed, by their ids.
final class ChangedRows {
    var ids: Set<Int64> = []
}
