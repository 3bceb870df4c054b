import ChatBridge
import Orchestrator
import Store
import Vocabulary

/// The people of a simulation: an admin who works, someone who may only look, and a stranger.
struct People {
    static let owner = "whatsapp:1"
    static let viewer = "whatsapp:2"
    static let stranger = "whatsapp:3"
    /// Who is let in by the installation's settings, with the address the provider knows them by.
    static let admitted = [(name: "owner", role: Role.admin, external: "1"), ("guest", Role.viewer, "2")]

    /// What each message means, by the provider's key; reading texts is tested elsewhere.
    var meanings: [String: Command] = [:]
    var senders: [String: String] = [:]
    var count = 0
    var areAdmitted = false

    func add(to simulation: Simulation) {
        for _ in 0..<(1 + simulation.choose(3)) {
            simulation.saySoon(
                Command(.swarmCreate, [.prd: .text("# simulated"), .agents: .integer(1 + simulation.choose(4))]))
        }
        simulation.after(5_000) { try simulation.speak() }
    }
}

/// The provider of the chat: it repeats what was not acknowledged, and takes what we send.
struct ChatProvider {
    /// Messages that were answered with success.
    var acknowledged: [String] = []
    /// How often each had an effect that became durable.
    var effects: [String: Int] = [:]

    /// Messages of ours that it took.
    var count = 0
    /// How often each row of the outbox came to its person.
    var arrivals: [OutboundID: Int] = [:]
    /// Rows whose acceptance is on our disk.
    var settled: Set<OutboundID> = []
    /// Rows that it refused for good, or could not deliver.
    var refused: Set<OutboundID> = []
    var refusals: [OutboundID: Int] = [:]
    /// When messages came, by address.
    var sends: [String: [Int64]] = [:]
}
