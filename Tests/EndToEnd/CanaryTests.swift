import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Vocabulary

/// Code of a task reaches nothing of ours, whoever runs Waggle, and neither does code that a check runs.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(3)))
    struct Canaries {
        /// An account that owns nothing else.
        static let ordinaryAccount: UInt32 = 61_234

        /// Nil is this process's own account; as root an ordinary one is tried too.
        static let accounts: [UInt32?] = geteuid() == 0 ? [nil, ordinaryAccount] : [nil]

        /// The script that tries: it ends with 0 only where all it did failed.
        private static func attempts(
            _ waggle: RunningWaggle, other: String, address: String,
            searched: String = "/tmp /dev/shm /home /mirror.git /work"
        ) -> String {
            let data = waggle.dataFolder
            return """
                caught=
                canary='canary-of-the-data-folder'
                for path in \(data)/canary \(data)/credential.json \(data)/waggle.db \(data)/waggle.db-wal \(data) \\
                    \(waggle.folder)/log \(data)/repositories/\(other).git/HEAD \(data)/agents \(data)/bundles \\
                    \(data)/attachments /root /home/*/.ssh /proc/1/root\(data)/canary /proc/self/root\(data)/canary \\
                    /mirror.git/../canary ../canary ../../canary ../../../../canary
                do
                    if [ -e "$path" ] && [ "$path" != /proc/1/root ]; then caught="$caught sees:$path"; fi
                    if cat "$path" >/dev/null 2>&1; then caught="$caught reads:$path"; fi
                    if (printf x >> "$path") 2>/dev/null; then caught="$caught writes:$path"; fi
                done
                for folder in \(data) \(waggle.folder) /mirror.git /usr /etc /proc/sys/kernel; do
                    if (printf x > "$folder/planted") 2>/dev/null; then caught="$caught plants:$folder"; fi
                done
                if grep -rs "$canary" /proc/*/environ /proc/*/cmdline \(searched) 2>/dev/null \\
                    | grep -v 'canary=' | grep -q .; then caught="$caught finds-canary"; fi
                if env | grep -qi -e token -e secret -e wg_; then caught="$caught environment"; fi
                # What other processes there are, and their open files.
                if [ "$(ls -d /proc/[0-9]* | wc -l)" -gt 12 ]; then caught="$caught processes"; fi
                for descriptor in /proc/self/fd/*; do
                    case "$(readlink "$descriptor")" in \(waggle.folder)*) caught="$caught descriptor:$descriptor" ;; esac
                done
                # The control plane itself, and everything else on this machine.
                if timeout 3 bash -c 'exec 3<>/dev/tcp/\(address)' 2>/dev/null; then caught="$caught network"; fi
                if timeout 3 git ls-remote http://\(address.replacing("/", with: ":"))/ 2>/dev/null; then caught="$caught http"; fi
                # Git's own ways out.
                if git -c safe.directory='*' --git-dir \(data)/repositories/\(other).git log 2>/dev/null; then caught="$caught git"; fi
                if git -C /mirror.git update-ref refs/heads/waggle/planted HEAD 2>/dev/null; then caught="$caught ref"; fi
                if mount -t tmpfs none /tmp/x 2>/dev/null; then caught="$caught mount"; fi
                if unshare -Ur true 2>/dev/null; then caught="$caught namespace"; fi
                if kill -0 \(waggle.pid) 2>/dev/null; then caught="$caught kill"; fi
                printf '%s\\n' "caught:$caught"
                [ -z "$caught" ]
                """
        }

        @Test(arguments: accounts)
        func `nothing of the data folder, the credential or another swarm is reached`(_ account: UInt32?) async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(account: account)) { waggle in
                let canary = waggle.dataFolder + "/canary"
                try Data("canary-of-the-data-folder\n".utf8).write(to: URL(filePath: canary))
                if let account { chown(canary, account, account) }
                let other = try await Self.finish(waggle, "other", Self.harmless)
                let script = Self.attempts(
                    waggle, other: other, address: "127.0.0.1/\(waggle.port)")
                let slug = try await Self.finish(
                    waggle, "spy",
                    """
                    # PRD: Spy

                    ## Tasks

                    ### 1. Try it at work

                    ```sh run
                    cat > try.sh <<'END'
                    \(script)
                    END
                    sh try.sh > found.txt 2>&1 || true
                    cat found.txt
                    ```

                    ```sh check
                    grep -qx 'caught:' found.txt
                    ```

                    ```sh check
                    sh try.sh > /tmp/found.txt 2>&1 || { cat /tmp/found.txt; exit 1; }
                    ```
                    """)
                let repository = try Repository(waggle, slug: slug)
                // What it said at work went into the result: the proof that it really ran there.
                #expect(try await repository.file("found.txt").contains("caught:\n"))
                #expect(FileManager.default.contents(atPath: canary) == Data("canary-of-the-data-folder\n".utf8))
                for folder in [waggle.dataFolder, waggle.folder] { #expect(access(folder + "/planted", F_OK) != 0) }
                let otherRepository = try Repository(waggle, slug: other)
                #expect(!(try await otherRepository.git("for-each-ref")).contains("planted"))
            }
        }

        /// The control: with the sandbox off the same script, as far as it only looks, finds what it looks for.
        @Test func `without the sandbox the same script finds the canary`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(settings: ["WAGGLE_SANDBOX": "off"])) { waggle in
                let canary = waggle.dataFolder + "/canary"
                try Data("canary-of-the-data-folder\n".utf8).write(to: URL(filePath: canary))
                let other = try await Self.finish(waggle, "other", Self.harmless)
                let script = Self.attempts(
                    waggle, other: other, address: "127.0.0.1/\(waggle.port)", searched: waggle.dataFolder
                )
                .split(separator: "\n", omittingEmptySubsequences: false)
                .map { line in ["writes:", "plants:", " ref\""].contains { line.contains($0) } ? ":" : line }
                .joined(separator: "\n")
                let slug = try await Self.finish(
                    waggle, "spy",
                    """
                    # PRD: Spy

                    ## Tasks

                    ### 1. Look

                    ```sh run
                    cat > try.sh <<'END'
                    \(script)
                    END
                    sh try.sh > found.txt 2>&1 || true
                    ```

                    ```sh check
                    test -s found.txt
                    ```
                    """)
                let found = try await Repository(waggle, slug: slug).file("found.txt")
                for name in [
                    "reads:\(canary)", "credential.json", "repositories/\(other).git", "network", "git", "kill",
                ] {
                    #expect(found.contains(name), "\(name) is not in \(found)")
                }
            }
        }

        static let harmless = """
            # PRD: Harmless

            ## Tasks

            ### 1. Write a file

            ```sh run
            echo private > private.txt
            ```

            ```sh check
            test -e private.txt
            ```
            """

        /// Makes a swarm of a PRD, approves it, waits for its end, and gives its slug.
        static func finish(_ waggle: RunningWaggle, _ name: String, _ prd: String) async throws -> String {
            let made = try await waggle.call("POST", "/v1/swarms", ["prd": .string(prd), "name": .string(name)])
            guard made.status == 201, let id = made.json["id"]?.string, let slug = made.json["slug"]?.string else {
                throw RunningWaggle.Failure("no swarm was made: \(made.text)")
            }
            _ = try await waggle.eventually("the plan of \(name)") {
                try await waggle.get("/v1/swarms/\(id)")["state"] == "awaiting_approval" ? true : nil
            }
            let approved = try await waggle.call("POST", "/v1/swarms/\(id)/approve", [:])
            guard approved.status == 200 else { throw RunningWaggle.Failure("not approved: \(approved.text)") }
            let state = try await waggle.eventually("the end of \(name)", within: .seconds(90)) { () -> String? in
                let tasks = try await waggle.tasks(of: ["id": .string(id)])
                if let failed = tasks.first(where: { $0["state"] == "failed" || ($0["attempt"]?.integer ?? 0) > 1 }) {
                    return failed["reason"]?.string ?? "failed"
                }
                return try await waggle.get("/v1/swarms/\(id)")["state"] == "completed" ? "completed" : nil
            }
            guard state == "completed" else { throw RunningWaggle.Failure("\(name) did not complete: \(state)") }
            return slug
        }
    }
}
