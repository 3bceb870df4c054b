import CommandLine
import Testing

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("listn", "listen"), ("tsak", "task"), ("serv", "serve"), ("WAGGLE_LISEN", "WAGGLE_LISTEN"),
        ("data", "data"),
    ])
    func `the nearest name is found`(typed: String, meant: String) {
        let names = ["listen", "task", "serve", "WAGGLE_LISTEN", "data", "agents"]
        #expect(Suggestion.nearest(to: typed, among: names) == meant)
    }

    @Test func `what is too far is not suggested`() {
        #expect(Suggestion.nearest(to: "frobnicate", among: ["serve", "task"]) == nil)
        #expect(Suggestion.nearest(to: "", among: []) == nil)
    }
}
