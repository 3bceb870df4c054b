/// Ways to break the product from outside, so that the simulation can be seen to notice: a write is taken back behind the
/// product's back, or an operation is given what its guard is there to keep from it.
///
/// The product's own guards are taken out by `scripts/faults mutate`, in a copy.
enum Breakage: String, CaseIterable, Sendable {
    /// A late result is brought under the newest lease, as if its epoch had not been compared.
    case fence
    /// The counter of epochs stays where it was.
    case epoch
    /// A message that was handled waits again.
    case dedupe
    /// The provider's key of a message is forgotten.
    case seen
    /// Leases are revoked at once after a start, and after a jump of the clock.
    case blackout
    /// Audit records are not written.
    case audit
    /// A webhook is acknowledged though its commit failed.
    case acknowledged
    /// Running jobs are not counted.
    case counter
    /// It is not written down that a message goes out.
    case sendMark
    /// What an Idempotency-Key was answered is forgotten.
    case answerKey

    /// What the simulation has to say.
    var finding: String {
        switch self {
        case .fence, .epoch: "I3"
        case .dedupe, .seen: "W2"
        case .blackout: "blackout"
        case .audit: "W7"
        case .acknowledged: "I1:"
        case .counter: "I7"
        case .sendMark: "came twice, unmarked"
        case .answerKey: "I11"
        }
    }

    /// What takes the write back.
    var trigger: String? {
        switch self {
        case .fence, .blackout, .acknowledged: nil
        case .epoch:
            """
            CREATE TEMP TRIGGER broken AFTER UPDATE OF value ON main.counter WHEN NEW.name = 'epoch' BEGIN
            UPDATE counter SET value = OLD.value WHERE name = NEW.name; END
            """
        case .dedupe:
            """
            CREATE TEMP TRIGGER broken AFTER UPDATE OF state ON main.message WHEN NEW.outgoing = 0 AND NEW.state <> 0
            BEGIN UPDATE message SET state = 0 WHERE id = NEW.id; END
            """
        case .seen:
            """
            CREATE TEMP TRIGGER broken AFTER INSERT ON main.seen BEGIN
            DELETE FROM seen WHERE provider = NEW.provider AND key = NEW.key; END
            """
        case .audit: "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.audit BEGIN SELECT RAISE(IGNORE); END"
        case .counter:
            """
            CREATE TEMP TRIGGER broken AFTER UPDATE OF running ON main.swarm WHEN NEW.running <> OLD.running BEGIN
            UPDATE swarm SET running = OLD.running WHERE id = NEW.id; END
            """
        case .sendMark:
            """
            CREATE TEMP TRIGGER broken AFTER UPDATE OF state ON main.outbound WHEN NEW.state = 'sending' BEGIN
            UPDATE outbound SET state = OLD.state WHERE id = NEW.id; END
            """
        case .answerKey:
            """
            CREATE TEMP TRIGGER broken AFTER INSERT ON main.idempotency BEGIN
            DELETE FROM idempotency WHERE key = NEW.key; END
            """
        }
    }
}
