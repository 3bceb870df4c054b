/// One queue in one configuration, or its fence.
enum PeerCell: String, CaseIterable, Sendable {
    case waggle
    case huey
    case persistQueue = "persist-queue"
    case dbosSQLite = "dbos-sqlite"
    case dbosSQLiteBest = "dbos-sqlite-best"
    case litequeue
    case wagglePostgreSQL = "waggle-postgresql"
    case procrastinate
    case procrastinateBest = "procrastinate-best"
    case pgqueuer
    case pgqueuerBest = "pgqueuer-best"
    case dbos
    case dbosBest = "dbos-best"
    case awa
    case awaBest = "awa-best"
    case skipLocked = "skip-locked"
    case fenceWaggle = "fence-waggle"
    case fenceWagglePostgreSQL = "fence-waggle-postgresql"
    case fenceHuey = "fence-huey"
    case fencePersistQueue = "fence-persist-queue"
    case fenceLitequeue = "fence-litequeue"
    case fenceDBOSSQLite = "fence-dbos-sqlite"
    case fenceProcrastinate = "fence-procrastinate"
    case fencePgQueuer = "fence-pgqueuer"
    case fenceDBOS = "fence-dbos"
    case fenceAwa = "fence-awa"

    enum Database: String, Sendable { case sqlite = "SQLite", postgreSQL = "PostgreSQL" }

    var database: Database {
        switch self {
        case .waggle, .huey, .persistQueue, .dbosSQLite, .dbosSQLiteBest, .litequeue, .fenceWaggle, .fenceHuey,
            .fencePersistQueue, .fenceLitequeue, .fenceDBOSSQLite:
            .sqlite
        default: .postgreSQL
        }
    }

    /// Whether it is asked, once, if a result under a lost lease is taken; the others are measured round by round.
    var isFence: Bool { rawValue.hasPrefix("fence-") }

    /// The peer as `run.py` knows it; nil for Waggle itself.
    var peer: String? {
        switch self {
        case .waggle, .wagglePostgreSQL, .fenceWaggle, .fenceWagglePostgreSQL: nil
        case .dbosSQLite, .dbosSQLiteBest, .fenceDBOSSQLite: "dbos"
        default:
            String(
                rawValue.trimmingPrefix("fence-").replacing("-best", with: ""))
        }
    }

    /// Whether its rate is a peer's: neither Waggle's nor the ceiling's.
    var isPeer: Bool { !isFence && peer != nil && self != .skipLocked }

    /// Whether its answers promise as much as Waggle's: litequeue writes with synchronous=NORMAL, and cannot do otherwise.
    var isDurable: Bool { self != .litequeue }

    /// What `run.py` is to do.
    var mode: String {
        if isFence { return "zombie" }
        return rawValue.hasSuffix("-best") || self == .skipLocked ? "best" : "default"
    }
}
