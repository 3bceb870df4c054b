import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Vocabulary

extension EndToEnd {
    @Suite(.timeLimit(.minutes(2))) struct DatabaseCommandTests {
        @Test func `a backup of a running control plane is restored when it is stopped`() async throws {
            try await Workplace.running { place, server in
                let file = place.folder + "/backup.db"
                _ = try await place.waggle("goal", "add", "kept")
                let backup = try await place.waggle("backup", file)
                #expect(backup.code == 0, "\(backup.error)")
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                #expect(try await place.waggle("backup", file).code == 6)
                _ = try await place.waggle("goal", "add", "lost")
                let refused = try await place.waggle("restore", file)
                #expect(refused.code == 6)
                #expect(refused.error.contains("in use"))
                #expect(try await place.waggle("migrate").code == 6)
                let left = try FileManager.default.contentsOfDirectory(atPath: place.data).filter {
                    $0 != "backups.list"
                }
                #expect(!left.contains { $0.contains("backup") || $0.contains("restor") }, "\(left)")
                await server.stop()
                let restored = try await place.waggle("restore", file, "--json")
                #expect(restored.code == 0, "\(restored.error)")
                let kept = try #require(restored.json["kept"]?.string)
                #expect(FileManager.default.fileExists(atPath: kept))
                #expect(try await place.waggle("migrate").code == 0)
                try await server.start()
                let goals = try await place.waggle("goal", "list", "--json")
                #expect(goals.json.array?.compactMap { $0["text"]?.string } == ["kept"])
                let audit = try await place.waggle("audit", "export")
                #expect(audit.output.contains("database.restore"))
                #expect(try await place.waggle("audit", "verify").code == 0)
                await server.stop()
            }
        }

        @Test func `a page that turns out wrong ends the process, and the next start looks into it`() async throws {
            try await Workplace.running { place, server in
                for number in 1...20 { _ = try await place.waggle("goal", "add", "goal \(number)") }
                let file = place.folder + "/backup.db"
                #expect(try await place.waggle("backup", file).code == 0)
                // Stopped, so that the log is empty; started, so that no page is remembered.
                await server.stop()
                try await server.start()
                let descriptor = open(server.databasePath, O_RDWR | O_CLOEXEC)
                try #require(descriptor >= 0)
                let noise = [UInt8](repeating: 0xA5, count: 64)
                for page in 2..<(lseek(descriptor, 0, SEEK_END) / 4_096) {
                    #expect(pwrite(descriptor, noise, noise.count, page * 4_096) == noise.count)
                }
                close(descriptor)
                _ = try await place.waggle("audit", "export")
                for _ in 0..<200 where !server.log.contains("the database is damaged") {
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(server.log.contains("the database is damaged"))
                await server.stop()
                let refused = try await place.waggle("serve", "--listen", "127.0.0.1:0", "--agents", "0")
                #expect(refused.code == 1)
                #expect(refused.error.contains("waggle restore \(file)"), "\(refused.error)")
            }
        }

        @Test func `a PostgreSQL database's own tools are named where a backup is asked for`() async throws {
            let url = try await PostgreSQLServer.shared.database()
            try await RunningWaggle.with(.init(agents: 0, settings: ["WAGGLE_DATABASE": url])) { waggle in
                let refused = try await waggle.call("POST", "/v1/backups", [:])
                #expect(refused.status == 409 && refused.text.contains("pg_dump"), "\(refused.text)")
            }
        }

        @Test func `a stopped control plane's database is compacted`() async throws {
            try await Workplace.running { place, server in
                _ = try await place.waggle("goal", "add", "kept")
                #expect(try await place.waggle("compact").code == 6)
                await server.stop()
                let compacted = try await place.waggle("compact", "--json")
                #expect(compacted.code == 0, "\(compacted.error)")
                #expect((compacted.json["bytes_after"]?.integer ?? 0) > 0)
                try await server.start()
                #expect(try await place.waggle("goal", "list").output.contains("kept"))
                #expect(try await place.waggle("audit", "verify").code == 0)
                await server.stop()
            }
        }

        @Test func `what is no backup is refused and nothing is touched`() async throws {
            try await Workplace.running { place, server in
                _ = try await place.waggle("goal", "add", "kept")
                await server.stop()
                let text = try place.write("letter.txt", "Dear database,\n")
                #expect(try await place.waggle("restore", text).code == 1)
                #expect(try await place.waggle("restore", place.folder + "/none").code == 5)
                try await server.start()
                #expect(try await place.waggle("goal", "list").output.contains("kept"))
                await server.stop()
            }
        }

        @Test func `a damaged database does not start, is kept, and its newest backup is named and restored`()
            async throws
        {
            try await Workplace.running { place, server in
                _ = try await place.waggle("goal", "add", "kept")
                let file = place.folder + "/backup.db"
                #expect(try await place.waggle("backup", file).code == 0)
                await server.stop()
                let database = server.databasePath
                var bytes = Array(try Data(contentsOf: URL(filePath: database)))
                for page in 2..<(bytes.count / 4_096) { for offset in 0..<32 { bytes[page * 4_096 + offset] = 0xA5 } }
                try Data(bytes).write(to: URL(filePath: database))

                let serve = ["serve", "--listen", "127.0.0.1:0", "--agents", "0"]
                let refused = try await place.waggle(serve[0], serve[1], serve[2], serve[3], serve[4])
                #expect(refused.code == 1)
                #expect(refused.error.contains("waggle restore \(file)"), "\(refused.error)")
                #expect(!FileManager.default.fileExists(atPath: database))
                // Starting again makes no empty database.
                #expect(try await place.waggle(serve[0], serve[1], serve[2], serve[3], serve[4]).code == 1)
                let doctor = try await place.waggle("doctor", "--json")
                #expect(doctor.output.contains("damaged"))
                #expect(try await place.waggle("restore", file).code == 0)
                try await server.start()
                #expect(try await place.waggle("goal", "list").output.contains("kept"))
                await server.stop()
            }
        }

        @Test func `exported audit records verify offline, and every change of them shows`() async throws {
            try await Workplace.running { place, server in
                var export = ""
                for number in 1...5 { _ = try await place.waggle("goal", "add", "goal \(number)") }
                export = try await place.waggle("audit", "export").output
                await server.stop()
                let file = try place.write("audit.jsonl", export)
                let whole = try await place.waggle("audit", "verify", file)
                #expect(whole.code == 0, "\(whole.error)")
                let lines = export.split(separator: "\n")
                #expect(lines.count >= 5)
                let array = try place.write("audit.json", "[\(lines.joined(separator: ","))]")
                #expect(try await place.waggle("audit", "verify", array).code == 0)
                #expect(try await place.waggle("audit", "verify", "-", input: export).code == 0)

                let altered = try place.write(
                    "altered", export.replacing("goal.add", with: "goal.abb", maxReplacements: 1))
                #expect(try await place.waggle("audit", "verify", altered).code == 1)
                var shorter = lines
                shorter.remove(at: lines.count / 2)
                let missing = try place.write("missing", shorter.joined(separator: "\n"))
                #expect(try await place.waggle("audit", "verify", missing).code == 1)
                var reordered = lines
                reordered.swapAt(1, 2)
                let moved = try place.write("moved", reordered.joined(separator: "\n"))
                #expect(try await place.waggle("audit", "verify", moved).code == 1)
                let padded = try place.write("padded", export.replacing("{\"action\"", with: "{\"a\":1,\"action\""))
                #expect(try await place.waggle("audit", "verify", padded).error.contains("line 1"))
                let nothing = try place.write("nothing", "")
                #expect(try await place.waggle("audit", "verify", nothing).code == 1)
                let noise = try place.write("noise", export + "hello\n")
                let unread = try await place.waggle("audit", "verify", noise)
                #expect(unread.code == 1)
                #expect(unread.error.contains("line \(lines.count + 1)"))
            }
        }
    }
}
