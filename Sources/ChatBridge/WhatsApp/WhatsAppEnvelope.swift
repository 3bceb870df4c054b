/// A webhook body of the WhatsApp Cloud API, as far as Waggle reads it; whatever is missing or strange becomes nil.
struct WhatsAppEnvelope: Decodable {
    var entries: Lossy<Entry>?

    struct Entry: Decodable {
        var changes: Lossy<Change>?
        private enum Key: String, CodingKey { case changes }
        init(from decoder: any Decoder) throws {
            changes = try decoder.container(keyedBy: Key.self).lenient(Lossy<Change>.self, .changes)
        }
    }

    struct Change: Decodable {
        var field: String?
        var phoneNumberID: String?
        var contacts: [Contact]
        var messages: Lossy<Message>?
        var statuses: Lossy<Status>?

        private enum Key: String, CodingKey { case field, value }
        private enum ValueKey: String, CodingKey { case metadata, contacts, messages, statuses }
        private enum MetadataKey: String, CodingKey { case phone_number_id }

        init(from decoder: any Decoder) throws {
            let change = try decoder.container(keyedBy: Key.self)
            field = change.lenient(String.self, .field)
            let value = try change.nestedContainer(keyedBy: ValueKey.self, forKey: .value)
            phoneNumberID = (try? value.nestedContainer(keyedBy: MetadataKey.self, forKey: .metadata))?
                .lenientText(.phone_number_id)
            contacts = value.lenient(Lossy<Contact>.self, .contacts)?.elements ?? []
            messages = value.lenient(Lossy<Message>.self, .messages)
            statuses = value.lenient(Lossy<Status>.self, .statuses)
        }
    }

    struct Contact: Decodable {
        var number: String?
        var userID: String?
        var name: String?

        private enum Key: String, CodingKey { case wa_id, user_id, profile }
        private enum ProfileKey: String, CodingKey { case name }

        init(from decoder: any Decoder) throws {
            let contact = try decoder.container(keyedBy: Key.self)
            number = contact.lenientText(.wa_id)
            userID = contact.lenientText(.user_id)
            name = (try? contact.nestedContainer(keyedBy: ProfileKey.self, forKey: .profile))?
                .lenient(String.self, .name)
        }
    }

    struct Status: Decodable {
        var id: String?
        var status: String?
        var timestamp: String?
        var opaque: String?
        var errorCode: Int?

        private enum Key: String, CodingKey { case id, status, timestamp, biz_opaque_callback_data, errors }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            id = container.lenient(String.self, .id)
            status = container.lenient(String.self, .status)
            timestamp = container.lenientText(.timestamp)
            opaque = container.lenientText(.biz_opaque_callback_data)
            errorCode = container.lenient(Lossy<Failure>.self, .errors)?.elements.first?.code
        }
    }

    struct Failure: Decodable {
        var code: Int?
    }

    private enum Key: String, CodingKey { case entry }

    init(from decoder: any Decoder) throws {
        entries = try decoder.container(keyedBy: Key.self).lenient(Lossy<Entry>.self, .entry)
    }
}
