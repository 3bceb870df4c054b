/// A webhook body of the WhatsApp Cloud API, as far as Waggle reads it; whatever is missing or strange becomes nil.
struct WhatsAppEnvelope {
    typealias Malformed = JSONCursor.Malformed

    var entries: Lossy<Entry>?

    /// Throws where the body is no JSON object.
    init(_ body: [UInt8]) throws(Malformed) {
        var cursor = try JSONCursor(body)
        let isObject = try cursor.members { (cursor, name) throws(Malformed) in
            guard name == "entry", try !cursor.null() else { return }
            entries = try Lossy(&cursor) { (cursor) throws(Malformed) in try Entry(&cursor) }
        }
        try cursor.end()
        guard isObject else { throw Malformed() }
    }

    struct Entry {
        var changes: Lossy<Change>?

        /// Nil where no object stands there; so are the others.
        init?(_ cursor: inout JSONCursor) throws(Malformed) {
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                guard name == "changes", try !cursor.null() else { return }
                changes = try Lossy(&cursor) { (cursor) throws(Malformed) in try Change(&cursor) }
            }
            if !isObject { return nil }
        }
    }

    struct Change {
        var field: String?
        var phoneNumberID: String?
        var messages: Lossy<Message>?
        var statuses: Lossy<Status>?

        init?(_ cursor: inout JSONCursor) throws(Malformed) {
            var hasValue = false
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "field": field = try cursor.text()
                case "value": hasValue = try read(&cursor)
                default: break
                }
            }
            if !isObject || !hasValue { return nil }
        }

        private mutating func read(_ cursor: inout JSONCursor) throws(Malformed) -> Bool {
            try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "metadata":
                    _ = try cursor.members { (cursor, name) throws(Malformed) in
                        if name == "phone_number_id" { phoneNumberID = try cursor.textOrInteger() }
                    }
                case "messages":
                    if try cursor.null() { return }
                    messages = try Lossy(&cursor) { (cursor) throws(Malformed) in try Message(&cursor) }
                case "statuses":
                    if try cursor.null() { return }
                    statuses = try Lossy(&cursor) { (cursor) throws(Malformed) in try Status(&cursor) }
                default: break
                }
            }
        }
    }

    struct Status {
        var id: String?
        var status: String?
        var timestamp: String?
        var opaque: String?
        var errorCode: Int?

        init?(_ cursor: inout JSONCursor) throws(Malformed) {
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "id": id = try cursor.text()
                case "status": status = try cursor.text()
                case "timestamp": timestamp = try cursor.textOrInteger()
                case "biz_opaque_callback_data": opaque = try cursor.textOrInteger()
                case "errors": errorCode = try Self.firstCode(&cursor)
                default: break
                }
            }
            if !isObject { return nil }
        }

        /// The code of the first error that can be read.
        private static func firstCode(_ cursor: inout JSONCursor) throws(Malformed) -> Int? {
            let errors = try Lossy(&cursor) { (cursor) throws(Malformed) -> Int?? in
                var code: Int?
                var isReadable = true
                let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                    guard name == "code", try !cursor.null() else { return }
                    code = try cursor.integer().flatMap { Int(exactly: $0) }
                    isReadable = code != nil
                }
                return isObject && isReadable ? .some(code) : .none
            }
            return errors.elements.first ?? nil
        }
    }
}
