extension PromptLibrary {
    /// The files of the repository's `prompts` folder, by prompt name; one line each.
    static let embeddedFiles: [String: [UInt8]] = [:]
}
