// swift-tools-version: 6.3

import PackageDescription

// Format of this file: bands from the ground up, targets alphabetical inside a band, each with its test target.
// Imports point down only. Build one part and what it stands on with `WAGGLE_ONLY=Name swift build`.

/// A C library from Debian, entered through exactly one Swift target.
func library(_ name: String, pkgConfig: String? = nil, apt: [String]) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt(apt)])
}

func part(_ name: String, _ dependencies: [String], resources: [Resource] = [], exclude: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, exclude: exclude, resources: resources)
}

func tests(of name: String, _ dependencies: [String] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: ([name, "TestSupport"] + dependencies).map { .byName(name: $0) },
        exclude: exclude)
}

let package = Package(
    name: "waggle",
    targets: [
        // MARK: Band 0: module maps and shims
        library("CCurl", pkgConfig: "libcurl", apt: ["libcurl4-openssl-dev"]),
        library("CPCRE2", pkgConfig: "libpcre2-8", apt: ["libpcre2-dev"]),
        library("CPostgreSQL", pkgConfig: "libpq", apt: ["libpq-dev"]),
        library("CSQLite", pkgConfig: "sqlite3", apt: ["libsqlite3-dev"]),
        library("CSodium", pkgConfig: "libsodium", apt: ["libsodium-dev"]),
        library("CUTF8Proc", apt: ["libutf8proc-dev"]),
        .target(name: "CLinux", path: "Sources/C/CLinux"),
        .target(name: "CTOML", path: "Sources/C/CTOML"),

        // MARK: Band 1: mechanisms
        part("CommandLine", []),
        tests(of: "CommandLine"),
        part("Configuration", ["CTOML", "CommandLine", "Crypto", "Telemetry"]),
        tests(of: "Configuration", ["CommandLine", "Crypto", "Telemetry"]),
        part("Crypto", ["CSodium"]),
        tests(of: "Crypto"),
        part("Git", ["Subprocess", "Threading"]),
        tests(of: "Git", ["Subprocess", "Threading"]),
        part("HTTPClient", ["CCurl", "CLinux", "Threading"]),
        tests(of: "HTTPClient", ["Threading"]),
        part("HTTPServer", ["CLinux", "Threading"]),
        tests(of: "HTTPServer"),
        part("Lifecycle", ["CLinux", "Telemetry", "Threading"]),
        tests(of: "Lifecycle", ["Telemetry", "Threading"]),
        part("Normalization", ["CUTF8Proc"]),
        tests(of: "Normalization"),
        part("Pattern", ["CPCRE2", "Threading"]),
        tests(of: "Pattern"),
        part("PostgreSQL", ["CPostgreSQL", "Threading"]),
        tests(of: "PostgreSQL", ["Threading"]),
        part("SQLite", ["CSQLite", "Threading"]),
        tests(of: "SQLite", ["Threading"]),
        part("Subprocess", ["CLinux", "Threading"]),
        tests(of: "Subprocess"),
        part("Telemetry", ["Threading"]),
        tests(of: "Telemetry", ["Threading"]),
        part("Threading", ["CLinux"]),
        tests(of: "Threading"),

        // MARK: Band 2: the domain
        part("AgentProtocol", ["Vocabulary"]),
        tests(of: "AgentProtocol", ["Vocabulary"]),
        part("Cards", ["Vocabulary"]),
        tests(of: "Cards", ["Vocabulary"]),
        part("Intent", ["LanguageModel", "Normalization", "Pattern", "Vocabulary"]),
        tests(of: "Intent", ["LanguageModel", "Vocabulary"]),
        part(
            "LanguageModel", ["Crypto", "HTTPClient", "Threading", "Vocabulary"],
            resources: [.embedInCode("EmbeddedPrompts")]),
        tests(of: "LanguageModel", ["Crypto", "HTTPClient", "Threading", "Vocabulary"]),
        part(
            "Orchestrator",
            [
                "AgentProtocol", "Cards", "Crypto", "Git", "Intent", "LanguageModel", "Planner", "Store", "Subprocess",
                "Telemetry",
                "Threading",
                "Vocabulary",
            ]),
        tests(
            of: "Orchestrator",
            [
                "AgentProtocol", "Crypto", "Git", "LanguageModel", "Planner", "Store", "Subprocess", "Telemetry",
                "Threading",
                "Vocabulary",
            ]),
        part("Planner", ["Crypto", "LanguageModel", "Subprocess", "Vocabulary"]),
        tests(of: "Planner", ["LanguageModel", "Subprocess", "Threading", "Vocabulary"]),
        part("Store", ["Crypto", "PostgreSQL", "SQLite", "Threading", "Vocabulary"]),
        tests(of: "Store", ["PostgreSQL", "SQLite", "Threading", "Vocabulary"]),
        part(
            "Swarm",
            [
                "AgentProtocol", "Crypto", "Git", "HTTPClient", "LanguageModel", "Subprocess", "Telemetry", "Threading",
                "Vocabulary",
            ]),
        tests(
            of: "Swarm",
            [
                "AgentProtocol", "Crypto", "Git", "HTTPClient", "HTTPServer", "LanguageModel", "Subprocess",
                "Telemetry", "Threading", "Vocabulary",
            ]),
        part("Vocabulary", []),
        tests(of: "Vocabulary"),

        // MARK: Band 3: the edges
        part(
            "ChatBridge",
            [
                "Cards", "Crypto", "HTTPClient", "HTTPServer", "Intent", "Orchestrator", "Planner", "Store",
                "Telemetry", "Threading",
                "Vocabulary",
            ]),
        tests(
            of: "ChatBridge",
            [
                "Cards", "Crypto", "HTTPClient", "HTTPServer", "Intent", "Orchestrator", "Store", "Subprocess",
                "Telemetry", "Threading",
                "Vocabulary",
            ]),
        part(
            "ControlPlane",
            [
                "AgentProtocol", "Cards", "ChatBridge", "Crypto", "HTTPServer", "LanguageModel", "Orchestrator",
                "Store",
                "Telemetry", "Threading", "Vocabulary",
            ],
            resources: [.embedInCode("Page")]),
        tests(
            of: "ControlPlane",
            [
                "AgentProtocol", "ChatBridge", "Crypto", "HTTPServer", "Orchestrator", "Store", "Telemetry",
                "Threading",
                "Vocabulary",
            ]),

        // MARK: Band 4: the executables
        .executableTarget(
            name: "waggle",
            dependencies: [
                "AgentProtocol", "CLinux", "Cards", "ChatBridge", "CommandLine", "Configuration", "ControlPlane",
                "Crypto",
                "Git", "HTTPClient", "HTTPServer", "Intent", "LanguageModel", "Lifecycle", "Orchestrator", "Planner",
                "Store", "Subprocess", "Swarm", "Telemetry", "Threading", "Vocabulary",
            ]),
        .executableTarget(
            name: "waggle-bench",
            dependencies: [
                "AgentProtocol", "CommandLine", "Crypto", "Intent", "Orchestrator", "SQLite", "Store", "Subprocess",
                "Threading", "Vocabulary",
            ],
            path: "Benchmarks/waggle-bench"),

        // MARK: Tests that cross targets
        part("TestSupport", ["Subprocess", "Threading"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Crypto", "HTTPClient", "HTTPServer", "Subprocess", "TestSupport", "Threading", "Vocabulary", "waggle",
            ],
            path: "Tests/EndToEnd"),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "AgentProtocol", "Cards", "ChatBridge", "Crypto", "Orchestrator", "SQLite", "Store", "TestSupport",
                "Threading", "Vocabulary",
            ],
            path: "Tests/Simulation"),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

for target in package.targets where target.name == "TestSupport" { target.path = "Tests/TestSupport" }

// WAGGLE_ONLY="A B" keeps those targets, their tests and what they stand on.
if let only = Context.environment["WAGGLE_ONLY"], !only.isEmpty {
    var wanted = Set(only.split(separator: " ").flatMap { ["\($0)", "\($0)Tests"] })
    var grown = true
    while grown {
        let next = wanted.union(
            package.targets.filter { wanted.contains($0.name) }.flatMap(\.dependencies).compactMap { dependency in
                switch dependency {
                case .byNameItem(let name, _), .targetItem(let name, _): name
                default: nil
                }
            })
        grown = next.count > wanted.count
        wanted = next
    }
    package.targets.removeAll { !wanted.contains($0.name) }
}

for target in package.targets where [.executable, .regular, .test].contains(target.type) {
    guard !target.name.hasPrefix("C") || !(target.path ?? "").contains("Sources/C/") else { continue }
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
