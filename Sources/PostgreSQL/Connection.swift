import CPostgreSQL

/// One connection to a PostgreSQL server, in pipeline mode; used by one thread at a time, which it blocks.
///
/// Statements whose answer nobody reads are queued and travel with the next one whose answer is wanted, so that a
/// transaction costs about as many round trips as it reads. It keeps no state in the server's session but prepared
/// plans, and those only where no pooler stands between.
package final class Connection {
    /// How long an answer may take before the connection counts as lost, in milliseconds.
    static let patience = 30_000
    /// Statements under way at once: their answers are small, so that neither side waits for the other to read.
    private static let maxPending = 256

    let socket: Int32
    private let connection: OpaquePointer
    private var known: [UInt: StatementText] = [:]
    /// What is written before any statement but an `ownStatement`; set by the connection's owner.
    package var deferred: (any DeferredWrites)?
    /// The highest number of each table's rows, where this connection knows it.
    private var lastIDs: [String: Int64] = [:]
    private var insertions: [ObjectIdentifier: InsertionText] = [:]
    private var pending: [Pending] = []
    private let gathered = RowGathering()
    private var plans = 0
    private var failure: PostgreSQLError?
    /// What spoilt the open transaction for good.
    var failed: PostgreSQLError? { failure }
    /// Whether the session is the connection's own: a pooler may put another one behind each transaction, so that no plan
    /// may be kept there and nothing can be heard.
    package let isDirect: Bool
    /// Set once a statement that may write was sent.
    var wrote = false
    /// While set, a failing statement is told apart from those queued before it, at the cost of round trips.
    package var isStrict = false
    /// While set, statements that may write are refused.
    var refusesWrites = false

    private struct Pending {
        let text: StatementText
        let preparesPlan: Bool
    }

    /// Connects; blocks for at most some seconds.
    ///
    /// - Parameter url: A connection string or URL as libpq takes them; what it leaves out comes from libpq's own
    ///   environment variables and files.
    package init(url: String) throws(PostgreSQLError) {
        connection = try Self.connect(url)
        socket = PQsocket(connection)
        guard PQserverVersion(connection) >= 150_000 else {
            PQfinish(connection)
            throw PostgreSQLError(.misuse, "the server is older than PostgreSQL 15")
        }
        // Nil behind poolers that do not pass it on. Without an encoding of its own a database keeps what it is given.
        let encoding = PQparameterStatus(connection, "server_encoding").map { String(cString: $0) } ?? "UTF8"
        guard ["UTF8", "SQL_ASCII"].contains(encoding) else {
            PQfinish(connection)
            throw PostgreSQLError(
                .misuse, "its encoding, \(encoding), has not every letter: make it with createdb --encoding UTF8")
        }
        do throws(PostgreSQLError) {
            isDirect = try Self.isDirect(connection)
        } catch {
            PQfinish(connection)
            throw error
        }
        PQsetnonblocking(connection, 0)
        PQenterPipelineMode(connection)
    }

    deinit { PQfinish(connection) }

    /// Makes the session's plans those that suit a writer: it touches single rows, by an index.
    ///
    /// Its plans are kept for good. One that was made while a table was small would read all of it still when it is long.
    /// Behind a pooler no plan is kept, and nothing is done.
    package func preferIndexes() throws(PostgreSQLError) {
        guard isDirect else { return }
        try execute("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off")
    }

    private static func connect(_ url: String) throws(PostgreSQLError) -> OpaquePointer {
        try DatabaseAddress.check(url)
        let settings = [
            ("application_name", "waggle"), ("connect_timeout", "10"), ("tcp_user_timeout", "15000"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            // Of several servers the one that takes writes; a lone standby is said to be one.
            ("target_session_attrs", "primary"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let opened = withCStrings(settings.map(\.0)) { names in
            withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let opened else { throw PostgreSQLError(.connectionLost, "out of memory") }
        guard PQstatus(opened) == CONNECTION_OK else {
            let message = firstLine(String(cString: PQerrorMessage(opened)))
            PQfinish(opened)
            throw PostgreSQLError(.connectionLost, message)
        }
        PQsetNoticeProcessor(opened, ignoreNotice, nil)
        return opened
    }

    /// Whether the process that answers is the one that was connected to: a pooler makes up the number it tells.
    private static func isDirect(_ connection: OpaquePointer) throws(PostgreSQLError) -> Bool {
        let result = PQexec(connection, "SELECT pg_backend_pid()")
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else {
            throw PostgreSQLError(.connectionLost, firstLine(String(cString: PQerrorMessage(connection))))
        }
        return Column.integer(result, 0, 0) == Int64(PQbackendPID(connection))
    }

    // MARK: Statements

    /// The statement of this literal; its bindings are empty.
    package func statement(_ sql: StaticString) throws(PostgreSQLError) -> Statement {
        try settle()
        return keptStatement(sql)
    }

    /// The same for a statement that neither reads nor writes what may have been put off.
    ///
    /// Uses of it that write a row and whose answer nobody reads are gathered, until anything else is sent.
    package func ownStatement(_ sql: StaticString) -> Statement { keptStatement(sql, mayWait: true) }

    private func keptStatement(_ sql: StaticString, mayWait: Bool = false) -> Statement {
        guard sql.hasPointerRepresentation else { return prepare(sql.description) }
        let key = UInt(bitPattern: sql.utf8Start)
        if let text = known[key] { return Statement(self, text, mayWait: mayWait) }
        let text = StatementText(sql.description)
        known[key] = text
        return Statement(self, text, mayWait: mayWait)
    }

    /// Writes what was put off.
    package func settle() throws(PostgreSQLError) {
        guard let deferred, !deferred.isEmpty else { return }
        do { try deferred.flush(to: self) } catch let error as PostgreSQLError {
            throw error
        } catch { throw PostgreSQLError(.misuse, "\(error)") }
    }

    /// A statement whose text is put together at run time; never from values.
    package func prepare(_ sql: String) -> Statement { Statement(self, StatementText(sql)) }

    /// The text of a statement that is used many times, for `use`.
    package func text(_ sql: String) -> StatementText { StatementText(sql) }

    /// A further use of a statement; its bindings are empty.
    package func use(_ text: StatementText) -> Statement { Statement(self, text) }

    /// Runs one or many statements and drops their rows; for schemas, not for values.
    package func execute(_ sql: String) throws(PostgreSQLError) {
        try flush()
        PQexitPipelineMode(connection)
        defer { PQenterPipelineMode(connection) }
        wrote = true
        let result = PQexec(connection, sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw error(of: result, sql: sql) }
    }

    /// Inserts one row under the next number of its table, without waiting for an answer.
    ///
    /// Only the transaction that has the turn numbers rows, so that the highest number stays known from one to the next
    /// (until `forgetIDs`), and numbers are in the order of their commits.
    func insert(_ text: StatementText, _ parameters: Parameters, mayWait: Bool) throws -> Int64 {
        let insertion: InsertionText
        if let known = insertions[ObjectIdentifier(text)] {
            insertion = known
        } else {
            insertion = try InsertionText(text)
            insertions[ObjectIdentifier(text)] = insertion
        }
        let last =
            try lastIDs[insertion.table] ?? use(insertion.highest).first { $0.int64(0) } ?? 0
        lastIDs[insertion.table] = last + 1
        var parameters = parameters
        parameters.set(insertion.place, integer: last + 1)
        if mayWait, try gather(insertion.text, parameters, changesOne: false) { return last + 1 }
        try queue(insertion.text, parameters)
        return last + 1
    }

    /// Others may have added rows.
    package func forgetIDs() { lastIDs = [:] }

    // MARK: The pipeline

    /// Puts a row that is to be written with its like; false where the statement has to be sent by itself.
    ///
    /// - Parameter changesOne: It has to change exactly one row, else the transaction fails.
    func gather(_ text: StatementText, _ parameters: Parameters, changesOne: Bool) throws(PostgreSQLError) -> Bool {
        guard !isStrict, gathered.takes(text) else { return false }
        if let failure { throw failure }
        try refuseWrite(text)
        if !gathered.hasPlace(for: text, parameters, changesOne: changesOne) { try sendGathered() }
        gathered.append(text, parameters, changesOne: changesOne)
        if gathered.isFull {
            // The server works on these while the next ones are gathered.
            try sendGathered()
            guard PQflush(connection) == 0 else { throw lost() }
        }
        return true
    }

    private func sendGathered() throws(PostgreSQLError) {
        for (text, parameters) in gathered.take() { try send(text, parameters) }
    }

    private func refuseWrite(_ text: StatementText) throws(PostgreSQLError) {
        guard text.writes else { return }
        guard !refusesWrites else {
            throw PostgreSQLError(.misuse, "a read may not change the database", sql: text.sql)
        }
        wrote = true
    }

    /// Sends a statement without waiting for its answer.
    func queue(_ text: StatementText, _ parameters: Parameters) throws(PostgreSQLError) {
        try send(text, parameters)
        if pending.count >= Self.maxPending { try flush() }
    }

    /// Sends a statement and waits for its answer, which the caller clears; what was queued before it has run then.
    func answer(_ text: StatementText, _ parameters: Parameters) throws(PostgreSQLError) -> OpaquePointer? {
        try send(text, parameters)
        return try collect()
    }

    /// Waits until everything that was queued has run.
    func flush() throws(PostgreSQLError) {
        if let failure { throw failure }
        try sendGathered()
        if !pending.isEmpty { PQclear(try collect()) }
    }

    /// Forgets that a statement failed, after the transaction it spoilt was undone.
    func forgive() { failure = nil }

    /// Forgets the rows that were gathered: their transaction, or their part of it, is undone.
    func dropGathered() { gathered.clear() }

    private func send(_ text: StatementText, _ parameters: Parameters) throws(PostgreSQLError) {
        if let failure { throw failure }
        if !gathered.isEmpty { try sendGathered() }
        try refuseWrite(text)
        var isSent: Int32
        if isDirect {
            if text.name.isEmpty || text.types != parameters.types { try prepare(text, parameters.types) }
            isSent = parameters.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(connection, text.name, count, values, lengths, formats, 0)
            }
        } else {
            isSent = parameters.withPointers { count, values, lengths, formats in
                PQsendQueryParams(connection, text.sql, count, parameters.types, values, lengths, formats, 0)
            }
        }
        guard isSent == 1 else { throw lost() }
        pending.append(Pending(text: text, preparesPlan: false))
    }

    private func prepare(_ text: StatementText, _ types: [Oid]) throws(PostgreSQLError) {
        plans += 1
        text.name = "w\(plans)"
        text.types = types
        guard PQsendPrepare(connection, text.name, text.sql, Int32(types.count), types) == 1 else { throw lost() }
        pending.append(Pending(text: text, preparesPlan: true))
    }

    /// Ends the pipeline's section and reads every answer; returns the last one.
    private func collect() throws(PostgreSQLError) -> OpaquePointer? {
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        let sent = pending
        pending = []
        var failed: PostgreSQLError?
        var last: OpaquePointer?
        for statement in sent {
            PQclear(last)
            last = try next()
            PQclear(try next())  // nil ends the answers of one statement
            switch PQresultStatus(last) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: continue
            case PGRES_PIPELINE_ABORTED: if statement.preparesPlan { statement.text.name = "" }
            default:
                if statement.preparesPlan { statement.text.name = "" }
                failed = failed ?? error(of: last, sql: statement.text.sql)
            }
        }
        let end = try next()
        let isEnd = PQresultStatus(end) == PGRES_PIPELINE_SYNC
        PQclear(end)
        guard isEnd else {
            PQclear(last)
            throw lost()
        }
        if let failed {
            PQclear(last)
            failure = failed.endsConnection || !isStrict ? failed : nil
            throw failed
        }
        return last
    }

    /// The next result as it comes over the wire; an answer that takes too long ends the connection.
    private func next() throws(PostgreSQLError) -> OpaquePointer? {
        let deadline = Socket.milliseconds() + Int64(Self.patience)
        while PQisBusy(connection) == 1 {
            guard Socket.waitUntilReadable(socket, until: deadline), PQconsumeInput(connection) == 1 else {
                throw lost()
            }
        }
        let result = PQgetResult(connection)
        if PQstatus(connection) == CONNECTION_BAD {
            let found = result == nil ? lost() : error(of: result, sql: nil)
            PQclear(result)
            failure = found.endsConnection ? found : lost()
            throw failure ?? found
        }
        return result
    }

    // MARK: Notifications

    /// Reads what has come without being asked for.
    func consume() throws(PostgreSQLError) {
        guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { throw lost() }
    }

    /// What other sessions said on the channels this one listens to.
    func notifications() -> [String] {
        var messages: [String] = []
        while let notification = PQnotifies(connection) {
            messages.append(notification.pointee.extra.map { String(cString: $0) } ?? "")
            PQfreemem(notification)
        }
        return messages
    }

    private func lost() -> PostgreSQLError {
        let message = Self.firstLine(String(cString: PQerrorMessage(connection)))
        let lost = PostgreSQLError(.connectionLost, message.isEmpty ? "the server did not answer" : message)
        failure = lost
        return lost
    }

    private func error(of result: OpaquePointer?, sql: String?) -> PostgreSQLError {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        guard let state else {
            return PostgreSQLError(
                .connectionLost, Self.firstLine(String(cString: PQresultErrorMessage(result))), sql: nil)
        }
        return PostgreSQLError(.init(rawValue: state), message ?? "unknown error", sql: sql)
    }

    private static func firstLine(_ text: String) -> String {
        String(text.split(whereSeparator: \.isNewline).first ?? "")
    }
}

/// Hands over C strings in an array that ends with nil.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { Array($0.utf8CString) }
    let offsets = copies.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    return copies.flatMap(\.self).withUnsafeBufferPointer { bytes in
        var pointers = offsets.dropLast().map { offset in bytes.baseAddress.map { $0 + offset } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { pointers in
            guard let start = pointers.baseAddress else { preconditionFailure("an array that is never empty") }
            return body(start)
        }
    }
}

/// What the server remarks, such as that a table exists already, is for nobody; libpq would write it to standard error.
private func ignoreNotice(_: UnsafeMutableRawPointer?, _: UnsafePointer<CChar>?) {}
