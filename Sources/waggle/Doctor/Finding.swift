import Vocabulary

/// What the doctor found about one thing.
struct Finding: Hashable {
    enum Verdict: String {
        case ok, warn, fail
    }

    let name: String
    let verdict: Verdict
    /// What is, in one sentence.
    let detail: String
    /// What to do about it; nil where nothing is to be done.
    let mend: String?

    static func ok(_ name: String, _ detail: String) -> Finding {
        Finding(name: name, verdict: .ok, detail: detail, mend: nil)
    }

    static func warn(_ name: String, _ detail: String, mend: String) -> Finding {
        Finding(name: name, verdict: .warn, detail: detail, mend: mend)
    }

    static func fail(_ name: String, _ detail: String, mend: String) -> Finding {
        Finding(name: name, verdict: .fail, detail: detail, mend: mend)
    }

    var json: JSONValue {
        [
            "check": .string(name), "status": .string(verdict.rawValue), "detail": .string(detail),
            "mend": mend.map { .string($0) } ?? .null,
        ]
    }
}
