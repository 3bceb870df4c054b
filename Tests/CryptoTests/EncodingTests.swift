import Crypto
import Testing

@Suite struct EncodingTests {
    @Test func `every length comes back from every alphabet`() {
        for count in 0...70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 251) }
            #expect(HexEncoding.decode(HexEncoding.encode(bytes)) == bytes)
            for alphabet in [Base64.Alphabet.standard, .urlSafe, .urlSafeUnpadded] {
                #expect(Base64.decode(Base64.encode(bytes, as: alphabet), as: alphabet) == bytes)
            }
        }
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zh==", "Zg==x", " Zg==", "Zg==\n", "Z g==", "Z", "====", "Z-8=", "Zm9vY_==", "Żg==",
    ])
    func `Base64 that is not exactly right is refused`(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `alphabets and padding do not mix`() {
        let bytes: [UInt8] = [0xfb, 0xff]
        #expect(Base64.encode(bytes) == "+/8=")
        #expect(Base64.encode(bytes, as: .urlSafe) == "-_8=")
        #expect(Base64.encode(bytes, as: .urlSafeUnpadded) == "-_8")
        #expect(Base64.decode("+/8=", as: .urlSafe) == nil)
        #expect(Base64.decode("-_8=", as: .urlSafeUnpadded) == nil)
        #expect(Base64.decode("-_8", as: .urlSafe) == nil)
    }

    @Test(arguments: ["0", "abc", "0g", "0x10", " 00", "00 ", "é0", "0\u{0}"])
    func `hexadecimal that is not exactly right is refused`(_ text: String) {
        #expect(HexEncoding.decode(text) == nil)
    }

    @Test func `hexadecimal takes either case and writes lower`() {
        #expect(HexEncoding.decode("DEADbeef") == [0xde, 0xad, 0xbe, 0xef])
        #expect(HexEncoding.encode([0xde, 0xad, 0x00]) == "dead00")
    }

    @Test func `equal bytes are equal, whatever the length`() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2], [1, 2]))
        #expect(!constantTimeEquals([1, 2], [1, 3]))
        #expect(!constantTimeEquals([1, 2], [1]))
        #expect(!constantTimeEquals([], [0]))
    }
}
