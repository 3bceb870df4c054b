import Testing
import Vocabulary

@testable import LanguageModel

@Suite struct CircuitBreakerTests {
    private static func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

    // The macro cannot call mutating functions.
    private static func admits(_ circuit: inout CircuitBreaker, _ seconds: Int64) -> Bool {
        circuit.admit(now: at(seconds))
    }

    @Test func `an endpoint rests for as long as it asks, and then one call finds out`() {
        var circuit = CircuitBreaker()
        circuit.callFailed(now: Self.at(0), rest: .seconds(40))
        #expect(!Self.admits(&circuit, 39) && Self.admits(&circuit, 40) && !Self.admits(&circuit, 41))
    }

    @Test func `a clock that is set back prolongs no rest and no probe`() {
        var circuit = CircuitBreaker()
        circuit.callFailed(now: Self.at(259_200), rest: .seconds(40))
        #expect(!Self.admits(&circuit, 259_201) && Self.admits(&circuit, 0))
        #expect(!Self.admits(&circuit, 1))
        circuit.callSucceeded()
        circuit.callFailed(now: Self.at(259_200), rest: .seconds(40))
        #expect(Self.admits(&circuit, 259_240) && !Self.admits(&circuit, 259_241) && Self.admits(&circuit, 0))
    }
}
