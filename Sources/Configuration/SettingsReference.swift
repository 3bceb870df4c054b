/// The reference page of all settings, made from the settings' own data.
package enum SettingsReference {
    /// The whole page as Markdown.
    package static var markdown: String {
        var text = """
            # Settings

            <!-- Made from the declarations in Sources/Configuration; see the end of this page. -->

            A setting is looked for in this order; the first place that has it wins:

            1. an option of `waggle serve`;
            2. the environment (an empty variable counts as not set);
            3. `waggle.toml`: the file after `--config`, else the one `WAGGLE_CONFIG` names, else
               `$XDG_CONFIG_HOME/waggle/waggle.toml` (`~/.config/waggle/waggle.toml`), else `/etc/waggle/waggle.toml`;
            4. the default.

            A name that is not known is an error, in the environment wherever it begins with `WAGGLE_`. All problems are
            told at once. `waggle config check` looks without starting anything; `waggle config explain NAME` tells a value
            and where it comes from, secrets masked.

            Settings marked *secret* may be given as a file: `NAME_FILE` in the environment or `…_file` in `waggle.toml` holds
            its path, and one line feed at its end is ignored. A file that others may read is warned about. Paths in
            `waggle.toml` are meant from its own folder, and `~/` is the home folder.

            ```toml
            listen = "127.0.0.1:8080"
            admins = ["whatsapp:16505551234"]

            [whatsapp]
            app_secret_file = "/run/secrets/whatsapp_app_secret"
            verify_token_file = "/run/secrets/whatsapp_verify_token"
            access_token_file = "/run/secrets/whatsapp_access_token"
            phone_number_id = "106540352242922"

            [budget]
            day = 20
            ```

            The budgets' defaults are meant for a first try: a run-away agent costs at most two dollars, a whole day at most
            twenty. A budget of 0 lets nothing be spent.

            """
        for section in SettingKey.sections {
            text +=
                "\n## \(section.title)\n\n| environment | `waggle.toml` | option | default | meaning |\n|---|---|---|---|---|\n"
            for key in section.keys { text += row(key) }
        }
        return text + """

            ## Keeping this page right

            A test compares this page with the declarations and fails where they differ. After a change to a setting write it
            anew with `UPDATE_DOCUMENTATION=1 swift test --filter SettingsReferenceTests`.

            """
    }

    private static func row(_ key: SettingKey) -> String {
        let path = key.path.map { "`\($0)`" } ?? "no"
        let flag = key.flag.map { "`--\($0)`" } ?? ""
        let fallback = key.defaultValue.map { "`\($0)`" } ?? key.defaultNote ?? ""
        var meaning = key.help
        if key.isSecret { meaning = "*secret* \(meaning)" }
        switch key.kind {
        case .integer(let range): meaning += " From \(range.lowerBound) to \(range.upperBound)."
        case .choice(let values): meaning += " One of \(values.map { "`\($0)`" }.joined(separator: ", "))."
        default: break
        }
        return "| `\(key.name)` | \(path) | \(flag) | \(fallback) | \(meaning) |\n"
    }
}
