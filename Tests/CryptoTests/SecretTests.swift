import Crypto
import Testing

@Suite struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret: Secret
        let token: Token
    }

    @Test func `no way of printing shows a secret`() throws {
        let token = Token.generate()
        let secret = Secret("hunter2")
        let holder = Holder(secret: secret, token: token)
        var dumped = ""
        dump(holder, to: &dumped)
        dump(secret, to: &dumped)
        let key = Ed25519.PrivateKey()
        dump(key, to: &dumped)
        let shown = [
            "\(secret)", String(reflecting: secret), "\(holder)", String(reflecting: holder), dumped,
            "\(Optional(secret) as Any)", "\([secret, secret])", "\(token)",
            String(reflecting: Mirror(reflecting: holder)),
        ]
        for text in shown {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains(token.secret.expose()))
            #expect(!text.contains(HexEncoding.encode(key.exposeSeed())))
        }
        #expect(secret.expose() == "hunter2")
    }

    @Test func `secrets compare by value`() {
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
        #expect(Secret("a") != Secret("ab"))
        #expect(Secret("").isEmpty && !Secret("a").isEmpty)
    }

    @Test func `a token is read back and keeps its digest`() throws {
        let token = Token.generate()
        let text = token.secret.expose()
        #expect(text.utf8.count == 75 && text.hasPrefix("wg_"))
        #expect(token.digest == SHA256.digest(text))
        #expect(Token(text) == token)
        #expect(Token.generate() != token)
        let fixed = try #require(Token(random: Array(0..<32)))
        #expect(Token(random: Array(0..<32)) == fixed)
        #expect(Token(random: [1]) == nil)
    }

    @Test func `a mistyped token is refused`() {
        let text = Token.generate().secret.expose()
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "0" ? "1" : "0")
            #expect(Token(changed) == nil)
        }
        #expect(Token(String(text.dropLast())) == nil)
        #expect(Token(text + "0") == nil)
        #expect(Token(text.uppercased()) == nil)
        #expect(Token("") == nil)
        #expect(Token(String(repeating: "é", count: 37) + "0") == nil)
    }

    @Test func `random bytes differ and have their length`() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(33).count == 33)
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
        var generator = SecureRandom()
        #expect(generator.next() != generator.next())
    }
}
