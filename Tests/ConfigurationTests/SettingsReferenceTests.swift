import Configuration
import FoundationEssentials
import Testing

@Suite struct SettingsReferenceTests {
    @Test func `the reference page says what the declarations say`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/configuration.md")
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] != nil {
            try Data(SettingsReference.markdown.utf8).write(to: page)
        }
        let written = try String(contentsOf: page, encoding: .utf8)
        #expect(
            written == SettingsReference.markdown,
            "write it anew: UPDATE_DOCUMENTATION=1 swift test --filter SettingsReferenceTests")
    }

    @Test func `every setting is declared once`() {
        let names = SettingKey.all.map(\.name) + SettingKey.clientNames
        let paths = SettingKey.all.compactMap(\.path)
        #expect(Set(names).count == names.count)
        #expect(Set(paths).count == paths.count)
        // A path that begins another one could not be written in TOML.
        #expect(!paths.contains { path in paths.contains { $0.hasPrefix("\(path).") } })
    }
}
