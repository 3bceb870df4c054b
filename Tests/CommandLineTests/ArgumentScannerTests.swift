import CommandLine
import Testing

@Suite struct ArgumentScannerTests {
    private let scanner = ArgumentScanner(
        options: [
            .option("listen", "HOST:PORT", "Where to listen."),
            .option("capability", "K=V", "What it can.", isRepeated: true),
            .flag("json", "As JSON."),
        ],
        positionals: [PositionalSpec("TEXT", "what to say."), PositionalSpec("FILE", "a file.", isOptional: true)])

    @Test func `options, flags and positionals in any order`() throws {
        let arguments = try scanner.scan([
            "--json", "hello", "--capability", "gpu=1", "--listen=0.0.0.0:80", "--capability=a=b", "-",
        ])
        #expect(arguments.flag("json"))
        #expect(arguments.value("listen") == "0.0.0.0:80")
        #expect(arguments.values("capability") == ["gpu=1", "a=b"])
        #expect(arguments.positionals == ["hello", "-"])
    }

    @Test func `after two dashes everything is positional`() throws {
        let arguments = try scanner.scan(["--", "--json", "--"])
        #expect(!arguments.flag("json"))
        #expect(arguments.positionals == ["--json", "--"])
    }

    @Test func `an empty value is a value`() throws {
        #expect(try scanner.scan(["--listen=", "x"]).value("listen") == "")
    }

    @Test(arguments: [
        (["x", "--lisen", "1"], "There is no option --lisen. Did you mean --listen?"),
        (["x", "--frobnicate"], "There is no option --frobnicate."),
        (["x", "-j"], "There is no option -j."),
        (["x", "--listen"], "--listen needs a value: HOST:PORT."),
        (["x", "--listen", "a", "--listen", "b"], "--listen was given twice."),
        (["x", "--json=yes"], "--json takes no value."),
        ([], "TEXT is missing: what to say."),
        (["a", "b", "c"], "“c” is one argument too many."),
    ])
    func `what is wrong is said in one sentence`(words: [String], message: String) {
        #expect(throws: UsageError(message)) { try scanner.scan(words) }
    }

    @Test func `numbers have a range`() throws {
        let arguments = try ArgumentScanner(options: [.option("agents", "N", "How many.")], positionals: [])
            .scan(["--agents", "65"])
        #expect(throws: UsageError("--agents takes a whole number from 0 to 64, not “65”.")) {
            try arguments.integer("agents", in: 0...64)
        }
        #expect(try arguments.integer("agents", in: 0...65) == 65)
        #expect(try arguments.integer("missing", in: 0...1) == nil)
    }
}
