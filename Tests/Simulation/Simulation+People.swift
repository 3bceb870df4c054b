import ChatBridge
import Orchestrator
import Store
import Vocabulary

/// What people say, how it arrives, and that it has one effect.
extension Simulation {
    /// One after the other; like the product, the control plane takes no message before they are on disk.
    func admitPeople(_ waiting: [(name: String, role: Role, external: String)] = People.admitted) {
        guard let next = waiting.first else { return people.areAdmitted = true }
        let admit = AdmitPrincipal(name: next.name, role: next.role, provider: .whatsapp, external: next.external)
        submit(admit, for: .other) { result in
            if case .failure = result { return self.admitPeople(waiting) }
            self.admitPeople(Array(waiting.dropFirst()))
        }
    }

    /// Now and then somebody says something.
    func speak() throws {
        guard !isHealed else { return }
        after(span(1_000, 15_000)) { try self.speak() }
        if choose(12) == 0 { try callOnce() }
        if choose(12) == 0 { try setLane(Priority.allCases[choose(4)], isOpen: choose(3) > 0) }
        guard let command = try randomCommand() else { return }
        let sender = [People.viewer, People.stranger][choose(2)]
        say(command, as: choose(8) == 0 ? sender : People.owner)
        if choose(4) > 0 { saySoon(Command(.confirmYes)) }
    }

    func saySoon(_ command: Command) { after(span(500, 8_000)) { self.say(command, as: People.owner) } }

    /// A program pauses a lane, or lets it go on.
    func setLane(_ lane: Priority, isOpen: Bool) throws {
        guard plane.isUp, let owner = try read({ try $0.principal(named: "owner") })?.id else { return }
        submit(SetLane(lane, isOpen: isOpen, by: owner), for: .message) { _ in }
    }

    private func randomCommand() throws -> Command? {
        let swarms = try read { try $0.swarms() }
        guard !swarms.isEmpty else { return nil }
        let swarm = swarms[choose(swarms.count)]
        let target: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)")]
        let task = target.merging([.task: .integer(1 + choose(max(1, swarm.tasks)))]) { $1 }
        let agent: [Slot: SlotValue] = [.agent: .text(agents[choose(agents.count)].name)]
        switch choose(28) {
        case 0, 1: return Command(.swarmPause, target)
        case 2: return Command(.swarmPause, target.merging([.now: .flag(true)]) { $1 })
        case 3, 4, 5: return Command(.swarmResume, target)
        case 6, 7: return Command(.taskRetry, task)
        case 8, 9: return Command(.taskApprove, task)
        case 10: return Command(.taskReject, task)
        case 11: return Command(.taskCancel, task)
        case 12: return Command(.swarmScale, target.merging([.agents: .integer(1 + choose(5))]) { $1 })
        case 13 where choose(5) == 0: return Command(.swarmCancel, target)
        case 14 where swarms.count < 4: return Command(.swarmCreate, [.prd: .text("# simulated")])
        case 15: return Command(.swarmBudget, target.merging([.budget: .number(Double(choose(4)))]) { $1 })
        case 16: return Command(.planApprove, target)
        case 17: return Command(.planRevise, target.merging([.feedback: .text("smaller")]) { $1 })
        case 18: return Command(.undo)
        case 19: return Command(.confirmNo)
        case 20: return Command(.agentDrain, agent)
        case 21, 22: return Command(.agentResume, agent)
        case 23: return Command(.taskPrioritize, task.merging([.priority: .text("urgent")]) { $1 })
        case 26, 27:
            // Second thoughts about what has ended.
            let ended = swarms.filter(\.state.isFinal)
            guard !ended.isEmpty else { return nil }
            return Command(
                .taskRetry, [.swarm: .text("#\(ended[choose(ended.count)].id)"), .task: .integer(1 + choose(4))])
        case 24: return Command(.taskAssign, task.merging(agent) { $1 })
        default: return Command(.taskRetry, target.merging([.all: .flag(true)]) { $1 })
        }
    }

    // MARK: In

    func say(_ command: Command, as sender: String) {
        people.count += 1
        let key = "message \(people.count)"
        people.meanings[key] = command
        people.senders[key] = sender
        tally.count("messages said")
        note("\(sender) says \(command.intent.rawValue) as \(key)")
        post([key])
    }

    /// The provider posts a webhook, until it is acknowledged; sometimes again afterwards, sometimes with others.
    private func post(_ keys: [String]) {
        if happens(faults.repetition) {
            tally.count("fault: webhook repeated")
            after(span(0, 60_000)) { self.send(keys) {} }
        }
        send(keys) { self.after(self.span(1_000, 20_000)) { self.post(keys) } }
    }

    private func send(_ keys: [String], again: @escaping () -> Void) {
        var isAnswered = false
        after(12_000) { if !isAnswered { again() } }
        guard !happens(faults.loss) else { return }
        after(span(0, faults.delay)) {
            guard self.plane.isUp, self.people.areAdmitted else { return }
            let messages = keys.map { key in
                let sender = self.people.senders[key] ?? ""
                return InboundMessage(
                    provider: .whatsapp, providerMessageID: key, conversation: String(sender.suffix(1)),
                    sender: sender, sentAt: self.storeTime, spans: [Span(key, .typed)])
            }
            let take = TakeInbound(InboundBatch(messages: messages), incarnation: "simulated")
            self.submit(take, for: .message) { result in
                if case .failure = result, self.breakage != .acknowledged {
                    isAnswered = true
                    return again()
                }
                guard !self.happens(self.faults.loss) else { return }
                isAnswered = true
                self.provider.acknowledged += keys
            }
        }
    }

    // MARK: Handling

    func startLanes() {
        guard plane.isUp, begin("lanes") else { return }
        inPlane(after: span(0, 20)) {
            self.finish("lanes")
            for waiting in try self.read({ try $0.waitingConversations(limit: 100) }) {
                self.work(on: waiting.conversation)
            }
        }
    }

    /// One message of a conversation after the other.
    private func work(on conversation: ConversationID) {
        guard begin("conversation \(conversation)") else { return }
        inPlane(after: span(0, 300)) {
            self.finish("conversation \(conversation)")
            guard let next = try self.read({ try $0.waitingMessages(of: conversation, limit: 1) }).first,
                self.begin("conversation \(conversation)")
            else { return }
            self.handle(next) { isHandled in
                self.finish("conversation \(conversation)")
                self.inPlane(after: isHandled ? 0 : 1_000) { self.work(on: conversation) }
            }
        }
    }

    private func handle(_ message: MessageRecord, then: @escaping (Bool) -> Void) {
        let key = message.providerKey ?? ""
        guard let command = people.meanings[key] else { return violate("a message nobody said: \(key)") }
        let perform = JudgedMessage(
            perform: PerformMessage(message: message.id, commands: [command], isExact: true, settings: settings),
            connection: connection, mayChange: people.senders[key] == People.owner,
            isKnown: people.senders[key] != People.stranger)
        let onDisk: (JudgedMessage.Output) -> Void = { output in
            for problem in output.problems { self.violate("\(problem) (\(command.intent.rawValue), \(key))") }
            guard output.isNew else { return }
            self.tally.count("command: \(command.intent.rawValue) \(output.refusal ?? "done")")
            self.provider.effects[key, default: 0] += 1
            if self.provider.effects[key] != 1 { self.violate("W2: \(key) was handled twice") }
        }
        submit(perform, for: .message, onDisk: onDisk) { result in
            guard case .success = result else { return then(false) }
            // A lane of another process, or one that overtakes, may come to the same message.
            if self.choose(6) == 0 { self.submit(perform, for: .message, onDisk: onDisk) { _ in } }
            then(true)
        }
    }
}
