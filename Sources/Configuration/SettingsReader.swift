import CommandLine
import Glibc

/// Collects settings from their layers: flags over the environment over `waggle.toml` over defaults.
///
/// Reading never throws: what is wrong gathers in `problems`, so that `waggle config check` tells all of it and `waggle
/// config explain` works while something is wrong. `Settings(_:)` refuses to be made while there are problems.
package struct SettingsReader: Sendable {
    struct Value: Sendable {
        let text: String
        let layer: SettingLayer
    }

    /// The `waggle.toml` that was read; nil when there is none.
    package private(set) var configFile: String?
    package private(set) var problems: [String] = []
    package private(set) var warnings: [String] = []
    private var values: [String: Value] = [:]
    let environment: [String: String]

    /// - Parameters:
    ///   - flags: values of command-line options by `SettingKey.flag`, without dashes; others are ignored.
    ///   - configFile: from `--config`; nil looks at `WAGGLE_CONFIG`, `$XDG_CONFIG_HOME/waggle/waggle.toml` (or
    ///     `~/.config/…`) and `/etc/waggle/waggle.toml`, and reads the first that is there.
    package init(flags: [String: String] = [:], environment: [String: String], configFile: String? = nil) {
        self.environment = environment
        for key in SettingKey.all {
            if let value = key.defaultValue { values[key.name] = Value(text: value, layer: .defaultValue) }
        }
        readConfigFile(named: configFile)
        readEnvironment()
        for key in SettingKey.all {
            guard let flag = key.flag, let text = flags[flag] else { continue }
            values[key.name] = Value(text: text, layer: .flag(flag))
        }
    }

    /// The text of a setting and where it comes from; nil when nobody gave one and there is no fixed default.
    func value(_ key: SettingKey) -> Value? { values[key.name] }

    // MARK: waggle.toml

    private mutating func readConfigFile(named explicit: String?) {
        let home = environment["HOME"]
        let configHome =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home.map { "\($0)/.config" }
        let usual = [configHome.map { "\($0)/waggle/waggle.toml" }, "/etc/waggle/waggle.toml"].compactMap(\.self)
        let named = explicit ?? environment["WAGGLE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        guard let path = named ?? usual.first(where: SettingFile.exists) else { return }
        configFile = path
        do throws(SettingFile.ReadError) {
            let file = try SettingFile(path: path)
            read(file, path: path)
        } catch {
            problems.append("\(path) cannot be read: \(error.message).")
        }
    }

    private mutating func read(_ file: SettingFile, path: String) {
        let document: TOMLDocument
        do throws(TOMLDocument.ParseError) {
            document = try TOMLDocument(parsing: file.text)
        } catch {
            problems.append("\(path), line \(error.line), column \(error.column): \(error.message).")
            return
        }
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        for (name, leaf) in document.leaves.sorted(by: { $0.key < $1.key }) {
            if let key = SettingKey.all.first(where: { $0.path == name }) {
                guard let text = text(of: leaf, for: key) else {
                    problems.append("\(path): \(name) must be \(key.kind.expectation).")
                    continue
                }
                if key.isSecret, file.isExposed {
                    warnings.append("\(path) holds the secret \(name) and others may read it: chmod 600 \(path).")
                }
                let value = absolute(text, of: key, in: folder)
                values[key.name] = Value(text: value, layer: .configFile(path: path))
            } else if let key = SettingKey.all.first(where: { $0.hasFileForm && $0.filePath == name }) {
                guard case .scalar(let file) = leaf else {
                    problems.append("\(path): \(name) must be the path of a file.")
                    continue
                }
                if let first = key.path, document.leaves[first] != nil {
                    problems.append("\(path): \(first) and \(name) exclude each other.")
                }
                readSecret(key, from: absolute(file, in: folder))
            } else {
                problems.append("\(path): \(unknown(name, in: path))")
            }
        }
    }

    private func text(of leaf: TOMLDocument.Leaf, for key: SettingKey) -> String? {
        switch leaf {
        case .scalar(let text): text
        case .list(let texts) where [.addresses, .identities].contains(key.kind): texts.joined(separator: ",")
        case .list, .other: nil
        }
    }

    private func absolute(_ text: String, of key: SettingKey, in folder: String) -> String {
        if key.kind == .folder { return absolute(text, in: folder) }
        guard key.kind == .database, text.hasPrefix("sqlite:") else { return text }
        return "sqlite:" + absolute(String(text.dropFirst("sqlite:".count)), in: folder)
    }

    private func unknown(_ name: String, in path: String) -> String {
        if let key = SettingKey.all.first(where: { $0.path == nil && $0.flag == name }) {
            return "\(name) can only be set on the command line or as \(key.name) in the environment."
        }
        let known = SettingKey.all.compactMap(\.path) + SettingKey.all.filter(\.hasFileForm).compactMap(\.filePath)
        let nearest = Suggestion.nearest(to: name, among: known).map { " Did you mean \($0)?" } ?? ""
        return "there is no setting \(name).\(nearest)"
    }

    // MARK: The environment

    private mutating func readEnvironment() {
        var known = Set(SettingKey.clientNames)
        for key in SettingKey.all {
            known.insert(key.name)
            // An empty variable is how compose files spell one that is not set.
            let text = environment[key.name].flatMap { $0.isEmpty ? nil : $0 }
            if let text { values[key.name] = Value(text: text, layer: .environment(key.name)) }
            guard key.hasFileForm else { continue }
            known.insert(key.fileName)
            guard let file = environment[key.fileName], !file.isEmpty else { continue }
            if text != nil { problems.append("\(key.name) and \(key.fileName) exclude each other.") }
            readSecret(key, from: file)
        }
        for name in environment.keys.sorted() where name.hasPrefix("WAGGLE_") && !known.contains(name) {
            let nearest = Suggestion.nearest(to: name, among: known.sorted()).map { " Did you mean \($0)?" } ?? ""
            problems.append("There is no setting \(name).\(nearest)")
        }
    }

    private mutating func readSecret(_ key: SettingKey, from path: String) {
        do throws(SettingFile.ReadError) {
            let file = try SettingFile(path: path)
            if file.isExposed {
                warnings.append("Others may read \(path), which holds \(key.name): chmod 600 \(path).")
            }
            var text = Substring(file.text)
            if text.hasSuffix("\n") || text.hasSuffix("\r\n") { text = text.dropLast() }
            values[key.name] = Value(text: String(text), layer: .secretFile(path: path))
        } catch {
            problems.append("\(path), which should hold \(key.name), cannot be read: \(error.message).")
        }
    }

    /// A path as given in a file: `~/` is the home folder, anything relative is meant from the file's own folder.
    func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("~/"), let home = environment["HOME"] { return home + path.dropFirst() }
        return path.hasPrefix("/") || path.isEmpty ? path : "\(folder)/\(path)"
    }
}
