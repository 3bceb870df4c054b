"""Guards of the core, and what the core would be without each; `mutate.py` runs the tests against every one."""

import dataclasses

STORE, TABLES = "Sources/Store/", "Sources/Store/Tables/"
MACHINES, OPERATIONS = "Sources/Orchestrator/Machines/", "Sources/Orchestrator/Operations/"
COMMANDS, OUTBOUND = "Sources/Orchestrator/Commands/", "Sources/ChatBridge/Outbound/"

SIMULATION = "SimulationTests.SimulationTests/`the invariants"


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One guard: where it stands, word for word, and the same code with a switch in it.

    MUTANT in the switched code is true while this mutation is on; with it off the code says what it said before.
    """

    name: str
    promise: str
    without: str
    tests: str
    edits: tuple[tuple[str, str, str], ...]


def mutation(name, promise, without, tests, *edits):
    return Mutation(name, promise, without, tests, edits)


MUTATIONS = [
    # Messages
    mutation(
        "dedupe", "W2", "a message that was handled is handled again", SIMULATION,
        (OPERATIONS + "PerformMessage.swift", "message(message), record.state == .waiting,",
         "message(message), MUTANT || record.state == .waiting,")),
    mutation(
        "seen", "W2", "a provider's key is taken again", SIMULATION,
        (TABLES + "Transaction+Messages.swift", ".bind(3, row).change() == 1\n", ".bind(3, row).change() == 1 || MUTANT\n")),
    mutation(
        "step", "W2", "what a refused command began to write stays", "CommandSafetyTests",
        (OPERATIONS + "PerformMessage.swift", "try transaction.step { try performer.perform(command) }",
         "try MUTANT ? performer.perform(command) : transaction.step { try performer.perform(command) }")),

    # Leases and results
    mutation(
        "fence", "W3", "a result is taken under an older epoch", SIMULATION,
        (OPERATIONS + "AcceptReport.swift", "guard task.core.epoch == lease.epoch, task.core.agent",
         "guard MUTANT || task.core.epoch == lease.epoch, MUTANT || task.core.agent")),
    mutation(
        "fence-failure", "W3", "a failure is taken under an older epoch", SIMULATION,
        (OPERATIONS + "FailJob.swift", "guard task.core.epoch == lease.epoch, task.core.agent",
         "guard MUTANT || task.core.epoch == lease.epoch, MUTANT || task.core.agent")),
    mutation(
        "fence-heartbeat", "W3", "a heartbeat under an older epoch extends a lease", SIMULATION,
        (OPERATIONS + "BeatLeases.swift", "of: TaskID(lease.task), epoch: lease.epoch, by: agent, until: until)",
         "of: TaskID(lease.task), epoch: MUTANT ? transaction.record(TaskID(lease.task))?.core.epoch ?? 0 : lease.epoch,"
         " by: agent, until: until)")),
    mutation(
        "held", "W3", "a result is taken though the lease has ended", SIMULATION,
        (OPERATIONS + "AcceptReport.swift", "let isHeld = task.core.isLeased", "let isHeld = MUTANT || task.core.isLeased")),
    mutation(
        "held-state", "W3", "neither the operation nor the machine asks whether the lease is held", SIMULATION,
        (OPERATIONS + "AcceptReport.swift", "let isHeld = task.core.isLeased", "let isHeld = MUTANT || task.core.isLeased"),
        (MACHINES + "TaskMachine.swift", "let isSalvage = task.canSalvage && (task.state == .pending || task.state == .ready)",
         "let isSalvage = MUTANT || task.canSalvage && (task.state == .pending || task.state == .ready)")),
    mutation(
        "state", "W3", "a claim takes what is not ready", "TaskMachineTests",
        (MACHINES + "TaskMachine.swift", "guard task.isClaimable, epoch > task.epoch else",
         "guard MUTANT || task.isClaimable && epoch > task.epoch else")),
    mutation(
        "state-queue", "W3", "neither the queue nor the machine asks whether a job still waits", SIMULATION,
        (MACHINES + "TaskMachine.swift", "guard task.isClaimable, epoch > task.epoch else",
         "guard MUTANT || task.isClaimable && epoch > task.epoch else"),
        (TABLES + "Transaction+Claims.swift", "let current = ReadySet.Entry(record),\n            current.priority",
         "let current = MUTANT ? entry : ReadySet.Entry(record),\n            current.priority")),
    mutation(
        "epoch", "W3", "an epoch is handed out twice", SIMULATION,
        (STORE + "WriteTransaction.swift", "return state.epochs.removeFirst()",
         "return MUTANT ? state.epochs.lowerBound : state.epochs.removeFirst()")),
    mutation(
        "epoch-restart", "W3", "epochs begin anew with the process", SIMULATION,
        (STORE + "WriteTransaction.swift", "state.epochs = last - 999..<last + 1",
         "state.epochs = MUTANT ? 1..<1_001 : last - 999..<last + 1")),
    mutation(
        "salvage", "W3", "a lease that a process's end has taken may be taken back", SIMULATION,
        (MACHINES + "TaskMachine.swift", "next.canSalvage = byTime", "next.canSalvage = MUTANT || byTime")),
    mutation(
        "blackout", "leases", "leases are revoked at once after a start", SIMULATION,
        (MACHINES + "RevocationBlackout.swift", "return wall >= ends", "return MUTANT || wall >= ends")),
    mutation(
        "blackout-jump", "leases", "a jump of the clock revokes leases", SIMULATION,
        (MACHINES + "RevocationBlackout.swift", "if wall - seen.wall - (running - seen.running) >",
         "if !MUTANT, wall - seen.wall - (running - seen.running) >")),
    mutation(
        "blackout-race", "leases", "a jump of the clock between decision and revoking revokes leases", "LeaseTests",
        (OPERATIONS + "ReapLeases.swift", "let judged = min(now, decidedAt ?? now)",
         "let judged = MUTANT ? now : min(now, decidedAt ?? now)")),
    mutation(
        "attempts", "I6", "attempts have no end", SIMULATION,
        (MACHINES + "TaskMachine.swift", "guard task.attempt < task.maxAttempts else",
         "guard MUTANT || task.attempt < task.maxAttempts else")),
    mutation(
        "crashes", "I6", "lost leases have no end", "TaskMachineTests",
        (MACHINES + "TaskMachine.swift", "if next.crashes >= Self.crashLimit {", "if !MUTANT, next.crashes >= Self.crashLimit {")),
    mutation(
        "dependencies", "I4", "a task is ready before what it depends on is done", SIMULATION,
        (TABLES + "Transaction+Edges.swift", "else if isFree {", "else if isFree || MUTANT {"),
        (MACHINES + "TaskMachine.swift", "task.state == .pending, task.dependenciesLeft == 0,",
         "task.state == .pending, MUTANT || task.dependenciesLeft == 0,"),
        (OPERATIONS + "WriteTransaction+Advance.swift", "record.core.state == .pending, record.core.dependenciesLeft == 0 else",
         "record.core.state == .pending, MUTANT || record.core.dependenciesLeft == 0 else")),
    mutation(
        "merge-intent", "W3", "what an open merge became is not looked up", SIMULATION,
        (OPERATIONS + "MergeSteps.swift", "try transaction.closeMerge(intent, as: \"lost\")",
         "try transaction.closeMerge(intent, as: MUTANT ? \"landed\" : \"lost\")")),

    # The queue's memory
    mutation(
        "gate", "W5", "a paused swarm's jobs are claimed", SIMULATION,
        (STORE + "Queue/SwarmLoad.swift", "isRunning && gate == []",
         "isRunning && (MUTANT || gate == [])")),
    mutation(
        "room", "I8", "a swarm has more jobs than agents", SIMULATION,
        (STORE + "Queue/SwarmLoad.swift", "&& running < agents",
         "&& (MUTANT || running < agents)")),
    mutation(
        "reservation", "I9", "no agent is kept free for a large job", "LargeTaskTests",
        (TABLES + "Transaction+Claims.swift", "} else if try isReserved(",
         "} else if try !MUTANT && isReserved(")),
    mutation(
        "counter", "I7", "running jobs are not counted", SIMULATION,
        (STORE + "Queue/WriterState.swift", "note(.counted(swarm, counts))\n        add(counts, to: swarm)",
         "note(.counted(swarm, counts))\n        if !MUTANT { add(counts, to: swarm) }")),
    mutation(
        "open-counter", "I7", "open tasks are not counted", SIMULATION,
        (OPERATIONS + "WriteTransaction+Advance.swift", "try addTasks(0, open: -1, to: task.core.swarm)",
         "try addTasks(0, open: MUTANT ? 0 : -1, to: task.core.swarm)")),
    mutation(
        "undone", "I12", "what an undone claim took from memory is not put back", SIMULATION,
        (STORE + "Queue/WriterState.swift", "case .served(let entry, let turn): ready?.putBack(entry, turn)",
         "case .served(let entry, let turn): if !MUTANT { ready?.putBack(entry, turn) }")),
    mutation(
        "forgotten", "I10", "memory is kept though nobody knows what is on disk", SIMULATION,
        (STORE + "Queue/WriterState.swift", "        tasks = RecentTasks()\n        agents = [:]\n        classes",
         "        if !MUTANT { tasks = RecentTasks() }\n        agents = [:]\n        classes")),

    mutation(
        "fair-swarm", "I9", "a swarm that was served is not behind the others", SIMULATION,
        (STORE + "Queue/ReadySet.swift", "start: choice.start + 1,", "start: choice.start + (MUTANT ? 0 : 1),")),
    mutation(
        "fair-lane", "I9", "a lane that was served is not behind the others", SIMULATION,
        (STORE + "Queue/ReadySet.swift", "credit -= offered.wrappedSum()", "credit -= MUTANT ? 0 : offered.wrappedSum()")),
    mutation(
        "fair-outdated", "I9", "entries that are out of date cost their swarm a turn", "QueueOrderTests",
        (STORE + "Queue/ReadySet.swift", "case .outdated: continue",
         "case .outdated: if MUTANT { _ = charge(choice, entry, offered) }")),
    mutation(
        "fair-undone", "I9", "what was undone costs its swarm a turn", "QueueOrderTests",
        (STORE + "Queue/ReadySet.swift", "lanes[entry.priority].setOrder(start: turn.start,",
         "if MUTANT { return }\n        lanes[entry.priority].setOrder(start: turn.start,")),

    # The way out, and programs
    mutation(
        "sending", "W2", "it is not written down that a message goes out", SIMULATION,
        (OUTBOUND + "OutboundAttempt.swift", "next.state = .sending\n", "next.state = MUTANT ? state : .sending\n")),
    mutation(
        "repetition", "W2", "a second send is not marked", SIMULATION,
        (OUTBOUND + "OutboundAttempt.swift", "        mayRepeat = true\n", "        mayRepeat = !MUTANT\n")),
    mutation(
        "interrupted", "W2", "what a crash interrupted counts as being sent for ever", SIMULATION,
        (OUTBOUND + "OutboxSteps.swift", "let rows = try transaction.interruptedSends()",
         "let rows = MUTANT ? [] : try transaction.interruptedSends()")),
    mutation(
        "outcome-twice", "W2", "an unknown outcome that is written down twice counts as two", SIMULATION,
        (OUTBOUND + "OutboundAttempt.swift", "guard state == .sending else { break }\n            next.lose(reason",
         "guard MUTANT && state < .sent || state == .sending else { break }\n            next.lose(reason")),
    mutation(
        "withdrawn", "W2", "a send that was not made counts as being made for ever", SIMULATION,
        (OUTBOUND + "OutboundAttempt.swift", "guard state == .sending else { break }\n            next.state = mayRepeat",
         "guard !MUTANT, state == .sending else { break }\n            next.state = mayRepeat")),
    mutation(
        "set-back", "W2", "a clock that was set back by days holds answers up", SIMULATION,
        (OUTBOUND + "OutboxSteps.swift", "        try transaction.boundSends(", "        if MUTANT { return }\n        try transaction.boundSends(")),
    mutation(
        "rate-set-back", "W2", "a rate that is used up stays so after a clock was set back by days", "OutboundTests",
        (OUTBOUND + "OutboundSchedule.swift", "            buckets[recipient]?.fill(now)",
         "            if !MUTANT { buckets[recipient]?.fill(now) }")),
    mutation(
        "times-set-back", "W2", "a push waits for days after a clock was set back", "TimerTests",
        (OPERATIONS + "BoundTimes.swift", "        try transaction.boundPushes(",
         "        if MUTANT { return }\n        try transaction.boundPushes(")),
    mutation(
        "blackout-set-back", "leases", "the blackout lasts for days after a clock was set back", "RevocationBlackoutTests",
        (MACHINES + "RevocationBlackout.swift", "        ends = min(ends, wall + lease)",
         "        ends = min(ends, MUTANT ? ends : wall + lease)")),
    mutation(
        "answer", "I11", "an Idempotency-Key is used twice", SIMULATION,
        (OPERATIONS + "AnswerOnce.swift", "if let key, let known = ", "if !MUTANT, let key, let known = ")),
    mutation(
        "answer-request", "I11", "another request is answered under a key", SIMULATION,
        (OPERATIONS + "AnswerKey.swift", "guard known.digest == key.digest else", "guard MUTANT || known.digest == key.digest else")),

    # Money
    mutation(
        "swarm-cap", "W6", "what is reserved is left out of a swarm's cap", "CapTests",
        (OPERATIONS + "SpendSteps.swift", "record.spent + record.reserved + amount > cap",
         "record.spent + (MUTANT ? .zero : record.reserved) + amount > cap")),
    mutation(
        "day-cap", "W6", "what is reserved is left out of the day's cap", "CapTests",
        (OPERATIONS + "SpendSteps.swift", "today.spent + today.reserved + amount > cap",
         "today.spent + (MUTANT ? .zero : today.reserved) + amount > cap")),
    mutation(
        "task-cap", "W6", "what is reserved is left out of a task's cap", "CapTests",
        (OPERATIONS + "SpendSteps.swift", "row.spent + underWay + amount <= cap",
         "row.spent + (MUTANT ? .zero : underWay) + amount <= cap")),

    # History
    mutation(
        "bring-back", "history", "neither a task nor a swarm that goes on is brought back from history", SIMULATION,
        (TABLES + "Transaction+TaskWrites.swift", "if old.state.isFinal { try bringBack", "if !MUTANT, old.state.isFinal { try bringBack"),
        (TABLES + "Transaction+Swarms.swift", "if swarm.finishedAt == nil { try bringBack",
         "if !MUTANT, swarm.finishedAt == nil { try bringBack")),
    mutation(
        "moved-whole", "history", "a swarm counts as moved after the first step", SIMULATION,
        (TABLES + "Transaction+History.swift", ".bind(1, tasks.count < limit ? 2 : 1)",
         ".bind(1, MUTANT || tasks.count < limit ? 2 : 1)")),
    mutation(
        "aside-moved", "history", "a late result of a task in history is kept where the task is not", SIMULATION,
        (TABLES + "Transaction+Reports.swift", "if report.verdict == .setAside, let place",
         "if !MUTANT, report.verdict == .setAside, let place")),

    # People
    mutation(
        "audit", "W7", "a command leaves no audit record", SIMULATION,
        (COMMANDS + "CommandPerformer.swift", "        try transaction.audit(\n            action,",
         "        if MUTANT { return }\n        try transaction.audit(\n            action,")),
    mutation(
        "role", "W9", "everybody may do everything", SIMULATION,
        (COMMANDS + "CommandPerformer.swift", "guard speaker.principal.role >= needed else",
         "guard MUTANT || speaker.principal.role >= needed else")),
    mutation(
        "void", "W9", "a yes counts though what it was about has changed", "CommandSafetyTests",
        (COMMANDS + "CommandPerformer+Answer.swift", "guard try transaction.isCurrent(question.world) else",
         "guard try MUTANT || transaction.isCurrent(question.world) else")),
]
