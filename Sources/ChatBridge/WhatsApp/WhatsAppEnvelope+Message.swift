extension WhatsAppEnvelope {
    struct Message: Decodable {
        var from: String?
        var fromUserID: String?
        var groupID: String?
        var id: String?
        var timestamp: String?
        var type: String?
        var context: Context?
        var text: Text?
        var button: TemplateButton?
        var interactive: Interactive?
        var media: Media?

        private enum Key: String, CodingKey {
            case from, from_user_id, group_id, id, timestamp, type, context, text, button, interactive
            case document, image, video, sticker, audio
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            from = container.lenientText(.from)
            fromUserID = container.lenientText(.from_user_id)
            groupID = container.lenientText(.group_id)
            id = container.lenient(String.self, .id)
            timestamp = container.lenientText(.timestamp)
            type = container.lenient(String.self, .type)
            context = container.lenient(Context.self, .context)
            switch type {
            case "text": text = container.lenient(Text.self, .text)
            case "button": button = container.lenient(TemplateButton.self, .button)
            case "interactive": interactive = container.lenient(Interactive.self, .interactive)
            case "document", "image", "video", "sticker", "audio":
                media = Key(rawValue: type ?? "").flatMap { container.lenient(Media.self, $0) }
            default: break
            }
        }
    }

    struct Context: Decodable {
        var id: String?
        var isForwarded: Bool

        private enum Key: String, CodingKey { case id, forwarded, frequently_forwarded }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            id = container.lenient(String.self, .id)
            // Anything but an explicit no counts as forwarded: a doubt must not turn into a command.
            isForwarded = [Key.forwarded, .frequently_forwarded].contains { key in
                container.contains(key) && container.lenient(Bool.self, key) != false
            }
        }
    }

    struct Text: Decodable {
        var body: String?
    }

    struct TemplateButton: Decodable {
        var payload: String?
        var text: String?
    }

    struct Interactive: Decodable {
        struct Reply: Decodable {
            var id: String?
            var title: String?
        }

        /// The pressed button or the chosen row of a list.
        var reply: Reply?

        private enum Key: String, CodingKey { case button_reply, list_reply }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            reply = container.lenient(Reply.self, .button_reply) ?? container.lenient(Reply.self, .list_reply)
        }
    }

    struct Media: Decodable {
        var id: String?
        var mediaType: String?
        /// Base64.
        var sha256: String?
        var filename: String?
        var caption: String?

        private enum Key: String, CodingKey { case id, mime_type, sha256, filename, caption }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            id = container.lenientText(.id)
            mediaType = container.lenient(String.self, .mime_type)
            sha256 = container.lenient(String.self, .sha256)
            filename = container.lenient(String.self, .filename)
            caption = container.lenient(String.self, .caption)
        }
    }
}
