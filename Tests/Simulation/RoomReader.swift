import Store
import Vocabulary

/// Reads what agents have and tasks need; the same few texts come again and again, and are decoded once.
final class RoomReader {
    private var needs: [String: Needs] = [:]
    private var capacities: [String: Capacity] = [:]

    func needs(_ text: String) throws -> Needs {
        if let known = needs[text] { return known }
        let decoded = try StoredJSON.decode(Needs.self, text)
        needs[text] = decoded
        return decoded
    }

    func capacity(_ text: String) throws -> Capacity {
        if let known = capacities[text] { return known }
        let decoded = try StoredJSON.decode(Capacity.self, text)
        capacities[text] = decoded
        return decoded
    }
}
