import Vocabulary

extension Grammar {
    static let conversationMacros: [(String, String)] = [
        (
            "yes",
            """
            yes | yeah | yep | yes_sign | sure | sure thing | ok | alright | affirmative | aye | roger | roger that
            | definitely | absolutely | certainly | of course | indeed | correct | confirm | confirmed | i confirm | agreed
            | i agree | right | fine | good | great | perfect | cool | totally | positive | for sure | ja | si | oui | da
            | yessir | yes | yes indeed | huh | mhm | you bet | by all means | thumbs up | 100% | i do | yes i do
            """
        ),
        (
            "doit",
            """
            do it | do that | do this | do so | go | go ahead | go for it | go on | go on then | proceed | make it so
            | make it happen | ship it | send it | run it | do | lets do it | lets do that | lets do this | lets go
            | lets go for it | that is (right | correct | fine | ok | good | what i want) | sounds (good | great | fine
            | perfect | right | ok) | looks (good | great | fine | right | ok | perfect) | i am (sure | positive | certain
            | ok with (it | that)) | i (approve | accept | mean it) | all good | fine by | works | works for | that works
            | that works for | good to go | you got it | go right ahead | approved | approve | approve it | accept | accepted | lgtm
            | pull trigger | fire away | green light | why not | it is (fine | ok | good | correct | right) | continue
            | carry on | with pleasure | do | you may | hit it | yes to that | confirm it | confirm that | accept it
            | am sure | sure | sure am | be guest | let it rip | go go | go go go | start | start it | execute
            | you have ok | is correct
            """
        ),
        (
            "no",
            """
            no | nope | no_sign | negative | never | nevermind | never mind | dont | do not | not now | not yet | no way
            | no thank you | forget it | forget that | forget about it | leave it | leave it be | let it be | dont do it
            | do not do it | dont do that | do not do that | dont bother | skip it | skip | scratch that | hold off | wait no
            | i changed mind | changed mind | i have changed mind | on second thought | on second thoughts
            | absolutely not | of course not | definitely not | certainly not | rather not | i would rather not | decline
            | declined | i decline | deny | denied | reject | rejected | refuse | i refuse | back out | pass | not
            | no need | no go | thumbs down | disregard | disregard that | ignore that | drop it | wrong | that is wrong
            | not that | not this | not that one | i dont want (to | that | it)? | i do not want (to | that | it)? | no
            | no longer | leave it alone | keep it | keep it running | leave it running | i said no | no no | hell no | hold it
            | better not | lets not | stop that | dont do anything | not anymore | not like that | call it off | i dont
            | i do not | not chance | not chance | no never | nein | non | not today | dont you dare | wait | wait stop
            | cancel | cancel that | cancel it | cancel this | cancel request | cancel action | cancel command
            | cancel confirmation | abort | abort that | abort it | abort this | abort mission | no cancel
            """
        ),
    ]

    static let conversationRules: [GrammarRule] = [
        GrammarRule(.confirmNo, "@no (stop | wait | hold on | halt)", when: .pending),
        GrammarRule(
            .undo,
            "i dont mean (that | it | to | to do that) (undo | undo it | undo that | revert | take it back | take that back)"
        ),
        // "cancel" alone answers a confirmation; while only a plan card waits it keeps its meaning.
        GrammarRule(
            .confirmNo,
            "(stop | wait | hold on | halt)? @no (@no | thank you | keep (it | <swarm>) | leave (it | <swarm>) (alone | running)?)*",
            when: .pending),
        GrammarRule(.confirmNo, "(no | nope | no_sign)? (dont | do not | never) <plain>", when: .pending),
        GrammarRule(.confirmNo, "(no | nope | no_sign) (keep | leave) <plain>", when: .pending),
        GrammarRule(
            .confirmNo,
            "(keep | leave) (it | that | them | <swarm>) (running | alone | going | alive | on | up | as is | be)?",
            when: .pending),
        GrammarRule(
            .confirmNo,
            """
            (no | nope | no_sign | nevermind | never mind | not yet | not now | no thank you | no way | forget it | decline
            | dont | do not | dont do it | rather not | i would rather not | leave it | no go | thumbs down | scratch that)
            (no | nope | thank you | no_sign | not yet | not now | dont | dont do it)*
            """, when: .asked),
        GrammarRule(
            .confirmYes,
            "(yes | yeah | yep | confirm | confirmed | ok | sure)? (code | code is | with code | pin | confirmation code)? :? <word:code>",
            when: .asked),
        GrammarRule(.confirmYes, "(@yes | @doit) (@yes | @doit)*", when: .asked),
        GrammarRule(
            .confirmYes, "(yes | yeah | yep | sure | confirm | confirmed | i confirm | affirmative | yes_sign) <plain>",
            when: .asked),
        GrammarRule(
            .confirmYes,
            "(ok | alright | right | fine | good | great) (@cancel | @drop | @pause | @resume) (it | that | them | this)",
            when: .asked),

        GrammarRule(
            .undo,
            "(undo | revert | rollback | unwind) (@it | last | last @undone | previous | previous @undone | @undone | what you did | what i said | what you did | what i did)?"
        ),
        GrammarRule(.undo, "undo <plain>"),
        GrammarRule(
            .undo, "(take | roll | turn | bring | wind) (that | it | this | last @undone | last one | @undone) back"),
        GrammarRule(
            .undo,
            "(roll | go | step) back ((that | it | this | last | last @undone | @undone | to before | one step | one))?"
        ),
        GrammarRule(
            .undo, "(reverse | unwind | back out | backtrack) (that | it | this | last | last @undone | @undone)"),
        GrammarRule(
            .undo,
            "(put | change | switch) (it | that | things | everything) back (how it was | way it was | how they were | as it was | to how it was | to what it was | way things were)?"
        ),
        GrammarRule(.undo, "(scratch | strike) (that | last | last @undone)"),
        GrammarRule(.undo, "ctrl z"),
        GrammarRule(
            .undo,
            "(oops | whoops | mistake | that was mistake | sorry | wait | damn | no) (undo | revert | undo that | undo it | revert that | take that back | go back | roll that back | roll back)"
        ),

        GrammarRule(.whoami, "who am i"),
        GrammarRule(.whoami, "whoami"),
        GrammarRule(.whoami, "who (do you think | are you talking to | am i to you | do you see as) (i am)?"),
        GrammarRule(.whoami, "(@show | what is | what are | which is | what) (@mine)"),
        GrammarRule(
            .whoami,
            "(what | which) (role | account | user | permissions | rights | identity | access | profile | name | privileges | username | access level) (do | am | have | is) (i | you) (have | got | using | logged in as | signed in as | on | linked to | know as | in | with)? (here | as | for)?"
        ),
        GrammarRule(.whoami, "what am i (allowed | permitted | authorized | entitled) to (do | see | use)? (here)?"),
        GrammarRule(
            .whoami,
            "(who | what) am i (logged in | signed in | registered | known | to you | here | connected | authenticated) (as | with)? (here)?"
        ),
        GrammarRule(
            .whoami,
            "(am i | do i have) (admin | operator | viewer | admin | administrator | owner | admin rights | admin access | operator rights) (here | rights | access)?"
        ),
        GrammarRule(.whoami, "do you (know | recognize | remember) who i am"),
        GrammarRule(.whoami, "(do you know | tell | remind | say) who i am (here | to you)?"),
        GrammarRule(.whoami, "(who | what) (does it | do you) (say | think) i am"),
        GrammarRule(.whoami, "who is this (talking | speaking)? (to you)? (as)?"),
        GrammarRule(.whoami, "(@mine) (here)?"),

        GrammarRule(.help, "(@show)? what (you | i | we) can (do | say | ask | type)"),
        GrammarRule(
            .help,
            "(i dont | we dont) (get it | understand | know what to do | know how this works | get this | know what to say) (help)?"
        ),
        GrammarRule(.help, "help (out | with this | here | now | needed | wanted)?"),
        GrammarRule(
            .help,
            "(i need | need | i want | get | i could use | could use | send | show | give | open | can i get | i would like | can i have | want) (help | hand | assistance | help text | help page | help menu | manual | guide | instructions | commands | command list | list of commands | all commands | menu | docs | documentation | available commands | cheat sheet | cheatsheet | examples)"
        ),
        GrammarRule(
            .help, "(help | manual | guide | instructions) (with | on | about | for | regarding | :) <text:topic>"),
        GrammarRule(
            .help,
            "(i need | need | get | i want | i could use) help (with | on | about | for | regarding) <text:topic>"),
        GrammarRule(.help, "help <word:topic>"),
        GrammarRule(
            .help,
            "(explain | tell about) (commands | how (this | it | you | waggle) (works | work) | usage | how to use (this | it | you | waggle) | what you (can do | do) | what (i | we) can (do | say) | yourself)"
        ),
        GrammarRule(
            .help,
            "how (do | can | could | does | would | should | to | might) (i | we | one | someone | people | anyone) <some>"
        ),
        GrammarRule(.help, "how to <some>"),
        GrammarRule(
            .help,
            "how (does | do) (this | it | you | waggle | that | things | all this | everything) (thing | bot | all)? (work | function | operate)"
        ),
        GrammarRule(
            .help,
            "(what | which) (else | all | things | stuff | kind of things | sort of things)? (can | could | do | may | should | might) (you | i | we | this bot | waggle | it | this thing) (do | say | ask | type | tell you | use | help with | help | handle | support | understand | offer | know how to do | ask you | ask for | say to you | write | do for | do here | say here | know | make you do | ask you to do | do with you | do with this | request | do next)"
        ),
        GrammarRule(
            .help,
            "(what | which | list | show | give | get | print | display) (all | list of | of)? (commands | possible commands | available commands | features | capabilities | abilities | functions | supported commands | keywords | valid commands) (are there | do you know | do you have | can i use | do you support | are available | exist | do you understand | there are | are supported | can i give you | work | are possible | you know | i can use | you support | you understand)?"
        ),
        GrammarRule(
            .help,
            "(commands | menu | usage | manual | docs | documentation | faq | man | guide | tutorial | options | command list | getting started | get started | h | howto | instructions | capabilities | features | examples | help menu | help page | tips | list of commands | available commands | all commands)"
        ),
        GrammarRule(
            .help,
            "what (are | is) (commands | possible | available | options | you able to do | you capable of | capabilities | you good for | capabilities | available commands | features | there to do | list of commands | valid commands | all commands | purpose of this bot)"
        ),
        GrammarRule(
            .help,
            "(i am | we are | am) (lost | confused | stuck | new here | new) (here | what can i do | what now | what do i do | help)?"
        ),
        GrammarRule(
            .help,
            "(can | could | would | will) (you | someone | anyone | anybody) (help | help out | assist | give hand | lend hand | guide | explain how this works)"
        ),
        GrammarRule(
            .help,
            "what (is | are) (command | right command | word | phrase | syntax | commands | keyword | best way | way | correct command) (for | to) <some>"
        ),
        GrammarRule(
            .help,
            "what (does | do) (pause | cancel | drain | undrain | stop | resume | scale | status | budget | approve | reject | retry | swarm | swarms | hub mode | mode | goal | goals | ack | halt | invite | undo | rest | resting | improving | contemplating | executing | digest | waggle | this bot | this | this thing | command | @agentnoun) (command | mode)? (do | mean | do here)"
        ),
        GrammarRule(.help, "(which | what) (command | word | commands | keyword) <some>"),
        GrammarRule(.help, "(where | how) do i (start | begin | get started | go from here)"),
        GrammarRule(
            .help,
            "(teach | show | guide | walk through | show how) (how to use (this | you | it | waggle) | how (this | it) works | basics | ropes | around | how it is done)"
        ),
        GrammarRule(
            .help, "(now what | what now | what next | what do i do now | what should i say | what should i type)"),
        GrammarRule(.help, "help (i am | am) (lost | stuck | confused)"),
    ]
    static let conversationWords: [(String, String)] = [
        (
            "undone",
            "command | action | thing | change | step | one | operation | request | message | instruction | order | pause | cancel | rename | resume | scaling | assignment | move | thing i said | thing you did | thing i did | command i gave | pausing"
        ),
        (
            "mine",
            "role | permissions | account | user | identity | access | rights | profile | access level | permission level | user id | username | user name | role here | permissions here | account info | account details | privileges | access rights | user info | login | name and role | name | id"
        ),
    ]
}
