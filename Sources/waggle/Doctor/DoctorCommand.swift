import CommandLine
import Configuration
import Vocabulary

/// `waggle doctor`: looks at everything Waggle needs and says how to mend what is wrong.
struct DoctorCommand: LocalCommand {
    static let name = "doctor"
    static let summary = "Check this machine and the settings, and say how to mend what is wrong."
    static let discussion = "Ends with 7 when something fails; warnings alone end with 0."
    static let options = SettingsReader.options + [.flag("json", "Print the data as JSON.")]

    private let reader: SettingsReader
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        reader = SettingsReader(arguments: arguments, environment: ProcessEnvironment.read())
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        var findings: [Finding] = []
        for check in checks() {
            let found = await check()
            findings += found
            if !isJSON { for finding in found { show(finding, console) } }
        }
        let hasFailed = findings.contains { $0.verdict == .fail }
        if isJSON {
            let json: JSONValue = ["ok": .bool(!hasFailed), "checks": .array(findings.map(\.json))]
            console.data(json.canonical)
        } else {
            console.say(hasFailed ? "Something has to be mended." : "Nothing has to be mended.")
        }
        return hasFailed ? .degraded : .ok
    }

    private func checks() -> [() async -> [Finding]] {
        let machine = MachineChecks()
        let always: [() async -> [Finding]] = [
            { machine.libraries() }, { await machine.programs() }, { machine.clock() },
        ]
        let settings: Settings
        do throws(SettingsError) { settings = try Settings(reader) } catch {
            let findings = error.problems.map {
                Finding.fail("settings", $0, mend: "correct it; “waggle config explain” shows where values come from")
            }
            return always + [{ findings }]
        }
        let installation = InstallationChecks(settings: settings)
        let endpoints = EndpointChecks(settings: settings)
        let configured: [() async -> [Finding]] = [
            { installation.warnings() }, { await machine.sandbox(settings) }, { machine.disk(settings.dataFolder) },
            { await installation.database() }, { installation.fileModes() }, { await endpoints.webhooks() },
            { await endpoints.models() },
        ]
        return always + configured
    }

    private func show(_ finding: Finding, _ console: Console) {
        let isStyled = Terminal.hasStyle(console)
        let mark =
            switch finding.verdict {
            case .ok: isStyled ? console.green("✓") : "✓"
            case .warn: isStyled ? console.yellow("!") : "!"
            case .fail: isStyled ? console.red("✗") : "✗"
            }
        console.data("\(mark) \(finding.name): \(Terminal.inert(finding.detail))")
        if let mend = finding.mend { console.data("    → \(Terminal.inert(mend))") }
    }
}
