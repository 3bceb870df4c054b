import CommandLine
import Configuration
import Crypto
import FoundationEssentials

/// How a command finds the control plane and who it says it is.
struct ControlPlaneAccess: Sendable {
    static let options: [OptionSpec] = [
        .option("url", "URL", "The control plane's address; with it goes WAGGLE_TOKEN."),
        .option("data", "DIR", "The data folder of the control plane on this machine.", completion: .folder),
        .flag("json", "Print the data as JSON."),
    ]

    let isJSON: Bool
    private let url: String?
    private let data: String?
    private let environment: [String: String]

    init(_ arguments: Arguments, environment: [String: String] = ProcessEnvironment.read()) {
        isJSON = arguments.flag("json")
        url = arguments.value("url") ?? environment["WAGGLE_URL"].flatMap { $0.isEmpty ? nil : $0 }
        data = arguments.value("data")
        self.environment = environment
    }

    /// The settings' data folder; nil where none can be derived.
    var dataFolder: String? {
        SettingsReader(flags: data.map { ["data": $0] } ?? [:], environment: environment).dataFolder
    }

    /// The data folder of the control plane that is asked, where it runs on this machine.
    var localFolder: String? {
        guard let dataFolder, let local = Credential.read(in: dataFolder) else { return nil }
        return url == nil || url == local.url ? dataFolder : nil
    }

    /// The address and the token: the ones given, else those that the running control plane left in its data folder.
    ///
    /// The folder's token is an admin's, so it only ever goes to the address beside it.
    func endpoint() throws(ClientProblem) -> (url: String, token: Secret) {
        let local = dataFolder.flatMap(Credential.read)
        let given = try token()
        if let url {
            let url = url.hasSuffix("/") ? String(url.dropLast()) : url
            if let given { return (url, given) }
            if let local, local.url == url { return (url, Secret(local.token)) }
            throw ClientProblem(
                "\(url) needs a token: put one into WAGGLE_TOKEN (an admin makes it with “waggle token create”).",
                .notAllowed)
        }
        guard let local else {
            throw ClientProblem(
                "no control plane runs here: start one with “waggle serve”, or name another with --url and WAGGLE_TOKEN."
            )
        }
        return (local.url, given ?? Secret(local.token))
    }

    func connect() throws(ClientProblem) -> ControlPlaneClient {
        let (url, token) = try endpoint()
        return ControlPlaneClient(url: url, token: token)
    }

    private func token() throws(ClientProblem) -> Secret? {
        if let token = environment["WAGGLE_TOKEN"], !token.isEmpty { return Secret(token) }
        guard let path = environment["WAGGLE_TOKEN_FILE"], !path.isEmpty else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= 4_096 else {
            throw ClientProblem("\(path), which WAGGLE_TOKEN_FILE names, cannot be read.")
        }
        return Secret(String(String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }))
    }
}
