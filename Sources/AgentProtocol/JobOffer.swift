package import Vocabulary

/// A job under a lease: everything an agent needs to do it, and nothing about other swarms.
package struct JobOffer: Sendable, Codable, Hashable {
    package var lease: LeaseID
    package var leaseSeconds: Int
    package var kind: JobKind
    package var swarm: String
    /// The task's number within its swarm.
    package var number: Int
    package var title: String
    package var details: String
    /// Counts from 1.
    package var attempt: Int
    /// Why the attempt before this one was not good enough: evidence of failed checks, or a person's words.
    package var feedback: String?
    package var executor: Executor
    package var model: String?
    package var tier: ModelTier
    /// The script of a `shell` task.
    package var run: String?
    /// Acceptance commands.
    package var checks: [String]
    /// Files or folders the task may touch; empty means anywhere.
    package var files: [String]
    /// Path of the swarm's bare repository on this machine.
    package var repository: String
    /// The commit the work starts from, and on which the checks have to fail.
    package var base: String
    /// The commit to verify; nil for work.
    package var commit: String?
    /// Messages people sent to whoever has the task.
    package var notes: [String]
    package var limits: JobLimits

    private enum CodingKeys: String, CodingKey {
        case lease, kind, swarm, number, title, details, attempt, feedback, executor, model, tier, run, checks, files,
            repository, base, commit, notes, limits
        case leaseSeconds = "lease_seconds"
    }

    package init(
        lease: LeaseID, leaseSeconds: Int, kind: JobKind, swarm: String, number: Int, title: String, details: String,
        attempt: Int, feedback: String?, executor: Executor, model: String?, tier: ModelTier, run: String?,
        checks: [String], files: [String], repository: String, base: String, commit: String?, notes: [String],
        limits: JobLimits
    ) {
        self.lease = lease
        self.leaseSeconds = leaseSeconds
        self.kind = kind
        self.swarm = swarm
        self.number = number
        self.title = title
        self.details = details
        self.attempt = attempt
        self.feedback = feedback
        self.executor = executor
        self.model = model
        self.tier = tier
        self.run = run
        self.checks = checks
        self.files = files
        self.repository = repository
        self.base = base
        self.commit = commit
        self.notes = notes
        self.limits = limits
    }
}

/// What one job may use.
package struct JobLimits: Sendable, Codable, Hashable {
    /// Wall-clock seconds of the whole job.
    package var seconds: Int
    /// Wall-clock seconds of one acceptance command.
    package var checkSeconds: Int
    /// Size of the result's bundle in bytes.
    package var bundleBytes: Int
    /// Turns of the `builtin` executor's loop.
    package var turns: Int

    private enum CodingKeys: String, CodingKey {
        case seconds, turns
        case checkSeconds = "check_seconds"
        case bundleBytes = "bundle_bytes"
    }

    package init(
        seconds: Int = 3_600, checkSeconds: Int = 600, bundleBytes: Int = 64 << 20, turns: Int = 60
    ) {
        self.seconds = seconds
        self.checkSeconds = checkSeconds
        self.bundleBytes = bundleBytes
        self.turns = turns
    }
}
