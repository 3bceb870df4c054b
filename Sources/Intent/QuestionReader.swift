import Vocabulary

/// Reads questions that no rule has word for word: every word has to be a question's usual word, a name, a time, or a
/// word that tells the subject, and the subjects have to agree on one intent.
///
/// It only ever gives intents that read, so that a wrong guess shows something and changes nothing.
struct QuestionReader {
    private enum Subject: Hashable {
        case cost, plan, results, logs, agents, alerts, goals, audit, health, tasks, progress
    }

    let tokens: [Token]
    let range: Range<Int>

    func draft() -> Draft? {
        var subjects: Set<Subject> = []
        var draft = Draft(.unknown)
        var words = 0
        var opens = false
        for index in range {
            let token = tokens[index]
            if token.weight != .full || token.kind == .comma { continue }
            words += 1
            switch token.kind {
            case .swarm, .swarmOrAgent: if !draft.swarms.contains(token.value) { draft.swarms.append(token.value) }
            case .agent: draft.agents.append(token.value)
            case .task: draft.tasks.append(token.number)
            case .word:
                if words == 1, Self.openers.contains(token.text) { opens = true }
                if let period = Self.periods[token.text] {
                    draft.slots[.period] = .text(period)
                } else if let state = Self.states[token.text], draft.slots[.state] == nil {
                    draft.slots[.state] = .text(state)
                } else if let subject = Self.subjects[token.text] {
                    subjects.insert(subject)
                } else if Self.pronouns.contains(token.text) {
                    draft.refersBack = true
                } else if !Self.usual.contains(token.text) {
                    return nil
                }
            default: return nil
            }
        }
        guard opens, words >= 2, words <= 16, draft.swarms.count <= 1 else { return nil }
        let isAboutPeople = range.contains { tokens[$0].text == "who" }
        let speaksOfPeople = range.contains { ["you", "i", "he", "she"].contains(tokens[$0].text) }
        return Self.decide(&draft, subjects, speaksOfPeople: speaksOfPeople, isAboutPeople: isAboutPeople)
            ? draft : nil
    }

    private static func decide(
        _ draft: inout Draft, _ subjects: Set<Subject>, speaksOfPeople: Bool, isAboutPeople: Bool
    ) -> Bool {
        let period = draft.slots[.period]
        let state = draft.slots[.state]
        draft.slots = [:]
        var subjects = subjects
        if subjects.count > 1 { subjects.remove(.progress) }
        guard subjects.count <= 1 else { return false }
        if let agent = draft.agents.first {
            draft.intent = .agentShow
            draft.agents = [agent]
            return draft.swarms.isEmpty && draft.tasks.isEmpty && (subjects.isEmpty || subjects == [.progress])
        }
        if !draft.tasks.isEmpty {
            draft.intent = subjects == [.logs] ? .taskLogs : .taskShow
            return subjects.isEmpty || subjects == [.progress] || subjects == [.logs] || subjects == [.tasks]
        }
        switch subjects.first {
        case .cost:
            draft.intent = .swarmCost
            draft.slots[.period] = period
        case .plan: draft.intent = .planShow
        case .results:
            guard !isAboutPeople else { return false }
            draft.intent = .swarmResults
        case .agents: draft.intent = .agentList
        case .alerts: draft.intent = .alertList
        case .goals: draft.intent = .goalList
        case .audit:
            draft.intent = .systemAudit
            draft.slots[.period] = period
        case .health: draft.intent = .systemHealth
        case .tasks:
            draft.intent = .taskList
            draft.slots[.state] = state
        case .progress:
            guard !draft.swarms.isEmpty || !speaksOfPeople else { return false }
            draft.intent = .swarmStatus
        case .logs: return false
        case nil:
            guard !draft.swarms.isEmpty else { return false }
            draft.intent = .swarmStatus
        }
        if !IntentValidator.takesSwarm(draft.intent), !draft.swarms.isEmpty { return false }
        return true
    }

    private static func set(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static let openers = set(
        """
        what which who how where when why is are has have did do does show list give tell get any display check view see print
        describe explain report summarize was were anything anyone
        """)
    private static let pronouns = set("it that this them they")
    private static let usual = set(
        """
        what which who how where when why is are has have did do does show list give tell get any display check view see print
        describe explain report summarize was were anything anyone of for on in at with about from to by the so far
        right now moment there here yet again all every been being be am i we you much many long close near soon more less
        still till until take taking takes look looking looks like know out up over as can could will need want would let
        current latest full short brief complete whole detailed together you're we're overall each both other else most
        today's this last past since than ones one thing things stuff kind happening happened going gone come coming came
        having has had got gotten made make making left remaining remain remains total exactly roughly
        """)
    private static let periods: [String: String] = [
        "today": "today", "week": "week", "weekly": "week", "month": "month", "monthly": "month", "daily": "today",
        "alltime": "all", "altogether": "all", "lifetime": "all",
    ]
    private static let states: [String: String] = [
        "failed": "failed", "failing": "failed", "blocked": "blocked", "stuck": "blocked", "done": "done",
        "finished": "done",
        "completed": "done", "pending": "pending", "running": "running", "ready": "ready", "review": "review",
        "paused": "paused", "canceled": "canceled",
    ]
    private static let subjects: [String: Subject] = {
        var subjects: [String: Subject] = [:]
        for (subject, words) in [
            (
                Subject.cost,
                "cost costs costing spend spent spending expensive expenses expense price bill paid pay paying money burn burned invoice budget charge charged pricey dollars usd"
            ),
            (.plan, "plan plans planned planning roadmap"),
            (
                .results,
                "results result built pull_request pull_requests deliverables delivered produced shipped output outcome"
            ),
            (.logs, "log logs"),
            (.agents, "agents workers online"),
            (.alerts, "alerts alert alarms warnings"),
            (.goals, "goals backlog objectives"),
            (.audit, "audit"),
            (.health, "health healthy"),
            (.tasks, "tasks tickets"),
            (
                .progress,
                "status progress doing progressing update updates eta news state stage standing percentage percent along completion finish finishing complete"
            ),
        ] {
            for word in set(words) { subjects[word] = subject }
        }
        return subjects
    }()

    /// Words the tagger has to leave alone.
    static let words: Set<String> = usual.union(pronouns).union(openers).union(periods.keys).union(states.keys)
        .union(subjects.keys)
}
