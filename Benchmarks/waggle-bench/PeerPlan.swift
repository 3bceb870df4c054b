import FoundationEssentials
import Glibc
import Vocabulary

/// The order of the cells, and the file that keeps what was measured.
struct PeerPlan: Sendable {
    let cells: [PeerCell]
    let rounds: Int
    /// Nil keeps nothing.
    let path: String?

    /// Forwards in one round and backwards in the next, so that no cell has the same neighbour and the same place; the
    /// fences once, at the end.
    private var order: [(PeerCell, Int)] {
        let measured = cells.filter { !$0.isFence }
        return (1...rounds).flatMap { round in
            (round % 2 == 1 ? measured : measured.reversed()).map { ($0, round) }
        } + cells.filter(\.isFence).map { ($0, 1) }
    }

    func left(after runs: [PeerRun]) -> [(PeerCell, Int)] {
        let known = Set(runs.map { "\($0.cell.rawValue) \($0.round)" })
        return order.filter { !known.contains("\($0.0.rawValue) \($0.1)") }
    }

    func kept() throws -> [PeerRun] {
        guard let path, access(path, F_OK) == 0 else { return [] }
        return try Machine.lines(of: path).compactMap { JSONValue(parsing: $0.utf8).flatMap { PeerRun($0) } }
    }

    func keep(_ run: PeerRun) throws {
        guard let path else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw BenchError("\(path) cannot be written") }
        defer { close(descriptor) }
        let line = Array("\(run.json.canonical)\n".utf8)
        guard write(descriptor, line, line.count) == line.count else { throw BenchError("\(path) cannot be written") }
    }
}
