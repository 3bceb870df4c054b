/// Who made a commit and when; given in, so that commits are reproducible.
package struct GitSignature: Hashable, Sendable {
    package let name: String
    package let email: String
    /// Seconds since 1970-01-01 UTC; the zone is always +0000.
    package let seconds: Int64

    package init(name: String, email: String, seconds: Int64) {
        self.name = name
        self.email = email
        self.seconds = seconds
    }

    var environment: [String: String] {
        let date = "\(seconds) +0000"
        return [
            "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email, "GIT_COMMITTER_DATE": date,
        ]
    }
}
