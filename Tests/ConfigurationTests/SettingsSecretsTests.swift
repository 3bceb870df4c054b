import Configuration
import Crypto
import TestSupport
import Testing

@Suite struct SettingsSecretsTests {
    @Test func `a secret comes from a file without its last line feed`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("  sk-ant-42\n", to: "key")
        let reader = SettingsReader(environment: ["HOME": "/h", "ANTHROPIC_API_KEY_FILE": file])
        let settings = try Settings(reader)
        #expect(settings.models.anthropic?.apiKey?.expose() == "  sk-ant-42")
        #expect(settings.warnings.isEmpty)
        #expect(reader.explain("ANTHROPIC_API_KEY")?.layer == .secretFile(path: file))
    }

    @Test func `waggle toml may name the file, from its own folder`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("from-file", to: "key")
        let file = try folder.write("[anthropic]\napi_key_file = 'key'\n", to: "waggle.toml")
        let settings = try Settings(SettingsReader(environment: ["HOME": "/h"], configFile: file))
        #expect(settings.models.anthropic?.apiKey?.expose() == "from-file")
    }

    @Test func `a file that others may read is warned about`() throws {
        let folder = try TemporaryFolder()
        let key = try folder.write("sk-ant-42", to: "key", mode: 0o640)
        let file = try folder.write("[openai]\napi_key = 'sk-42'\n", to: "waggle.toml", mode: 0o644)
        let settings = try Settings(
            SettingsReader(environment: ["HOME": "/h", "ANTHROPIC_API_KEY_FILE": key], configFile: file))
        #expect(settings.warnings.count == 2)
        #expect(settings.warnings.allSatisfy { $0.contains("chmod 600") && !$0.contains("42") })
    }

    @Test func `a name and its file exclude each other`() throws {
        let folder = try TemporaryFolder()
        let key = try folder.write("sk-ant-42", to: "key")
        let reader = SettingsReader(environment: [
            "HOME": "/h", "ANTHROPIC_API_KEY": "x", "ANTHROPIC_API_KEY_FILE": key, "OPENAI_API_KEY_FILE": "/missing",
        ])
        #expect(
            reader.problems == [
                "ANTHROPIC_API_KEY and ANTHROPIC_API_KEY_FILE exclude each other.",
                "/missing, which should hold OPENAI_API_KEY, cannot be read: No such file or directory.",
            ])
    }

    @Test(arguments: ["postgres://waggle:s3cr3t@db/waggle", "postgres://waggle@db/waggle?password=s3cr3t"])
    func `a password in an option is warned of, because every process list shows it`(url: String) throws {
        func warnings(_ flags: [String: String], _ environment: [String: String] = [:]) throws -> [String] {
            try Settings(SettingsReader(flags: flags, environment: environment.merging(["HOME": "/h"]) { $1 })).warnings
                .filter { $0.contains("--database") }
        }
        let told = try warnings(["database": url])
        #expect(told.count == 1 && told[0].contains("WAGGLE_DATABASE_FILE") && !told[0].contains("s3cr3t"), "\(told)")
        #expect(try warnings([:], ["WAGGLE_DATABASE": url]).isEmpty)
        #expect(try warnings(["database": "postgres://waggle@db:5432/waggle"]).isEmpty)
    }

    @Test func `no problem, warning or explanation holds a secret`() throws {
        let secret = "s3cr3t\u{1}value"
        var environment = ["HOME": "/h", "WAGGLE_DATABASE": "postgres://waggle:s3cr3t@db/waggle?password=s3cr3t"]
        for key in SettingKey.all where key.isSecret { environment[key.name] = secret }
        let reader = SettingsReader(environment: environment)
        var texts = reader.explainAll().map { $0.shownValue ?? "" }
        do throws(SettingsError) {
            _ = try Settings(reader)
            Issue.record("a control character in a secret must be refused")
        } catch {
            #expect(error.problems.count == SettingKey.all.count(where: \.isSecret))
            texts += error.problems
        }
        #expect(!texts.contains { $0.contains("s3cr3t") })
        #expect(reader.explain("WAGGLE_DATABASE")?.shownValue == "postgres://waggle:[redacted]@db/waggle?[redacted]")
        environment = ["HOME": "/h", "WAGGLE_DATABASE": "postgres://waggle:s3cr3t@db/waggle"]
        #expect(try Settings(SettingsReader(environment: environment)).secrets.contains { $0.expose() == "s3cr3t" })
    }
}
