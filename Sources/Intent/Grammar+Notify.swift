import Vocabulary

extension Grammar {
    static let notifyRules: [GrammarRule] = [
        GrammarRule(
            .notifySet,
            "(only | no | @notify | i only need to know | i only want to know) (@notify | only | to | on)* @failing",
            [.level: .text("failures")]),
        GrammarRule(
            .notifySet, "(only @failure | @failure only | failures and nothing else | failures)  (@pings)?",
            [.level: .text("failures")]),
        GrammarRule(
            .notifySet, "(only | limit | restrict | reduce | set | change | switch)? @pings (only)? @failing (only)?",
            [.level: .text("failures")]),
        GrammarRule(
            .notifySet, "(dont | do not) @notify unless (something | anything | it | task | things) @fails",
            [.level: .text("failures")]),
        GrammarRule(
            .notifySet,
            "(only @notify | @notify only) (about | of | on | for | with)? (@failure | bad news | bad stuff | problems)",
            [.level: .text("failures")]),
        GrammarRule(
            .notifySet,
            "(only | i only | we only) (want | need | care about | care for | interested in | am interested in | wish)? (to hear about | to know about | to see | to get)? (@failure | bad news) (@pings)?",
            [.level: .text("failures")]),
        GrammarRule(
            .notifySet,
            "@notify (of | about | on | for | with | when | that)? (@everything | every time something happens | when anything happens | whenever anything happens | if anything happens | as things happen | all news)",
            [.level: .text("all")]),
        GrammarRule(
            .notifySet,
            "(all | every | full | show all | send all | enable all | turn on all | give all | i want all | get all | want all | want every | i want every | send every | give every) (@pings | update | single update | notification | thing)",
            [.level: .text("all")]),
        GrammarRule(
            .notifySet,
            "(enable | turn on | switch on | activate | reenable | restore | start) (@pings) (again | back on | for everything)?",
            [.level: .text("all")]),
        GrammarRule(.notifySet, "turn (@pings) (back)? on (again)?", [.level: .text("all")]),
        GrammarRule(.notifySet, "(@pings) (back)? on", [.level: .text("all")]),
        GrammarRule(
            .notifySet, "(unmute | unmute everything | unmute @pings | keep posted on everything | spam | tell all)",
            [.level: .text("all")]),
        GrammarRule(
            .notifySet,
            "(keep posted | keep informed | keep in loop | keep updated | keep up to date) (on | about | of | with)? (everything | all | all of it | every step | every little thing | every detail)?",
            [.level: .text("all")]),
        GrammarRule(
            .notifySet,
            "(only | @notify | give | get | set up | want | i want | i would like | switch to | only send | subscribe to | prefer | i prefer | one | single | make it | lets do | change to | go with | put on | settle for )* (with | on | to | in | about | by | as | for)? @digest (only | of | for | everything | things | what happened | is enough | is fine | will do | of what happened | and nothing else | @pings | is plenty)*",
            [.level: .text("digest")]),
        GrammarRule(
            .notifySet,
            "(bundle | batch | group | collect | combine | roll up | summarize | save up) (@pings) (into | in | to)? (@digest | one message | one | once day)?",
            [.level: .text("digest")]),
        GrammarRule(
            .notifySet,
            "(mute | silence | disable | turn off | switch off | stop | kill | cut | suppress | no | no more | end | cut out | quit | deactivate | drop | block | pause | halt | shut off ) (all | sending | sending any | any | more | any more | with | every | of)* (@pings | pinging | notifying | messaging | texting | bothering | spamming | spam | pinging all time | disturbing | noise | updating | buzzing) (altogether | completely | entirely | at all | for | to | anymore | all together | all)?",
            [.level: .text("none")]),
        GrammarRule(.notifySet, "turn (all)? (@pings) off", [.level: .text("none")]),
        GrammarRule(.notifySet, "(@pings) off", [.level: .text("none")]),
        GrammarRule(
            .notifySet,
            "(mute | mute all | mute everything | mute yourself | silence | be quiet | quiet | shut up | shush | hush | do not disturb | dnd | leave alone | go silent | silent mode | radio silence | stay quiet | quiet mode | keep quiet | silence yourself | stop talking | be silent | peace and quiet | mute mode | silent | leave in peace)",
            [.level: .text("none")]),
        GrammarRule(
            .notifySet,
            "(dont | do not | never) (@notify | send anything | send any) (about | of | with | for )? (anything | any @pings | @pings | at all | anymore | again | any more | about anything)* ",
            [.level: .text("none")]),
        GrammarRule(
            .notifySet,
            "i (dont | do not) (want | need) (any | to get | to receive | to hear | any more | more)* (@pings | anything from you | from you | to be (notified | disturbed | bothered | pinged)) (anymore | at all)?",
            [.level: .text("none")]),
        GrammarRule(
            .notifySet,
            "(set | change | switch | put | make | turn)? (@pings) (to | level | as | at | : | mode | level to | on | = | settings to)* @leveled (only )?"
        ),
        GrammarRule(
            .notifySet, "(set | change | switch | put) (@pings) (level | mode)? (to | at | on) @leveled (only)?"),
        GrammarRule(.notifySet, "(@leveled) (@pings) (only)?"),
        GrammarRule(.notifySet, "(notify | notifications | notification) @leveled"),
    ]

    static let notifyWords: [(String, String)] = [
        (
            "failure",
            "failure | failures | errors | error | problems | failing tasks | failed tasks | bad news | breakages | crashes | failed ones | failed stuff | important failures | task failures | breakage | things that fail | stuff that fails | things that break | what fails | critical failures"
        ),
        (
            "fails",
            "fails | breaks | goes wrong | failed | is broken | blows up | errors | crashes | is wrong | break | is failing | broke | is on fire"
        ),
        (
            "everything",
            "everything | all | every thing | every update | every event | every step | every change | all events | all updates | all changes | each step | anything that happens | whatever happens | all of it | every little thing | all things | anything and everything | every task | each task | every detail | anything | all steps | every single thing | all activity"
        ),
        (
            "leveled",
            "(<level=all: all | everything | full | on | verbose | max | maximum | every event> | <level=digest: digest | daily digest | summary | daily | daily summary> | <level=failures: failures | failure | errors | failures only | only failures | errors only | failing | failed | only errors> | <level=none: none | off | nothing | mute | silent | never | no | muted>)"
        ),
    ]
}
