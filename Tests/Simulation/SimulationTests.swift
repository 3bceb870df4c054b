import Store
import Testing

/// Random histories of the orchestrator's core; a failing seed replays.
@Suite(.timeLimit(.minutes(5))) struct SimulationTests {
    private func run(seed: UInt64) async throws -> World {
        let world = try await World(seed: seed)
        try await world.populate()
        for _ in 0..<250 where world.violations.isEmpty { try await world.step() }
        if world.violations.isEmpty { try await world.settle() }
        await world.store.close()
        return world
    }

    @Test(arguments: UInt64(1)...20) func `the invariants hold and all work ends`(seed: UInt64) async throws {
        let world = try await run(seed: seed)
        let story = world.trace.suffix(25).joined(separator: "\n")
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations)\n\(story)")
    }

    @Test(arguments: UInt64(1)...20) func `a seed replays byte for byte`(seed: UInt64) async throws {
        let (first, second) = (try await run(seed: seed), try await run(seed: seed))
        #expect(first.trace == second.trace)
        #expect(first.trace.count > 100)
    }
}
