import FoundationEssentials
import Testing
import Vocabulary

/// Commands that need no control plane.
@Suite(.timeLimit(.minutes(2)), .serialized) struct LocalCommandTests {
    @Test func `intents are read line by line, in order, and a bad line is named`() async throws {
        try await Workplace.alone { place in
            let lines = [
                #"{"id":"a","text":"pause shop","context":{"swarms":["shop","depot"]}}"#, "not JSON",
                #"{"id":"b","text":"lovely weather"}"#, "",
                #"{"id":"c","text":"don't cancel shop","context":{"swarms":["shop"]}}"#,
            ]
            let run = try await place.waggle(
                "intent", "--jsonl", "--tier", "rule", input: lines.joined(separator: "\n"))
            let answers = run.lines.compactMap { JSONValue(parsing: $0.utf8) }
            #expect(answers.compactMap { $0["id"]?.string } == ["a", "b", "c"])
            #expect(answers[0]["intents"]?[0]?["intent"]?.string == "swarm.pause")
            #expect(answers[0]["intents"]?[0]?["slots"]?["swarm"]?.string == "shop")
            #expect(answers[1]["intents"]?[0]?["intent"]?.string == "unknown")
            #expect(answers[2]["intents"]?[0]?["intent"]?.string == "unknown")
            #expect(answers.allSatisfy { $0["tier"]?.string == "rule" && $0["microseconds"]?.integer != nil })
            #expect(run.code == 1)
            #expect(run.error.contains("line 2"))
        }
    }

    @Test func `a line without end is refused in bounded memory and the next one is read`() async throws {
        try await Workplace.alone { place in
            let long = #"{"id":"x","text":""# + String(repeating: "y", count: 5_000_000)
            let run = try await place.waggle("intent", "--jsonl", input: long + "\n{\"id\":\"z\",\"text\":\"help\"}\n")
            #expect(run.lines.count == 1 && run.output.contains(#""id":"z""#))
            #expect(run.error.contains("longer than"))
        }
    }

    @Test func `one text is read at once`() async throws {
        try await Workplace.alone { place in
            let run = try await place.waggle("intent", "help")
            #expect(run.json["intents"]?[0]?["intent"]?.string == "help")
            #expect(try await place.waggle("intent").code == 2)
            #expect(try await place.waggle("intent", "--jsonl", "help").code == 2)
            #expect(try await place.waggle("intent", "--tier", "model", "help").code == 2)
        }
    }

    @Test func `a plan is printed with its digest, and nothing of it is run`() async throws {
        try await Workplace.alone { place in
            let prd = try place.write("prd.md", PRDs.greeting)
            let plan = try await place.waggle("plan", prd, "--json")
            #expect(plan.code == 0, "\(plan.error)")
            #expect(plan.json["tasks"]?.array?.count == 2)
            #expect(plan.json["digest"]?.string?.count == 64)
            let text = try await place.waggle("plan", "-", input: PRDs.greeting)
            #expect(text.output.contains("cat greeting.txt greeting.txt > twice.txt"))
            #expect(!FileManager.default.fileExists(atPath: place.folder + "/greeting.txt"))
            let prose = try place.write("prose.md", "Build me something nice, please.")
            let refused = try await place.waggle("plan", prose)
            #expect(refused.code == 1)
            #expect(refused.error.contains("Tasks"))
            #expect(try await place.waggle("plan", prd, "--repo", place.folder).code == 5)
        }
    }

    @Test func `settings are checked and explained without a secret on the screen`() async throws {
        try await Workplace.alone { place in
            #expect(try await place.waggle("config", "check").code == 0)
            let bad = ["WAGGLE_LISTEN": "nowhere", "WAGGLE_LISTON": "x"]
            let checked = try await place.waggle("config", "check", "--json", environment: bad)
            #expect(checked.code == 1)
            #expect(checked.json["problems"]?.array?.count == 2)
            let explained = try await place.waggle(
                "config", "explain", "ANTHROPIC_API_KEY", environment: ["ANTHROPIC_API_KEY": "sk-very-secret"])
            #expect(explained.code == 0)
            #expect(!explained.output.contains("sk-very-secret"))
            let unknown = try await place.waggle("config", "explain", "WAGGLE_LISTON")
            #expect(unknown.code == 5)
            #expect(unknown.error.contains("WAGGLE_LISTEN"))
        }
    }

    @Test func `the doctor says what fails, how to mend it, and ends with 7`() async throws {
        try await Workplace.alone { place in
            let well = try await place.waggle("doctor", "--json")
            let checks = well.json["checks"]?.array ?? []
            let names = Set(checks.compactMap { $0["check"]?.string })
            let wanted: Set = [
                "libraries", "git", "clock", "settings", "sandbox", "disk", "database", "credentials", "webhooks",
                "models",
            ]
            #expect(names.isSuperset(of: wanted), "\(names)")
            let hasFailed = checks.contains { $0["status"]?.string == "fail" }
            #expect(well.code == (hasFailed ? 7 : 0))
            #expect(checks.allSatisfy { $0["status"]?.string == "ok" || $0["mend"]?.string?.isEmpty == false })

            try FileManager.default.createDirectory(atPath: place.data, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.data)
            let exposed = try await place.waggle("doctor")
            #expect(exposed.code == 7)
            #expect(exposed.output.contains("chmod 700 \(place.data)"))
            #expect(try await place.waggle("doctor", environment: ["WAGGLE_LISTEN": "nowhere"]).code == 7)
        }
    }

    @Test func `the version is the same everywhere`() async throws {
        try await Workplace.alone { place in
            let version = try await place.waggle("version").lines
            #expect(version == (try await place.waggle("--version").lines))
        }
    }
}
