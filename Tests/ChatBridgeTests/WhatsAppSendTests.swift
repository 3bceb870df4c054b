import Testing
import Vocabulary

@testable import ChatBridge

struct WhatsAppSendTests {
    @Test func `a text`() {
        #expect(
            WhatsAppSend.message("hi", to: "16505551234", opaqueID: "17", replyTo: "wamid.1").canonical
                == #"{"biz_opaque_callback_data":"17","context":{"message_id":"wamid.1"},"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"hi","preview_url":false},"to":"+16505551234","type":"text"}"#
        )
    }

    @Test func `at most three buttons with short titles`() {
        let buttons = (1...4).map { Button(id: "b\($0)", title: "A title that is far too long") }
        let json = WhatsAppSend.message("Go?", buttons: buttons, to: "1", opaqueID: "1")
        let shown = json["interactive"]?["action"]?["buttons"]?.array ?? []
        #expect(shown.count == 3)
        #expect(shown.first?["reply"]?["title"]?.string == "A title that is far…")
        #expect(shown.first?["reply"]?["id"] == "b1")
        #expect(json["interactive"]?["body"]?["text"] == "Go?")
    }

    @Test func `recipients without a number, and groups`() {
        #expect(WhatsAppSend.message("x", to: "US.1", opaqueID: "1")["recipient"] == "US.1")
        #expect(WhatsAppSend.message("x", to: "group:G7", opaqueID: "1")["recipient_type"] == "group")
        #expect(WhatsAppSend.message("x", to: "group:G7", opaqueID: "1")["to"] == "G7")
    }

    @Test func `read mark with typing sign`() {
        #expect(
            WhatsAppSend.markRead("wamid.1", typing: true).canonical
                == #"{"message_id":"wamid.1","messaging_product":"whatsapp","status":"read","typing_indicator":{"type":"text"}}"#
        )
    }

    @Test func `an accepted message has an id`() {
        #expect(
            WhatsAppSend.outcome(status: 200, body: Array(#"{"messages":[{"id":"wamid.9"}]}"#.utf8))
                == .accepted(id: "wamid.9"))
    }

    @Test(arguments: [
        (130_429, SendRejection.Remedy.retry), (131_056, .retry), (131_047, .awaitMessage), (190, .fixCredentials),
        (131_026, .giveUp), (131_049, .giveUp), (100, .giveUp),
    ])
    func `the code decides, not the status`(code: Int, remedy: SendRejection.Remedy) {
        let body = Array(#"{"error":{"message":"(#1) *no*","code":\#(code)}}"#.utf8)
        #expect(
            WhatsAppSend.outcome(status: 400, body: body)
                == .rejected(SendRejection(code: code, reason: "(#1) ∗no∗", remedy: remedy)))
    }

    @Test func `what may have been taken is unknown`() {
        for (status, body) in [(200, "{}"), (200, ""), (500, "oops"), (502, "")] {
            guard case .unknown = WhatsAppSend.outcome(status: status, body: Array(body.utf8)) else {
                Issue.record("\(status) \(body)")
                continue
            }
        }
    }
}
