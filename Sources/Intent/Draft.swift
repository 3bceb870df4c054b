import Vocabulary

/// A command as it was said, before names are resolved and conventions applied.
struct Draft {
    var intent: IntentName
    var slots: [Slot: SlotValue] = [:]
    /// Swarms as written, in the order named.
    var swarms: [String] = []
    /// The swarms of "all except …".
    var exceptions: [String] = []
    var agents: [String] = []
    var tasks: [Int] = []
    /// "it", "that one", "its".
    var refersBack = false
    var candidates: [String] = []
    var notes: [String] = []
    /// A text of its own could go on into what is a command of its own.
    var takesText = false
    var isCorrected = false

    init(_ intent: IntentName) { self.intent = intent }

    var namesTarget: Bool {
        !swarms.isEmpty || !agents.isEmpty || !tasks.isEmpty || slots[.all] != nil || slots[.goal] != nil
            || slots[.alert] != nil
    }
}
