import FoundationEssentials
import Testing
import Vocabulary

@Suite struct CommandTests {
    @Test func `a command survives JSON`() throws {
        let command = Command(
            .swarmCreate,
            [
                .prd: .text("a todo api"), .agents: .integer(4), .budget: .number(20), .all: .flag(true),
                .candidates: .list(["swarm:shop"]),
            ])
        let decoded = try JSONDecoder().decode(Command.self, from: JSONEncoder().encode(command))
        #expect(decoded.intent == .swarmCreate)
        #expect(decoded.number(.budget) == 20)
        #expect(decoded.integer(.agents) == 4)
        #expect(decoded.flag(.all))
        #expect(decoded.slots[.candidates] == .list(["swarm:shop"]))
    }

    @Test func `an unknown slot is refused`() {
        let json = Data(#"{"intent":"help","slots":{"colour":"red"}}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Command.self, from: json) }
    }
}
