extension PromptLibrary {
    /// The files of the repository's `prompts` folder, by prompt name; one line each.
    static let embeddedFiles: [String: [UInt8]] = [
        "intent": PackageResources.intent_md,
        "plan": PackageResources.plan_md,
        "plan-repair": PackageResources.plan_repair_md,
        "work": PackageResources.work_md,
    ]
}
