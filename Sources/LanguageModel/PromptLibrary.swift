import FoundationEssentials

/// The prompts a process uses, loaded once at start: those compiled in, and a folder's in their place.
package struct PromptLibrary: Sendable {
    private var prompts: [String: Prompt] = [:]

    /// Loads the prompts of the executable, then lets `<name>.md` files of `folder` replace them.
    ///
    /// - Parameter folder: nil for the executable's own prompts alone. `README.md` in it is ignored.
    /// - Throws: `PromptError` for a file that cannot be read, that names no prompt of the executable, or that has
    ///   other placeholders than the prompt it replaces.
    package init(overriddenBy folder: String? = nil) throws(PromptError) {
        try self.init(files: Self.embeddedFiles)
        if let folder { try override(from: folder) }
    }

    /// Loads the files given, by prompt name.
    package init(files: [String: [UInt8]]) throws(PromptError) {
        for (name, bytes) in files { prompts[name] = try Prompt(name: name, file: bytes) }
    }

    /// The names of all prompts, sorted.
    package var names: [String] { prompts.keys.sorted() }

    /// The prompt of that name; an unknown name is an error that lists the known ones.
    package func prompt(named name: String) throws(PromptError) -> Prompt {
        guard let prompt = prompts[name] else {
            throw PromptError("There is no prompt \(name); there are \(names.joined(separator: ", ")).")
        }
        return prompt
    }

    /// Replaces prompts by the `.md` files of a folder, under the rules of `init(overriddenBy:)`.
    package mutating func override(from folder: String) throws(PromptError) {
        let entries: [String]
        do { entries = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw PromptError("The prompt folder \(folder) cannot be read.")
        }
        for entry in entries.sorted() where entry.hasSuffix(".md") && entry != "README.md" {
            let name = String(entry.dropLast(3))
            let replaced = try prompt(named: name)
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(entry)") else {
                throw PromptError("The prompt file \(folder)/\(entry) cannot be read.")
            }
            let prompt = try Prompt(name: name, file: [UInt8](bytes))
            guard prompt.placeholders == replaced.placeholders else {
                throw PromptError(
                    "The prompt file \(folder)/\(entry) has to use exactly these placeholders: "
                        + replaced.placeholders.sorted().joined(separator: ", ") + ".")
            }
            prompts[name] = prompt
        }
    }
}
