import TestSupport

/// How often what goes wrong in one simulation, drawn from its seed: every second kind of fault is left out, so that each
/// also meets a world in which little else happens.
struct Faults {
    /// In thousands of requests or answers.
    let loss: Int
    let repetition: Int
    /// Milliseconds a message takes at most.
    let delay: Int64
    /// In thousands of commits.
    let failedCommit: Int
    let unknownCommit: Int
    let crashAtCommit: Int
    let repeatedBatch: Int
    /// In thousands of visits of the fault injector.
    let agentCrash: Int
    let agentPause: Int
    let partition: Int
    let falseReport: Int
    let planeCrash: Int
    let clockJump: Int
    /// In thousands of messages to people: those the provider refuses, and those whose answer is lost.
    let refusal: Int
    let lostAnswer: Int
    /// How fast agents' own clocks go, in thousandths.
    let skew: Int

    init(_ random: inout SeededRandom) {
        func some(_ bound: Int) -> Int { random.next(2) == 0 ? 0 : 1 + random.next(bound) }
        loss = some(150)
        repetition = some(100)
        delay = [5, 200, 3_000][random.next(3)]
        failedCommit = some(60)
        unknownCommit = some(60)
        crashAtCommit = some(15)
        repeatedBatch = some(100)
        agentCrash = some(250)
        agentPause = some(250)
        partition = some(150)
        falseReport = some(200)
        planeCrash = some(80)
        clockJump = some(200)
        skew = some(400)
        refusal = some(150)
        lostAnswer = some(200)
    }

    private init() {
        (loss, repetition, delay) = (0, 0, 5)
        (failedCommit, unknownCommit, crashAtCommit, repeatedBatch) = (0, 0, 0, 0)
        (agentCrash, agentPause, partition, falseReport) = (0, 0, 0, 0)
        (planeCrash, clockJump, skew) = (0, 0, 0)
        (refusal, lostAnswer) = (0, 0)
    }

    /// A world in which everything works.
    static let none = Faults()
}
