/// One word, number, name or mark of a message, with where it stands in the cleaned text.
struct Token {
    enum Kind: UInt8 {
        // Raw values are the bytes the token is rendered as for the patterns; words render as themselves.
        case word = 0
        case swarm = 1
        case agent = 2
        /// A name that a swarm and an agent share.
        case swarmOrAgent = 3
        case integer = 4
        case task = 5
        case dollars = 6
        case otherCurrency = 7
        case link = 8
        /// One edit away from several names.
        case ambiguousName = 11
        case quoted = 12
        /// A word that no pattern knows: it may be a name.
        case unfamiliar = 14
        /// An everyday word that no pattern knows and that is no name either.
        case everyday = 15
        /// A sentence's end inside the message, a semicolon or a line break.
        case stop = 16
        case comma = 17
        /// A kind of software, no other word of the grammar.
        case software = 18
        /// A time of day: "5pm", "17:30".
        case clock = 19
    }

    /// What becomes of a word at the edge of a free text; inside it stays.
    enum Weight {
        case full
        /// Not part of a pattern, but part of a free text beside it: "the", "my", "just".
        case light
        /// Not part of a pattern nor of a free text's edge: "please", "thanks", "me".
        case polite
    }

    var kind: Kind
    /// Lower case, NFKC.
    var text: String
    /// UTF-8 offsets into the cleaned text.
    var start: Int
    var end: Int
    var weight = Weight.full
    /// The number of an integer or a task.
    var number = 0
    /// The amount of dollars.
    var amount = 0.0
    /// The known name of a swarm or an agent, or the inside of a quotation.
    var value = ""
    /// Its class for masks.
    var bit: UInt8 = 0
}
