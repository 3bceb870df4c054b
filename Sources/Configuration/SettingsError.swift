/// Everything that is wrong with the settings, at once: one sentence a problem, without secret values.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    package init(problems: [String]) { self.problems = problems }

    package var description: String {
        problems.count == 1
            ? problems[0] : "the settings have \(problems.count) problems:\n  " + problems.joined(separator: "\n  ")
    }
}
