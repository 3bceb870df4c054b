import TestSupport
import Testing
import Vocabulary

@testable import ChatBridge

struct JSONCursorTests {
    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        guard var cursor = try? JSONCursor(bytes) else { return false }
        return (try? cursor.skip()) != nil && (try? cursor.end()) != nil
    }

    private static func text(_ json: String) throws -> String? {
        var cursor = try JSONCursor(Array(json.utf8))
        return try cursor.text()
    }

    @Test(arguments: [
        ("\"a\"", "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""é😀""#, "é😀"), ("\"é😀\"", "é😀"),
        ("\"\"", ""), ("7", nil), ("null", nil), ("{}", nil),
    ])
    func texts(json: String, expected: String?) throws {
        #expect(try Self.text(json) == expected)
    }

    @Test(arguments: [
        "{", "[1,]", "{\"a\":1,}", "[1 2]", "01", "1.", "-", "1e", "tru", "nulL", "\"", "\"\\", "\"\\x\"",
        "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\u00g0\"", "\"a\nb\"", "[1]x", "", " ", "{1:2}",
        "{\"a\"}",
        "\u{feff}1", String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ])
    func `what is no JSON is refused`(json: String) {
        #expect(!Self.isJSON(Array(json.utf8)))
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x31, 0x00],
        ] {
            #expect(!Self.isJSON(bytes))
        }
    }

    @Test(
        arguments: [
            ("5", 5), ("-5", -5), ("9223372036854775807", 9_223_372_036_854_775_807), ("9223372036854775808", nil),
            ("1.5", nil), ("\"5\"", nil), ("5 ", 5),
        ] as [(String, Int64?)])
    func integers(json: String, expected: Int64?) throws {
        var cursor = try JSONCursor(Array(json.utf8))
        #expect(try cursor.integer() == expected)
        try cursor.end()
    }

    @Test func `it accepts what Foundation accepts, however a body was damaged`() throws {
        let body = Array(
            #"""
            {"object":"x","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},
            "messages":[{"from":"16505551234","id":"wamid.1","timestamp":"1749416383","type":"text","text":{"body":"é\n\u00e9"},
            "context":{"id":"a","forwarded":false}}],"statuses":[{"id":"b","errors":[{"code":7}]}, null, true]}}]}]}
            """#.utf8)
        let seed = UInt64.random(in: 0..<UInt64.max)
        var random = SeededRandom(seed: seed)
        let spice = Array(#"{}[]",:\u0e-+.tfn "#.utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xFF]
        for _ in 0..<4_000 {
            var damaged = body
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: damaged[place] = spice.randomElement(using: &random) ?? 0
                case 1: damaged.insert(spice.randomElement(using: &random) ?? 0, at: place)
                default: damaged.remove(at: place)
                }
            }
            let text = String(decoding: damaged, as: UTF8.self)
            let isAccepted = Self.isJSON(damaged)
            let isFoundations = JSONValue(parsing: damaged) != nil
            // Foundation passes over a comma at the end, which RFC 8259 does not have.
            let dense = text.filter { !$0.isWhitespace }
            if dense.contains(",}") || dense.contains(",]") {
                #expect(isFoundations || !isAccepted, "seed \(seed): \(text)")
            } else {
                #expect(isAccepted == isFoundations, "seed \(seed): \(text)")
            }
            _ = try? WhatsAppEnvelope(damaged)
        }
    }
}
