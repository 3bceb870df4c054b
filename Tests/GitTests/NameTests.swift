import Git
import Testing

struct NameTests {
    @Test(arguments: ["main", "waggle/shop/main", "waggle/shop-2/task-7", "feature/A_b.c"])
    func `good branch names`(name: String) {
        #expect(BranchName(name)?.text == name)
    }

    @Test(arguments: [
        "", "-x", "a/-b", "a..b", "a/", "/a", "a//b", ".a", "a/.b", "a.lock", "a.LOCK/b", "a b", "a~1", "a^", "a:b",
        "a?", "a*", "a[", "a\\b", "a@{1}", "HEAD", "é", "a\n", "a.", String(repeating: "a", count: 201),
    ])
    func `bad branch names`(name: String) {
        #expect(BranchName(name) == nil)
    }

    @Test func slugs() {
        #expect(Slug("shop-2")?.text == "shop-2")
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "a/b", "a.b", "é", String(repeating: "a", count: 49)] {
            #expect(Slug(bad) == nil, "\(bad)")
        }
    }

    @Test func `commit names are forty lower-case digits and not zero`() {
        #expect(CommitID("0123456789abcdef0123456789abcdef01234567") != nil)
        for bad in [
            "0123456789ABCDEF0123456789abcdef01234567", "0123456789abcdef0123456789abcdef0123456", "--output=x",
            String(repeating: "0", count: 40), String(repeating: "g", count: 40), "",
        ] { #expect(CommitID(bad) == nil, "\(bad)") }
    }

    @Test(arguments: [
        "/srv/repo.git", "file:///srv/repo", "https://example.org/a.git", "https://example.org:8443/a",
        "ssh://git@example.org/a.git", "ssh://example.org:22/a",
    ])
    func `good addresses`(text: String) throws {
        #expect(try RepositoryAddress(text).text == text)
    }

    @Test(arguments: [
        "", "repo", "../repo", "-u", "--upload-pack=x", "ext::sh -c id", "ext::id", "http://example.org/a", "git://a/b",
        "https://user:secret@example.org/a", "https://user@example.org/a", "ssh://a:b@example.org/a",
        "ssh://-oProxyCommand=id/a", "ssh://git@-oProxyCommand=id/a", "https:///a", "fd::3", "file://host/a",
        "https://exa mple.org", "ssh://git@a@b/c", "git@example.org:a.git",
    ])
    func `bad addresses`(text: String) {
        #expect(throws: GitError.self) { try RepositoryAddress(text) }
    }
}
