import Cards
import Vocabulary

/// A command in words, to show how a message was understood.
enum CommandText {
    /// `swarm.scale` of shop with agents 6 as "scale swarm shop (agents 6)".
    static func spelt(_ command: Command) -> String {
        let parts = command.intent.rawValue.split(separator: ".").map(String.init)
        var words = parts.count == 2 ? "\(parts[1]) \(parts[0])" : parts.joined(separator: " ")
        if let swarm = command.text(.swarm) { words += " \(Inert.line(swarm, limit: 40))" }
        let others = command.slots.filter { $0.key != .swarm }.sorted { $0.key.rawValue < $1.key.rawValue }
            .compactMap { slot, value -> String? in
                switch value {
                case .text(let text): "\(slot.rawValue) \(Inert.line(text, limit: 40))"
                case .integer(let number): "\(slot.rawValue) \(number)"
                case .number(let number): "\(slot.rawValue) $\(number)"
                case .flag(let flag): flag ? slot.rawValue : nil
                case .list(let list): "\(slot.rawValue) \(list.joined(separator: ", "))"
                }
            }
        return others.isEmpty ? words : "\(words) (\(others.joined(separator: ", ")))"
    }
}
