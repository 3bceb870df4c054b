package import Crypto

/// A server that completes requests: where it is, what it speaks, and with which key.
package struct ModelEndpoint: Sendable {
    package enum Kind: String, Sendable, Codable {
        /// The Messages API.
        case anthropic
        /// OpenAI's own chat completions.
        case openAI
        /// Chat completions as others speak them: Ollama, vLLM, llama.cpp, LiteLLM.
        case openAICompatible
    }

    /// Names the endpoint in settings (`ollama/qwen3`), messages and metrics.
    package var name: String
    package var kind: Kind
    /// Without a slash at the end; for the OpenAI kinds with the version (`…/v1`), for Anthropic without it (one that is there is taken off).
    package var baseURL: String
    package var key: Secret?
    /// The setting that holds the key, for messages.
    package var keyName: String
    /// The longest wait without a byte of a streamed answer.
    package var stallTimeout: Duration

    package init(
        name: String, kind: Kind, baseURL: String, key: Secret?, keyName: String, stallTimeout: Duration = .seconds(120)
    ) {
        self.name = name
        self.kind = kind
        let url = Self.withoutSlash(baseURL)
        self.baseURL = kind == .anthropic && url.hasSuffix("/v1") ? String(url.dropLast(3)) : url
        self.key = key
        self.keyName = keyName
        self.stallTimeout = stallTimeout
    }

    /// Anthropic, or what speaks like it at `ANTHROPIC_BASE_URL`.
    package static func anthropic(key: Secret?, baseURL: String? = nil) -> ModelEndpoint {
        ModelEndpoint(
            name: "anthropic", kind: .anthropic, baseURL: baseURL ?? "https://api.anthropic.com", key: key,
            keyName: "ANTHROPIC_API_KEY")
    }

    /// OpenAI, or what speaks like it at `OPENAI_BASE_URL`.
    package static func openAI(key: Secret?, baseURL: String? = nil) -> ModelEndpoint {
        let url = baseURL ?? "https://api.openai.com/v1"
        return ModelEndpoint(
            name: "openai", kind: host(of: url) == "api.openai.com" ? .openAI : .openAICompatible, baseURL: url,
            key: key,
            keyName: "OPENAI_API_KEY")
    }

    /// Ollama's OpenAI-compatible side, from what `OLLAMA_HOST` may hold: a host, a host and port, or an address.
    ///
    /// A local model may read a long prompt for minutes before its first token, so it may stall for ten.
    package static func ollama(host setting: String) -> ModelEndpoint {
        var url = withoutSlash(setting)
        if url.firstRange(of: "://") == nil { url = "http://" + (url.hasPrefix(":") ? "127.0.0.1" : "") + url }
        if host(of: url) == "0.0.0.0" { url.replace("0.0.0.0", with: "127.0.0.1", maxReplacements: 1) }
        let authority = url.split(separator: "/").dropFirst().first ?? ""
        let hasPort = authority[(authority.lastIndex(of: "]") ?? authority.startIndex)...].contains(":")
        if !hasPort, url.hasPrefix("http://") { url += ":11434" }
        return ModelEndpoint(
            name: "ollama", kind: .openAICompatible, baseURL: url + "/v1", key: nil, keyName: "OLLAMA_HOST",
            stallTimeout: .seconds(600))
    }

    /// Whether the endpoint is on this machine or its own network, where nobody bills per token.
    package var isLocal: Bool {
        let host = Self.host(of: baseURL)
        if host == "localhost" || host == "host.docker.internal" || host == "::1" { return true }
        if host.hasSuffix(".localhost") || host.hasSuffix(".local") { return true }
        if host.hasPrefix("fc") || host.hasPrefix("fd"), host.contains(":") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, let first = parts[0], let second = parts[1], parts.allSatisfy({ $0 != nil }) else {
            return !host.isEmpty && !host.contains(".") && !host.contains(":")
        }
        return first == 127 || first == 10 || (first == 192 && second == 168) || (first == 172 && 16...31 ~= second)
    }

    /// Whether a model of that name is likely to be had here: by family for the two providers, else any that is not theirs.
    package func serves(_ model: String) -> Bool {
        switch kind {
        case .anthropic: model.hasPrefix("claude")
        case .openAI: Self.isOpenAIName(model)
        case .openAICompatible: true
        }
    }

    private static func isOpenAIName(_ model: String) -> Bool {
        if ["gpt-", "chatgpt-", "codex-", "ft:"].contains(where: model.hasPrefix) {
            return !model.hasPrefix("gpt-oss")
        }
        return model.first == "o" && model.dropFirst().first?.isNumber == true
    }

    static func host(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return "" }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@").last ?? ""
        if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }).lowercased() }
        return String(host.prefix { $0 != ":" }).lowercased()
    }

    private static func withoutSlash(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
