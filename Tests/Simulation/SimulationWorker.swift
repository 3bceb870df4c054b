import Glibc
import Threading

/// Runs one seed after the other on a thread of its own: whole histories are no work for the cooperative pool.
actor SimulationWorker {
    struct Findings: Sendable {
        var tally = Tally()
        /// Seeds that broke a promise, with what they broke.
        var failures: [(seed: UInt64, violations: [String])] = []
    }

    private let executor = ThreadExecutor(name: "simulation")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    /// Runs the seeds that `next` gives until there is none, or some have failed.
    func run(_ next: @Sendable () -> UInt64?) -> Findings {
        // Behind tests that wait for something: nobody waits for a history.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        var findings = Findings()
        while findings.failures.count < 3, let seed = next() {
            do {
                let simulation = try Simulation(seed: seed)
                simulation.run()
                findings.tally.add(simulation.tally)
                findings.tally.count("seeds")
                if !simulation.violations.isEmpty { findings.failures.append((seed, simulation.violations)) }
            } catch { findings.failures.append((seed, ["\(error)"])) }
        }
        return findings
    }

    /// The whole story of one seed.
    func trace(_ seed: UInt64) throws -> (lines: [String], violations: [String]) {
        let simulation = try Simulation(seed: seed, isTracing: true)
        simulation.run()
        return (simulation.trace, simulation.violations)
    }
}
