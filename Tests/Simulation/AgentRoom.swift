import SQLite
import Vocabulary

/// What an agent has and what of it its jobs take, added up from the rows.
struct AgentRoom {
    private let capacity: Capacity
    private let held: [Needs]

    /// - Parameter task: Left out of what it holds; 0 counts all.
    init(of agent: Int64, except task: Int64 = 0, on connection: Connection, reader: RoomReader) throws {
        let text = try connection.statement("SELECT capabilities FROM agent WHERE id = ?1").bind(1, agent)
            .first { $0.text(0) }
        capacity = try reader.capacity(text ?? "{}")
        held = try connection.statement(
            """
            SELECT needs FROM task JOIN capability_class ON capability_class.id = class WHERE agent = ?1 AND leased = 1
            AND task.id <> ?2
            """
        ).bind(1, agent).bind(2, task).all { try reader.needs($0.text(0)) }
    }

    /// Says whether a job that needs so much fits beside those it holds.
    func fits(_ needs: Needs) -> Bool { holds(held + [needs], tagged: [needs]) }

    /// I8: what its jobs take together is never more than it has.
    var isOverloaded: Bool { !holds(held, tagged: held) }

    private func holds(_ all: [Needs], tagged: [Needs]) -> Bool {
        all.reduce(0) { $0 + $1.processors } <= capacity.processors
            && all.reduce(0) { $0 + $1.gpus } <= capacity.gpus
            && all.reduce(0) { $0 + $1.memoryMegabytes } <= capacity.memoryMegabytes
            && tagged.allSatisfy { needs in needs.tags.allSatisfy { capacity.tags[$0.key] == $0.value } }
    }
}
