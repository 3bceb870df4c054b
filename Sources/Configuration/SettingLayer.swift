/// Where a value comes from, the strongest first.
package enum SettingLayer: Sendable, Equatable, CustomStringConvertible {
    case flag(String)
    case environment(String)
    /// A file that a `NAME_FILE` variable or an `…_file` key of `waggle.toml` names.
    case secretFile(path: String)
    case configFile(path: String)
    case defaultValue

    package var description: String {
        switch self {
        case .flag(let name): "--\(name)"
        case .environment(let name): "\(name) in the environment"
        case .secretFile(let path): "the file \(path)"
        case .configFile(let path): path
        case .defaultValue: "default"
        }
    }
}
