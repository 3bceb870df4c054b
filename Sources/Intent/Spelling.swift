/// What one written word stands for: numbers, amounts, task references, contractions, short forms.
enum Spelling {
    static func tokens(of text: String, start: Int, end: Int) -> [Token] {
        guard let first = text.utf8.first else { return [] }
        if let entry = entries[text] {
            guard let words = entry.words else { return [token(text, entry, start, end)] }
            return words.map { token($0, entries[$0], start, end) }
        }
        if text.utf8.contains(0x27), text.hasSuffix("'s") || text.hasSuffix("s'") {
            return tokens(of: String(text.dropLast(text.hasSuffix("'s") ? 2 : 1)), start: start, end: end)
        }
        if text.utf8.contains(where: Tokenizer.isDigit) {
            if first < 0x80, let token = number(text, start, end) { return [token] }
            if let amount = amount(text, start, end) { return [amount] }
        }
        return [token(text, nil, start, end)]
    }

    /// What is special about a word: one look-up for all of it.
    private struct Entry {
        var words: [String]?
        var weight = Token.Weight.full
        var number: Int?
    }

    private static let entries: [String: Entry] = {
        var entries: [String: Entry] = [:]
        for (word, weight) in weights { entries[word, default: Entry()].weight = weight }
        for (word, number) in numberWords { entries[word, default: Entry()].number = number }
        for (word, words) in shortForms { entries[word, default: Entry()].words = words == [word] ? nil : words }
        return entries
    }()

    private static func token(_ text: String, _ entry: Entry?, _ start: Int, _ end: Int) -> Token {
        var token = Token(kind: .word, text: text, start: start, end: end)
        guard let entry else { return token }
        token.weight = entry.weight
        if let number = entry.number {
            token.kind = .integer
            token.number = number
        }
        return token
    }

    /// `7`, `1,000`, `2x`, `7th`, `#7`, `t7`, `task-7`.
    private static func number(_ text: String, _ start: Int, _ end: Int) -> Token? {
        let bytes = Array(text.utf8)
        var head = 0
        while head < bytes.count, !Tokenizer.isDigit(bytes[head]) { head += 1 }
        guard head < bytes.count, head <= 6 else { return nil }
        var tail = head
        var value = 0
        while tail < bytes.count, Tokenizer.isDigit(bytes[tail]) || (bytes[tail] == 0x2C && tail > head) {
            if bytes[tail] != 0x2C { value = min(value * 10 + Int(bytes[tail] - 0x30), 1_000_000_000) }
            tail += 1
        }
        let prefix = String(decoding: bytes[..<head], as: UTF8.self)
        let suffix = String(decoding: bytes[tail...], as: UTF8.self)
        var token = Token(kind: .integer, text: text, start: start, end: end)
        token.number = value
        switch (prefix, suffix) {
        case ("", ""), ("", "x"), ("x", ""), ("", "th"), ("", "st"), ("", "nd"), ("", "rd"): return token
        case ("+", ""):
            token.value = "+"
            return token
        case ("-", ""):
            token.value = "-"
            return token
        case ("#", ""), ("t", ""), ("t-", ""), ("t#", ""), ("task", ""), ("task-", ""), ("task#", ""), ("tasks", ""):
            token.kind = .task
            return token
        case ("", "am"), ("", "pm"), ("", "h"):
            token.kind = .clock
            return token
        default:
            guard prefix.isEmpty, suffix.hasPrefix(":"), suffix.utf8.count >= 3 else { return nil }
            token.kind = .clock
            return token
        }
    }

    /// `$20`, `20$`, `us$1.5k`, `20usd`; and the same in other currencies.
    private static func amount(_ text: String, _ start: Int, _ end: Int) -> Token? {
        guard text.utf8.contains(where: Tokenizer.isDigit) else { return nil }
        var prefix = ""
        var digits = ""
        var suffix = ""
        for character in text {
            if character.isASCII, character.isNumber || ((character == "." || character == ",") && !digits.isEmpty) {
                guard suffix.isEmpty else { return nil }
                if character != "," { digits.append(character) }
            } else if digits.isEmpty {
                prefix.append(character)
            } else {
                suffix.append(character)
            }
        }
        if prefix.hasPrefix("~") || prefix.hasPrefix("<") { prefix.removeFirst() }
        guard var value = Double(digits) else { return nil }
        if suffix.hasPrefix("k") {
            value *= 1_000
            suffix.removeFirst()
        }
        var token = Token(kind: .dollars, text: text, start: start, end: end)
        token.amount = value
        let unit = prefix + suffix
        if ["$", "us$", "usd", "usd$", "$usd", "bucks", "dollars", "dollar", "$us"].contains(unit) { return token }
        token.kind = .otherCurrency
        return otherCurrencies.contains(unit) ? token : nil
    }

    static let dollarWords: Set<String> = ["usd", "dollars", "dollar", "bucks", "buck", "dollarydoos", "usds"]
    static let otherCurrencies: Set<String> = [
        "\u{20AC}", "\u{A3}", "\u{A5}", "\u{20B9}", "\u{20BD}", "\u{20A9}", "\u{20BF}", "eur", "euro", "euros", "gbp",
        "pound", "pounds", "quid", "yen", "jpy", "inr", "rupees", "rupee", "chf", "francs", "franc", "aud",
        "nzd", "sek", "nok", "dkk", "kr", "kronor", "pln", "zloty", "czk", "huf", "cny", "rmb", "yuan", "krw",
        "brl", "reais", "mxn", "pesos", "peso", "zar", "rub", "rubles", "lira", "btc", "bitcoin",
        "bitcoins", "eth", "sgd", "hkd", "c$", "a$", "r$", "ca$", "au$", "nz$", "hk$", "s$", "usdt", "sats",
    ]

    static let numberWords: [String: Int] = [
        "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12, "hundred": 100, "thousand": 1_000,
    ]

    /// Contractions, chat spellings and emoji that are commands, as the words the patterns know.
    static let shortForms: [String: [String]] = {
        var forms: [String: [String]] = [:]
        let table = """
            what's=what is;whats=what is;what're=what are;wats=what is;how's=how is;hows=how is;who's=who is
            whos=who is;where's=where is;wheres=where is;when's=when is;why's=why is;there's=there is;theres=there is;here's=here is;heres=here is
            that's=that is;thats=that is;it's=it is;i'm=i am;im=i am;i'd=i would;i'll=i will;i've=i have;ive=i have
            we're=we are;we've=we have;we'd=we would;we'll=we will;you're=you are;they're=they are;let's=lets
            how're=how are;who're=who are;what'd=what did;what've=what have;how'd=how did;you've=you have
            u=you;r=are;ur=your;y=yes;n=no;k=ok;kk=ok;okay=ok;okey=ok;okie=ok;oki=ok;ya=yeah;yea=yeah;yah=yeah;yas=yes
            yess=yes;yesss=yes;yup=yep;yupp=yep;ye=yeah;noo=no;nooo=no;nah=nope;naw=nope;nay=nope;nvm=nevermind
            pls=please;plz=please;plox=please;pleas=please;thx=thanks;tnx=thanks;thanx=thanks;ty=thanks;tysm=thanks
            gimme=give me;lemme=let me;wanna=want to;gonna=going to;gotta=got to;dunno=dont know;whatcha=what are you
            doin=doing;goin=going;runnin=running;workin=working;buildin=building;nothin=nothing
            don't=dont;doesn't=dont;didn't=dont;can't=dont;cannot=dont;won't=dont;shouldn't=dont;wouldn't=dont
            couldn't=dont;isn't=dont;aren't=dont;wasn't=dont;mustn't=dont;needn't=dont;doesnt=dont;didnt=dont
            shouldnt=dont;wouldnt=dont;couldnt=dont;isnt=dont;arent=dont;wont=dont;cant=dont;ain't=dont
            asap=asap;imo=;btw=;tbh=;fyi=;lol=;haha=;hehe=;hmm=;hm=;um=;uh=;er=;err=;erm=;ugh=;oh=;ah=;eh=;aw=;yo=hey
            w/=with;b4=before;2nite=tonight;tmrw=tomorrow;tmr=tomorrow;tomo=tomorrow;tomoz=tomorrow;2day=today
            abt=about;bc=because;cuz=because;coz=because;atm=currently;rn=now;n'=and;tho=
            pr=pull_request;prs=pull_requests;mr=pull_request;mrs=pull_requests;acct=account
            prio=priority;prioritise=prioritize;prioritised=prioritized;prioritising=prioritizing
            deprioritise=deprioritize;colour=color;cancelled=canceled;cancelling=canceling;favour=favor
            p0=urgent;p1=high;p2=normal;p3=low;on-line=online;off-line=offline;sub-task=task;subtask=task
            re-run=rerun;re-try=retry;re-start=restart;re-name=rename;re-open=reopen;re-do=redo;re-queue=requeue
            re-assign=reassign;all-time=all time;un-pause=unpause;un-drain=undrain;un-freeze=unfreeze;to-do=todo;to-dos=todos
            """
        for pair in table.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            forms[String(parts[0]).trimmed] = parts[1].split(separator: " ").map(String.init)
        }
        let pictures = """
            \u{1F44D}=yes_sign;\u{2705}=yes_sign;\u{1F44C}=yes_sign;\u{1F197}=yes_sign;\u{1F4AF}=yes_sign;\u{2714}=yes_sign
            \u{2611}=yes_sign;\u{1F44E}=no_sign;\u{274C}=no_sign;\u{1F6AB}=no_sign;\u{1F645}=no_sign;\u{2716}=no_sign
            \u{23F8}=pause;\u{25B6}=resume;\u{23EF}=resume;\u{1F6D1}=stop;\u{26D4}=stop;\u{270B}=stop;\u{23F9}=stop
            \u{1F64F}=please;\u{1F642}=;\u{1F60A}=;\u{1F600}=;\u{1F601}=;\u{1F604}=;\u{1F609}=;\u{1F603}=;\u{1F605}=
            \u{1F602}=;\u{1F923}=;\u{2764}=;\u{1F60D}=;\u{1F970}=;\u{1F389}=;\u{1F525}=;\u{1F41D}=;\u{1F3FB}=;\u{1F3FC}=
            \u{1F3FD}=;\u{1F3FE}=;\u{1F3FF}=;\u{1F605}=;\u{1F91E}=;\u{1F62C}=;\u{1F914}=;\u{1F440}=;\u{1F680}=;\u{2728}=
            \u{1F64B}=;\u{1F604}=;\u{1F644}=;\u{1F615}=;\u{1F622}=;\u{1F62D}=;\u{1F60E}=;\u{2640}=;\u{2642}=;\u{1F44B}=hey
            """
        for pair in pictures.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            forms[String(parts[0]).trimmed] = parts[1].split(separator: " ").map(String.init)
        }
        return forms
    }()

    static let weights: [String: Token.Weight] = {
        var weights: [String: Token.Weight] = [:]
        let light = """
            the a an my our your their his its just really actually basically simply quickly quick currently even still
            already well very quite pretty kinda literally exactly presently some finally lately real
            """
        for word in light.split(whereSeparator: \.isWhitespace) { weights[String(word)] = .light }
        for word in [
            "please", "kindly", "thanks", "cheers", "me", "us", "mate", "buddy", "bro", "dude", "guys", "folks", "pal",
            "sir",
        ] {
            weights[word] = .polite
        }
        return weights
    }()
}

extension String {
    /// Without white space at either end.
    var trimmed: String { String(self[...].trimmed) }
}

extension Substring {
    /// Without white space at either end.
    var trimmed: Substring {
        var rest = self
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
