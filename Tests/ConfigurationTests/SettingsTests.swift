import CommandLine
import Configuration
import Crypto
import Telemetry
import TestSupport
import Testing

@Suite struct SettingsTests {
    private static let home = ["HOME": "/nonexistent/home"]

    private func problems(
        flags: [String: String] = [:], _ environment: [String: String] = [:], configFile: String? = nil
    ) -> [String] {
        let reader = SettingsReader(
            flags: flags, environment: environment.merging(Self.home) { $1 }, configFile: configFile)
        do throws(SettingsError) {
            _ = try Settings(reader)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `without any setting everything has a safe default`() throws {
        let settings = try Settings(SettingsReader(environment: Self.home))
        #expect(settings.listen.description == "127.0.0.1:8080")
        #expect(settings.listen.isLoopback)
        #expect(settings.publicURL == nil)
        #expect(settings.dataFolder == "/nonexistent/home/.local/share/waggle")
        #expect(settings.database == .sqlite(path: "/nonexistent/home/.local/share/waggle/waggle.db"))
        #expect(settings.agents == 2)
        #expect(settings.lease == .seconds(60))
        #expect(settings.isSandboxRequired)
        #expect(settings.admins.isEmpty)
        #expect(settings.logLevel == .info)
        #expect(settings.whatsApp == nil)
        #expect(settings.standard == nil)
        #expect(settings.models.anthropic == nil)
        #expect(settings.models.openAI == nil)
        #expect(settings.models.ollamaURL == nil)
        #expect(settings.budgets.day == 20_000_000)
        #expect(settings.budgets.swarm == 10_000_000)
        #expect(settings.budgets.task == 2_000_000)
        #expect(settings.warnings.isEmpty)
        #expect(settings.secrets.isEmpty)
    }

    @Test func `a flag beats the environment beats the file beats the default`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            listen = "[::1]:1000"
            agents = 5
            lease_seconds = 90
            trusted_proxies = ["10.0.0.0/8", "::1"]
            [budget]
            day = 12.5
            [model]
            default = "claude"
            trivial = "small"
            """, to: "waggle.toml")
        let reader = SettingsReader(
            flags: ["listen": "0.0.0.0:3000"],
            environment: ["HOME": "/h", "WAGGLE_LISTEN": "1.2.3.4:2000", "WAGGLE_AGENTS": "6", "WAGGLE_LOG": ""],
            configFile: file)
        let settings = try Settings(reader)
        #expect(settings.listen.description == "0.0.0.0:3000")
        #expect(settings.agents == 6)
        #expect(settings.lease == .seconds(90))
        #expect(settings.logLevel == .info)
        #expect(settings.budgets.day == 12_500_000)
        #expect(settings.models.trivial == "small")
        #expect(settings.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1"])
        #expect(reader.explain("WAGGLE_LISTEN")?.layer == .flag("listen"))
        #expect(reader.explain("agents")?.layer == .environment("WAGGLE_AGENTS"))
        #expect(reader.explain("budget.day")?.layer == .configFile(path: file))
        #expect(reader.explain("WAGGLE_LOG")?.layer == .defaultValue)
        #expect(reader.explain("nothing") == nil)
        #expect(reader.explainAll().count == SettingKey.all.count)
    }

    @Test func `providers and models exist when their secret does`() throws {
        let settings = try Settings(
            SettingsReader(environment: [
                "HOME": "/h", "WAGGLE_WHATSAPP_APP_SECRET": "app-secret", "WAGGLE_WHATSAPP_VERIFY_TOKEN": "verify-me",
                "WAGGLE_WHATSAPP_ACCESS_TOKEN": "access", "WAGGLE_WHATSAPP_PHONE_NUMBER_ID": "42",
                "WAGGLE_WHATSAPP_API_BASE": "http://127.0.0.1:9/v23.0/", "WAGGLE_STANDARD_SECRET": "whsec_abc",
                "WAGGLE_STANDARD_REPLY_URL": "https://x.example/r", "WAGGLE_STANDARD_REPLY_SECRET": "whsec_def",
                "ANTHROPIC_API_KEY": "sk-ant", "OPENAI_BASE_URL": "http://localhost:1/v1",
                "OLLAMA_HOST": "127.0.0.1:11434", "WAGGLE_ADMINS": "whatsapp:16505551234, slack:T1/U1",
            ]))
        let whatsApp = try #require(settings.whatsApp)
        #expect(whatsApp.appSecret.expose() == "app-secret")
        #expect(whatsApp.apiBase == "http://127.0.0.1:9/v23.0")
        #expect(settings.standard?.reply?.url == "https://x.example/r")
        #expect(settings.models.anthropic?.baseURL == "https://api.anthropic.com")
        #expect(settings.models.openAI?.apiKey == nil)
        #expect(settings.models.openAI?.baseURL == "http://localhost:1/v1")
        #expect(settings.models.ollamaURL == "http://127.0.0.1:11434")
        #expect(settings.admins.map(\.provider) == ["whatsapp", "slack"])
        #expect(settings.admins.map(\.id) == ["16505551234", "T1/U1"])
        #expect(settings.secrets.count == 6)
        #expect(settings.warnings.isEmpty)
    }

    @Test func `a half-configured provider is warned about`() throws {
        let settings = try Settings(
            SettingsReader(environment: [
                "HOME": "/h", "WAGGLE_WHATSAPP_ACCESS_TOKEN": "access", "WAGGLE_STANDARD_SECRET": "whpk_abc",
                "WAGGLE_STANDARD_REPLY_URL": "https://x.example/r",
            ]))
        #expect(settings.whatsApp == nil)
        #expect(settings.standard?.reply == nil)
        #expect(settings.warnings.count == 2)
    }

    @Test func `every problem is told at once, with the nearest name`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "listn = 'x'\nsandbox = 'off'\n[whatsapp]\napp_secret = ['a']\n[nothing.at.all]\nx = 1\n", to: "waggle.toml"
        )
        let found = problems(
            flags: ["agents": "many"],
            ["WAGGLE_LISEN": "x", "WAGGLE_BUDGET_DAY": "-1", "WAGGLE_PUBLIC_URL": "ftp://x"], configFile: file)
        #expect(
            found == [
                "\(file): there is no setting listn. Did you mean listen?",
                "\(file): there is no setting nothing.at.all.x.",
                "\(file): sandbox can only be set on the command line or as WAGGLE_SANDBOX in the environment.",
                "\(file): whatsapp.app_secret must be a text of one line that is not empty.",
                "There is no setting WAGGLE_LISEN. Did you mean WAGGLE_LISTEN?",
                "WAGGLE_AGENTS (from --agents) must be a whole number from 0 to 64, not “many”.",
                "WAGGLE_BUDGET_DAY must be an amount of US dollars such as 20 or 2.50, not “-1”.",
                "WAGGLE_PUBLIC_URL must be an address that begins with http:// or https://, without query or fragment, "
                    + "not “ftp://x”.",
            ])
    }

    @Test(arguments: [
        ("WAGGLE_LISTEN", "127.0.0.1"), ("WAGGLE_LISTEN", ":80"), ("WAGGLE_LISTEN", "h:65536"),
        ("WAGGLE_LISTEN", "::1:80"), ("WAGGLE_LISTEN", "[x]:80"), ("WAGGLE_AGENTS", "65"), ("WAGGLE_AGENTS", "1.5"),
        ("WAGGLE_PUBLIC_URL", "https://"), ("WAGGLE_PUBLIC_URL", "https://a/?q=1"),
        ("WAGGLE_PUBLIC_URL", "https://user:pw@a/"), ("WAGGLE_DATABASE", "mysql://x"), ("WAGGLE_DATABASE", "sqlite:"),
        ("WAGGLE_TRUSTED_PROXIES", "10.0.0.1/8"), ("WAGGLE_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("WAGGLE_TRUSTED_PROXIES", "proxy"), ("WAGGLE_SANDBOX", "of"), ("WAGGLE_ADMINS", "16505551234"),
        ("WAGGLE_LOG", "verbose"), ("WAGGLE_BUDGET_TASK", "1e3"), ("WAGGLE_BUDGET_TASK", "0.0000001"),
        ("WAGGLE_EXECUTOR", "claude"), ("WAGGLE_STANDARD_SECRET", "sesame"), ("WAGGLE_LEASE_SECONDS", "0"),
        ("WAGGLE_WHATSAPP_PHONE_NUMBER_ID", "1\r\nX: y"), ("WAGGLE_DATA", "a\u{0}b"),
    ])
    func `a value that cannot be used is one problem`(name: String, value: String) {
        let found = problems([name: value])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(name) == true)
    }

    @Test func `text that is not TOML is told with its place`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("agents = 1\nlisten = = 2\n", to: "waggle.toml")
        let found = problems(configFile: file)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("\(file), line 2, column ") == true)
        #expect(problems(configFile: "\(folder.path)/missing.toml").count == 1)
        let deep = try folder.write("a = \(String(repeating: "[", count: 100_000))", to: "deep.toml")
        #expect(problems(configFile: deep).count == 1)
        let empty = try folder.write("", to: "empty.toml")
        #expect(problems(configFile: empty).isEmpty)
    }

    @Test func `the usual configuration file is found`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("agents = 7\n", to: "named.toml")
        let reader = SettingsReader(environment: ["HOME": "/h", "WAGGLE_CONFIG": file])
        #expect(reader.configFile == file)
        #expect(try Settings(reader).agents == 7)
    }

    @Test func `a command reads the options it was given`() throws {
        let scanner = ArgumentScanner(options: SettingsReader.options, positionals: [])
        let folder = try TemporaryFolder()
        let file = try folder.write("agents = 7\n", to: "named.toml")
        let arguments = try scanner.scan(["--sandbox", "off", "--config", file, "--data", "/d"])
        let settings = try Settings(SettingsReader(arguments: arguments, environment: [:]))
        #expect(!settings.isSandboxRequired)
        #expect(settings.agents == 7)
        #expect(settings.dataFolder == "/d")
    }

    @Test func `there is no data folder without a home`() {
        let found = (try? Settings(SettingsReader(environment: [:]))) == nil
        #expect(found)
        let shared = try? Settings(SettingsReader(environment: ["XDG_DATA_HOME": "/x"]))
        #expect(shared?.dataFolder == "/x/waggle")
    }

    @Test func `an address lies in a range or not`() throws {
        let range = try #require(AddressRange("10.128.0.0/9"))
        #expect(range.contains("10.200.1.1"))
        #expect(range.contains("::ffff:10.200.1.1"))
        #expect(!range.contains("10.1.1.1"))
        #expect(!range.contains("::1"))
        #expect(!range.contains("nonsense"))
        #expect(try #require(AddressRange("0.0.0.0/0")).contains("8.8.8.8"))
        #expect(try #require(AddressRange("2001:db8::/32")).contains("2001:db8:1::2"))
    }
}
