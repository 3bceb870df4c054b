import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

extension EndToEnd {
    @Suite(.timeLimit(.minutes(2))) struct AccessCommandTests {
        @Test func `without a control plane a command says how to start one`() async throws {
            try await Workplace.alone { place in
                let run = try await place.waggle("swarm", "list")
                #expect(run.code == 1)
                #expect(run.error.contains("waggle serve"))
                #expect(run.output.isEmpty)
            }
        }

        @Test func `the credential is its owner's alone, and goes with the control plane`() async throws {
            try await Workplace.running { place, server in
                let file = place.data + "/credential.json"
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                #expect(try await place.waggle("swarm", "list").code == 0)
                await server.stop()
                #expect(!FileManager.default.fileExists(atPath: file))
            }
        }

        @Test func `the credential's token is never sent to another address`() async throws {
            let stranger = try LoopbackServer { connection in _ = connection.readRequest() }
            try await Workplace.running { place, server in
                let run = try await place.waggle("swarm", "list", "--url", stranger.url)
                #expect(run.code == 4)
                #expect(run.error.contains("WAGGLE_TOKEN"))
                #expect(stranger.connectionCount == 0)
            }
        }

        @Test func `a token opens the API from elsewhere until it is revoked`() async throws {
            try await Workplace.running { place, server in
                let url = server.url
                let made = try await place.waggle("token", "create", "--label", "ci", "--json")
                let token = try #require(made.json["token"]?.string)
                let id = try #require(made.json["id"]?.string)
                let elsewhere = ["WAGGLE_DATA": place.folder + "/none", "WAGGLE_URL": url, "WAGGLE_TOKEN": token]
                #expect(try await place.waggle("swarm", "list", environment: elsewhere).code == 0)
                let listed = try await place.waggle("token", "list")
                #expect(listed.output.contains("ci"))
                #expect(!listed.output.contains("wg_"))
                #expect(try await place.waggle("token", "revoke", id).code == 0)
                #expect(try await place.waggle("swarm", "list", environment: elsewhere).code == 4)
                #expect(try await place.waggle("token", "revoke", "9999").code == 5)
            }
        }

        @Test func `a token may come from a file`() async throws {
            try await Workplace.running { place, server in
                let token = try await place.waggle("token", "create").lines[0]
                let file = try place.write("token", token + "\n")
                let url = server.url
                let elsewhere = ["WAGGLE_DATA": place.folder + "/none", "WAGGLE_TOKEN_FILE": file]
                #expect(try await place.waggle("swarm", "list", "--url", url, environment: elsewhere).code == 0)
            }
        }

        @Test func `sign-in links and join tokens are printed as they are used`() async throws {
            try await Workplace.running { place, server in
                let page = try await place.waggle("token", "create", "--page")
                #expect(page.lines.count == 1 && page.lines[0].contains("/#code=wg_"))
                let agent = try await place.waggle("token", "create", "--agent")
                #expect(agent.lines[0].hasPrefix("waggle agent --url http://") && agent.lines[0].contains("--join wg_"))
                #expect(try await place.waggle("token", "create", "--page", "--agent").code == 2)
            }
        }

        @Test func `what a person may do changes with their role, and one admin is always left`() async throws {
            try await Workplace.running { place, server in
                #expect(try await place.waggle("person", "add", "anna", "--role", "viewer").code == 0)
                let token = try await place.waggle("token", "create", "--person", "anna").lines[0]
                let asAnna = ["WAGGLE_TOKEN": token]
                #expect(try await place.waggle("swarm", "list", environment: asAnna).code == 0)
                #expect(try await place.waggle("goal", "add", "more tests", environment: asAnna).code == 4)
                #expect(try await place.waggle("person", "list", environment: asAnna).code == 4)
                #expect(try await place.waggle("person", "role", "anna", "operator").code == 0)
                #expect(try await place.waggle("goal", "add", "more tests", environment: asAnna).code == 0)
                #expect(try await place.waggle("person", "role", "owner", "viewer").code == 6)
                #expect(try await place.waggle("person", "role", "anna", "king").code == 2)
                #expect(try await place.waggle("person", "role", "nobody", "viewer").code == 5)
                let linked = try await place.waggle("person", "link", "anna", "whatsapp:16505551234", "--json")
                #expect(linked.json["identities"]?[0]?.string == "whatsapp:16505551234")
                #expect(try await place.waggle("person", "link", "nobody", "whatsapp:1").code == 5)
                #expect(try await place.waggle("person", "link", "anna", "pigeon:1").code == 1)
            }
        }
    }
}
