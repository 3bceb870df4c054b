import Crypto
import Testing

/// Published vectors: FIPS 180-4 examples, RFC 4231, RFC 8032 §7.1, RFC 4648 §10.
@Suite struct CryptoVectorTests {
    private func bytes(_ hex: String) throws -> [UInt8] { try #require(HexEncoding.decode(hex)) }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 gives the published digests`(_ text: String, _ digest: String) {
        #expect(SHA256.hex(text) == digest)
        #expect(HexEncoding.encode(SHA256.digest(text)) == digest)
    }

    @Test func `SHA-256 of a million letters, piece by piece`() {
        var hash = SHA256()
        let piece = [UInt8](repeating: 97, count: 1_000)
        for _ in 0..<1_000 { hash.update(piece) }
        let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(HexEncoding.encode(hash.digest()) == digest)
        #expect(HexEncoding.encode(hash.digest()) == digest)
        hash.update("more")
        #expect(HexEncoding.encode(hash.digest()) != digest)
    }

    @Test func `HMAC-SHA-256 gives the codes of RFC 4231`() throws {
        let cases: [(key: [UInt8], message: [UInt8], code: String)] = [
            (
                .init(repeating: 0x0b, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                .init(repeating: 0xaa, count: 20), .init(repeating: 0xdd, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                .init(repeating: 0xaa, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
        for (key, message, code) in cases {
            #expect(HexEncoding.encode(HMACSHA256.code(for: message, key: key)) == code)
            #expect(HMACSHA256.isValid(try bytes(code), for: message, key: key))
        }
        let secret = HMACSHA256.code(for: cases[1].message, key: Secret("Jefe"))
        #expect(HexEncoding.encode(secret) == cases[1].code)
    }

    @Test func `any changed bit makes a code or a message invalid`() {
        let key = Array("key".utf8)
        let message = Array("message".utf8)
        let code = HMACSHA256.code(for: message, key: key)
        for bit in 0..<code.count * 8 {
            var changed = code
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!HMACSHA256.isValid(changed, for: message, key: key))
        }
        #expect(!HMACSHA256.isValid(Array(code.dropLast()), for: message, key: key))
        #expect(!HMACSHA256.isValid([], for: message, key: key))
        #expect(!HMACSHA256.isValid(code, for: message + [0], key: key))
        #expect(!HMACSHA256.isValid(code, for: message, key: key + [1]))
    }

    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ])
    func `Ed25519 gives the signatures of RFC 8032`(
        _ seed: String, _ publicKey: String, _ message: String, _ signature: String
    ) throws {
        let key = try #require(Ed25519.PrivateKey(seed: try bytes(seed)))
        let message = try bytes(message)
        #expect(HexEncoding.encode(key.publicKey) == publicKey)
        #expect(HexEncoding.encode(key.sign(message)) == signature)
        #expect(try Ed25519.isValid(signature: bytes(signature), for: message, publicKey: key.publicKey))
    }

    @Test func `a changed signature, message or key does not verify`() throws {
        let key = Ed25519.PrivateKey()
        let message = Array("waggle".utf8)
        let signature = key.sign(message)
        #expect(Ed25519.isValid(signature: signature, for: message, publicKey: key.publicKey))
        for bit in stride(from: 0, to: signature.count * 8, by: 7) {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!Ed25519.isValid(signature: changed, for: message, publicKey: key.publicKey))
        }
        #expect(!Ed25519.isValid(signature: signature, for: message + [0], publicKey: key.publicKey))
        #expect(!Ed25519.isValid(signature: signature, for: message, publicKey: Ed25519.PrivateKey().publicKey))
        #expect(!Ed25519.isValid(signature: signature, for: message, publicKey: []))
        #expect(!Ed25519.isValid(signature: [], for: message, publicKey: key.publicKey))
        #expect(Ed25519.PrivateKey(seed: [1, 2, 3]) == nil)
        let again = try #require(Ed25519.PrivateKey(seed: key.exposeSeed()))
        #expect(again.publicKey == key.publicKey)
        #expect("\(key)" == "•••")
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `Base64 gives the texts of RFC 4648`(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(plain.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }
}
