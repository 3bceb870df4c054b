extension WhatsAppEnvelope {
    struct Message {
        var from: String?
        var fromUserID: String?
        var groupID: String?
        var id: String?
        var timestamp: String?
        var type: String?
        var context: Context?
        var text: String?
        var button: Press?
        var interactive: Press?
        var media: Media?

        init?(_ cursor: inout JSONCursor) throws(Malformed) {
            // The type says which other member counts, and may stand behind it.
            var content: [(name: JSONName, value: JSONCursor)] = []
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "from": from = try cursor.textOrInteger()
                case "from_user_id": fromUserID = try cursor.textOrInteger()
                case "group_id": groupID = try cursor.textOrInteger()
                case "id": id = try cursor.text()
                case "timestamp": timestamp = try cursor.textOrInteger()
                case "type": type = try cursor.text()
                case "context": context = try Context(&cursor)
                case "text", "button", "interactive", "document", "image", "video", "sticker", "audio":
                    content.removeAll { $0.name.isSpelt(as: name) }  // the last of several counts
                    content.append((name, cursor.here))
                default: break
                }
            }
            if !isObject { return nil }
            guard let type, var chosen = content.first(where: { $0.name.isSpelt(type) })?.value else { return }
            switch type {
            case "text": text = try Self.body(&chosen)
            case "button": button = try Press(&chosen, id: "payload", title: "text")
            case "interactive": interactive = try Self.reply(&chosen)
            default: media = try Media(&chosen)
            }
        }

        private static func body(_ cursor: inout JSONCursor) throws(Malformed) -> String? {
            var body: String?
            _ = try cursor.members { (cursor, name) throws(Malformed) in
                if name == "body" { body = try cursor.text() }
            }
            return body
        }

        /// The pressed button or the chosen row of a list.
        private static func reply(_ cursor: inout JSONCursor) throws(Malformed) -> Press? {
            var (button, row): (Press?, Press?) = (nil, nil)
            _ = try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "button_reply": button = try Press(&cursor, id: "id", title: "title")
                case "list_reply": row = try Press(&cursor, id: "id", title: "title")
                default: break
                }
            }
            return button ?? row
        }
    }

    struct Context {
        var id: String?
        var isForwarded = false

        init?(_ cursor: inout JSONCursor) throws(Malformed) {
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "id": id = try cursor.text()
                // Anything but an explicit no counts as forwarded: a doubt must not turn into a command.
                case "forwarded", "frequently_forwarded": if try cursor.flag() != false { isForwarded = true }
                default: break
                }
            }
            if !isObject { return nil }
        }
    }

    struct Press {
        var id: String?
        var title: String?

        /// Nil also where a member is there and is no text.
        init?(
            _ cursor: inout JSONCursor, id idName: StaticString, title titleName: StaticString
        ) throws(Malformed) {
            var isReadable = true
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                guard name == idName || name == titleName, try !cursor.null() else { return }
                let text = try cursor.text()
                if text == nil { isReadable = false }
                if name == idName { id = text } else { title = text }
            }
            if !isObject || !isReadable { return nil }
        }
    }

    struct Media {
        var id: String?
        var mediaType: String?
        /// Base64.
        var sha256: String?
        var filename: String?
        var caption: String?

        init?(_ cursor: inout JSONCursor) throws(Malformed) {
            let isObject = try cursor.members { (cursor, name) throws(Malformed) in
                switch name {
                case "id": id = try cursor.textOrInteger()
                case "mime_type": mediaType = try cursor.text()
                case "sha256": sha256 = try cursor.text()
                case "filename": filename = try cursor.text()
                case "caption": caption = try cursor.text()
                default: break
                }
            }
            if !isObject { return nil }
        }
    }
}
