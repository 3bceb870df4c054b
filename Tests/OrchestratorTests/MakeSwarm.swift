import Store
import Vocabulary

/// A swarm that runs, with no task yet and room for more agents than a test has.
struct MakeSwarm: StoreOperation {
    var name = "a"
    var agents = 10_000

    func perform(in transaction: WriteTransaction) throws -> SwarmID {
        let id = try transaction.insert(
            SwarmRecord(
                slug: name, name: name, conversation: nil, principal: nil, agents: agents, budget: nil, origin: nil,
                prd: name, prdName: nil, model: nil, deadline: nil, at: transaction.now))
        try transaction.setHead(String(repeating: "0", count: 40), of: id)
        guard var swarm = try transaction.swarm(id) else { throw StoreError.missing("swarm") }
        swarm.state = .running
        try transaction.update(swarm)
        return id
    }
}
