/// One thing a person asked for: an intent with its slots.
package struct Command: Hashable, Sendable {
    package var intent: IntentName
    package var slots: [Slot: SlotValue]

    package init(_ intent: IntentName, _ slots: [Slot: SlotValue] = [:]) {
        self.intent = intent
        self.slots = slots
    }

    /// The slot as text; an integer reads as its digits.
    package func text(_ slot: Slot) -> String? {
        switch slots[slot] {
        case .text(let value): value
        case .integer(let value): "\(value)"
        default: nil
        }
    }

    package func integer(_ slot: Slot) -> Int? {
        switch slots[slot] {
        case .integer(let value): value
        case .number(let value) where value == value.rounded() && abs(value) < 1e15: Int(value)
        case .text(let value): Int(value)
        default: nil
        }
    }

    package func number(_ slot: Slot) -> Double? {
        switch slots[slot] {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// False where the slot is absent.
    package func flag(_ slot: Slot) -> Bool { slots[slot] == .flag(true) }
}

extension Command: Codable {
    private enum Key: String, CodingKey { case intent, slots }

    private struct SlotKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        intent = try container.decode(IntentName.self, forKey: .intent)
        slots = [:]
        guard container.contains(.slots) else { return }
        let values = try container.nestedContainer(keyedBy: SlotKey.self, forKey: .slots)
        for key in values.allKeys {
            guard let slot = Slot(rawValue: key.stringValue) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "no such slot")
            }
            slots[slot] = try values.decode(SlotValue.self, forKey: key)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(intent, forKey: .intent)
        var values = container.nestedContainer(keyedBy: SlotKey.self, forKey: .slots)
        for (slot, value) in slots.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try values.encode(value, forKey: SlotKey(stringValue: slot.rawValue))
        }
    }
}
