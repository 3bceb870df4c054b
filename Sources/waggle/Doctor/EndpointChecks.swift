import Configuration
import HTTPClient

/// What is reached over the network: the way in for webhooks, and language models.
struct EndpointChecks {
    let settings: Settings

    /// An answer of any status; nil where there is none within five seconds.
    static func get(_ url: String) async -> HTTPClientResponse? {
        let client = HTTPClient()
        defer { client.shutdown() }
        return try? await client.send(
            HTTPClientRequest(url: url, timeout: .seconds(5), connectTimeout: .seconds(5), maxResponseBytes: 1 << 20))
    }

    func webhooks() async -> [Finding] {
        let providers = [
            settings.whatsApp == nil ? nil : "WhatsApp", settings.standard == nil ? nil : "Standard Webhooks",
        ].compactMap(\.self)
        guard !providers.isEmpty else {
            return [.ok("webhooks", "no chat provider is set up; the terminal and the page work")]
        }
        let names = providers.joined(separator: " and ")
        guard let url = settings.publicURL else {
            let detail = "\(names) is set up, but this machine's public address is not"
            return [.warn("webhooks", detail, mend: "set WAGGLE_PUBLIC_URL to the https address that providers call")]
        }
        var findings: [Finding] = []
        if !url.hasPrefix("https://") {
            findings.append(
                .warn("webhooks", "\(url) is not https, which providers ask for", mend: "put TLS in front"))
        }
        let answer = await Self.get(url + "/livez")
        guard answer?.status != 200 else { return findings + [.ok("webhooks", "\(names): \(url) leads here")] }
        let end = answer.map { "answers with status \($0.status)" } ?? "does not answer"
        return findings + [
            .warn(
                "webhooks", "\(url)/livez \(end)",
                mend: "start “waggle serve”, and let the proxy or tunnel at that address lead to \(settings.listen)")
        ]
    }

    /// Whether something answers where the models are; no key is sent and nothing is spent.
    func models() async -> [Finding] {
        let models = settings.models
        if let folder = models.replayFolder { return [.ok("models", "answers are replayed from \(folder)")] }
        var addresses: [(name: String, url: String)] = []
        if let anthropic = models.anthropic { addresses.append(("Anthropic", anthropic.baseURL)) }
        if let openAI = models.openAI { addresses.append(("OpenAI", openAI.baseURL)) }
        if let ollama = models.ollamaURL { addresses.append(("Ollama", ollama)) }
        guard !addresses.isEmpty else {
            return [.ok("models", "none is set up: PRDs with a “Tasks” section and plain commands work without one")]
        }
        var findings: [Finding] = []
        for (name, url) in addresses {
            let isThere = await Self.get(url) != nil
            findings.append(
                isThere
                    ? .ok("models", "\(name) at \(url) answers")
                    : .fail(
                        "models", "\(name) at \(url) does not answer",
                        mend: "check the address, the network and the proxy"))
        }
        if !ModelSetup.isConfigured(settings) {
            findings.append(
                .warn("models", "no model is chosen, so none is used", mend: "set WAGGLE_MODEL to a model's name"))
        }
        return findings
    }
}
