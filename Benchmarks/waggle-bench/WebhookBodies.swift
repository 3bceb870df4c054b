import Crypto
import FoundationEssentials
import Vocabulary

/// Signed WhatsApp messages with ids of their own, from some people Waggle knows.
enum WebhookBodies {
    static let secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    static let phoneNumberID = "106540352242922"
    static let senders = (0..<16).map { "165055500\($0 < 10 ? "0" : "")\($0)" }

    /// Writes lines of signature, tab and body, for the numbers of the range.
    static func write(_ numbers: Range<Int>, to path: String) throws {
        let key = Array(secret.utf8)
        var file: [UInt8] = []
        file.reserveCapacity(numbers.count * 1_120)
        for number in numbers {
            let body = Array(body(number).utf8)
            file += "sha256=\(HexEncoding.encode(HMACSHA256.code(for: body, key: key)))\t".utf8
            file += body
            file.append(UInt8(ascii: "\n"))
        }
        try Data(file).write(to: URL(filePath: path))
    }

    // As Meta sends them, with what it adds about the number and the conversation: some 1,000 bytes.
    private static func body(_ number: Int) -> String {
        let sender = senders[number % senders.count]
        let id = HexEncoding.encode(SHA256.digest("\(number)")).uppercased()
        let seconds = Stopwatch.wallClock.milliseconds / 1_000
        return #"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":"#
            + #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","#
            + #""phone_number_id":"\#(phoneNumberID)"},"contacts":[{"profile":{"name":"Sheena Nelson"},"#
            + #""wa_id":"\#(sender)"}],"messages":[{"from":"\#(sender)","id":"wamid.HBg\#(id)","#
            + #""timestamp":"\#(seconds)","type":"text","text":{"body":"which tasks failed last night?"},"#
            + #""context":{"from":"15550783881","id":"wamid.HBg\#(filler)"}}]},"#
            + #""field":"messages"}]}]}"#
    }

    private static let filler = String(repeating: "QxMjU1NTAwMDAVAgARGBI5QTNDQTVCM0Q0", count: 12)
}
