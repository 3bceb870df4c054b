import ChatBridge
import Orchestrator
import Store
import Vocabulary

/// Programs that call the interface with an Idempotency-Key, over a network that loses and repeats.
extension Simulation {
    /// A call that makes a swarm, repeated until it is answered.
    func callOnce() throws {
        guard programs.count < 3, let owner = try read({ try $0.principal(named: "owner") })?.id else { return }
        programs.count += 1
        call(AnswerKey(name: "key \(programs.count)", digest: "request \(programs.count)"), for: owner)
    }

    private func call(_ key: AnswerKey, for owner: PrincipalID) {
        var isAnswered = false
        after(12_000) { if !isAnswered { self.call(key, for: owner) } }
        for _ in 0...(happens(faults.repetition) ? 1 : 0) where !happens(faults.loss) {
            after(span(0, faults.delay)) {
                guard self.plane.isUp else { return }
                self.submit(Self.once(key, for: owner, self.settings), for: .message) { answer in
                    // I11: one key, one effect.
                    let known = self.programs.answers[key.name] ?? answer.body
                    self.programs.answers[key.name] = known
                    if known != answer.body {
                        self.violate("I11: \(key.name) made \(known ?? "") and \(answer.body ?? "")")
                    }
                    self.tally.count("answers to programs")
                } then: { result in
                    guard case .success = result, !self.happens(self.faults.loss) else { return }
                    isAnswered = true
                    self.misuse(key, for: owner)
                }
            }
        }
    }

    /// Another request under a key that was answered has to be refused.
    private func misuse(_ key: AnswerKey, for owner: PrincipalID) {
        let other = AnswerKey(name: key.name, digest: "another request")
        submit(Self.once(other, for: owner, settings), for: .message) { _ in
            self.violate("I11: \(key.name) was answered for another request")
        } then: { result in
            if case .failure(let error) = result, error is AnswerKey.Reused {
                self.tally.count("keys used again refused")
            }
        }
    }

    private static func once(
        _ key: AnswerKey, for owner: PrincipalID, _ settings: OrchestratorSettings
    ) -> AnswerOnce<PerformCommand> {
        let command = Command(.swarmCreate, [.prd: .text("# simulated by \(key.name)")])
        return AnswerOnce(
            key: key, operation: PerformCommand(principal: owner, command: command, settings: settings)
        ) { output, _ in .init(status: 201, body: output.swarm.map { "\($0)" }) }
    }
}
