import Glibc
import TestSupport
import Threading

/// Runs one seed after the other on a thread of its own: whole histories are no work for the cooperative pool.
actor SimulationWorker {
    struct Findings: Sendable {
        var tally = Tally()
        var failures: [SimulationFailure] = []
    }

    private let executor = ThreadExecutor(name: "simulation")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    /// Runs the seeds that `next` gives until there is none, or `most` have failed.
    func run(breaking breakage: Breakage? = nil, most: Int = 3, _ next: @Sendable () -> UInt64?) -> Findings {
        // Behind tests that wait for something: nobody waits for a history.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        var findings = Findings()
        var database: EmptyDatabase?
        while findings.failures.count < most, let seed = next() {
            do {
                // What breaks the product stays in the database.
                if database == nil || breakage != nil { database = try EmptyDatabase() }
                let simulation = try Simulation(seed: seed, on: database, breaking: breakage)
                simulation.run()
                findings.tally.add(simulation.tally)
                findings.tally.count("seeds")
                guard !simulation.violations.isEmpty else { continue }
                findings.failures.append(SimulationFailure(seed: seed, violations: simulation.violations))
            } catch { findings.failures.append(SimulationFailure(seed: seed, violations: ["\(error)"])) }
        }
        return findings
    }

    /// The whole story of one seed.
    ///
    /// - Parameter others: Seeds whose histories the database has seen before.
    func trace(
        _ seed: UInt64, after others: Range<UInt64> = 0..<0, isThorough: Bool = false,
        breaking breakage: Breakage? = nil, isSeeded: Bool = true
    ) throws -> (lines: [String], violations: [String]) {
        let database = try EmptyDatabase()
        for other in others { try Simulation(seed: other, on: database).run() }
        let simulation = try Simulation(
            seed: seed, on: database, isTracing: true, isThorough: isThorough, breaking: breakage)
        if !isSeeded { simulation.random = SeededRandom(seed: .random(in: 0 ... .max)) }
        simulation.run()
        return (simulation.trace, simulation.violations)
    }
}
