import HTTPServer
import Testing
import Vocabulary

@testable import ControlPlane

@Suite struct RefusalLimitTests {
    @Test func `an address that was refused often is heard again after a clock was set back by days`() throws {
        let limit = RefusalLimit()
        let request = HTTPRequest(target: "/v1/swarms")
        func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }
        for _ in 0..<Int(RefusalLimit.burst) { limit.refused(request, digest: [1], at: at(259_200)) }
        #expect(throws: APIError.self) { try limit.check(request, digest: [2], at: at(259_200)) }
        #expect(throws: APIError.self) { try limit.check(request, digest: [2], at: at(259_190)) }
        try limit.check(request, digest: [2], at: at(0))
    }
}
