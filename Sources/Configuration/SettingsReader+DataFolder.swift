extension SettingsReader {
    /// The absolute path of the data folder, whatever else is wrong with the settings; nil where none can be derived.
    package var dataFolder: String? {
        var check = SettingsCheck(self)
        return check.dataFolder()
    }
}
