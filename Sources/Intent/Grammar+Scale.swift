import Vocabulary

extension Grammar {
    static let scaleRules: [GrammarRule] = [
        GrammarRule(.swarmScale, "<less> @agents (less | fewer) (on | for | in | at) @S"),
        GrammarRule(.swarmScale, "<int:agents> @agents (total | in total | only | max)?"),
        GrammarRule(
            .swarmScale,
            "(have | let | make | get) @S (to)? (run | work | go | operate | continue) (on | with | at | using) (only)? <int:agents> (@agents)?"
        ),
        GrammarRule(
            .swarmScale,
            "(@S) @be (scaled | resized | increased | reduced | set | bumped | expanded | shrunk | cut) (up | down | back)? (to) <int:agents> (@agents)?"
        ),
        GrammarRule(
            .swarmScale,
            "@want (@S) (to be)? (scaled | resized | increased | reduced | set | bumped | expanded) (up | down | back)? (to) <int:agents> (@agents)?"
        ),
        GrammarRule(.swarmScale, "(@S) @be (scaled | increased | expanded | bumped) (up)? by <int:delta> (@agents)?"),
        GrammarRule(.swarmScale, "(@S) @be (scaled | reduced | shrunk | cut) (down)? by <less> (@agents)?"),
        GrammarRule(.swarmScale, "(downscale | scale down | slim) (agents of | agents on)? @S by <less> (@agents)?"),
        GrammarRule(.swarmScale, "(upscale | scale up) (agents of | agents on)? @S by <int:delta> (@agents)?"),
        // By so many.
        GrammarRule(
            .swarmScale,
            "(add | give | throw | put | get | assign | use | send | allocate | hire | bring in | want | i want | need | i need | we need | grant | spin up | start | bring | launch | spawn | move | attach | i would like | could use | lets have | lets add | provide | dedicate | set | pull in | deploy | lend | recruit | have | spare)* (@S)? @more (to | for | on | at | in | into | with | behind | onto | over to | work on | working on | to work on | to help on | to help with | to help)* (@S)? (@so | too | as )*"
        ),
        GrammarRule(
            .swarmScale,
            "@S (: )? (needs | gets | wants | could use | should get | can have | should have | may have | deserves | requires | has to have | must have | needs to have | use | get | add | with | give it)? @more (@so | too | as )*"
        ),
        GrammarRule(
            .swarmScale,
            "(add | throw | hire | bring in | spin up | spawn | attach) <int:delta> (@agents)? (to | for | on | at | into | onto | in) @S (too | as )?"
        ),
        GrammarRule(
            .swarmScale,
            "(add | hire | bring in | spin up | spawn | bring) <int:delta> @agents (to | for | on | at | into)* (@S)?"),
        GrammarRule(.swarmScale, "add (to)? @S <int:delta> @agents"),
        GrammarRule(
            .swarmScale,
            "(scale | size | ramp | beef | bump | increase | grow | expand | boost | raise | step | crank) (up)? (agents | size | agent count | team | capacity | headcount | workers | number of @agents)? (of | on | for | in)? @S (up | size | team | agents | agent count | workers | capacity | headcount)* by <int:delta> (@agents)?"
        ),
        GrammarRule(
            .swarmScale,
            "(scale | size | ramp | bump | increase | grow | expand | boost) (up)? by <int:delta> (@agents)?"),
        GrammarRule(
            .swarmScale,
            "(scale | size | ramp | cut | decrease | reduce | shrink | lower | trim | drop | downsize | step | slim | dial | bring | decrease) (down | back)? (agents | size | agent count | team | workers | capacity | headcount | number of @agents)? (of | on | for | in)? @S (down | back | size | team | agents | agent count | workers | headcount)* by <less> (@agents)?"
        ),
        GrammarRule(
            .swarmScale,
            "(scale | size | ramp | cut | decrease | reduce | shrink | trim) (down | back)? by <less> (@agents)?"),
        GrammarRule(
            .swarmScale,
            "(take | remove | pull | drop | cut | withdraw | release | free | lose | subtract | get rid of | move | kick | free up | strip | shed | take away | let go of | deduct | fire | retire | reduce | kill) @fewer (from | off | away from | off of | out of | of | on | in | away)* (@S)?"
        ),
        GrammarRule(.swarmScale, "<less> (fewer | less) (@agents)? (on | for | in | from | at) @S"),
        GrammarRule(
            .swarmScale,
            "(give | use | put | run | make it | want | i want | need | lets have)* (@S)? (with)? <less> (fewer | less) (@agents)? (on | for | in | at | to)* (@S)?"
        ),
        GrammarRule(.swarmScale, "@S (gets | needs | with | use | should have)? <less> (fewer | less) (@agents)?"),
        GrammarRule(
            .swarmScale,
            "@S (can | could | should) (lose | spare | give up | do with | drop) <less> (fewer)? (@agents)?"),
        GrammarRule(.swarmScale, "(scale up | size up | beef up | ramp up) @S", [.delta: .integer(1)]),
        GrammarRule(.swarmScale, "(scale | size | ramp) @S up", [.delta: .integer(1)]),
        GrammarRule(
            .swarmScale, "(scale down | size down | ramp down | slim down | downsize) @S", [.delta: .integer(-1)]),
        GrammarRule(.swarmScale, "(scale | size | ramp) @S down", [.delta: .integer(-1)]),
        GrammarRule(.swarmScale, "(scale up | ramp up | scale it up)", [.delta: .integer(1)]),
        GrammarRule(.swarmScale, "(scale down | ramp down | scale it down)", [.delta: .integer(-1)]),
        // To so many.
        GrammarRule(
            .swarmScale,
            "(scale | size | ramp | beef | bump | increase | grow | expand | boost | raise | set | resize | adjust | change | take | move | bring | cut | decrease | reduce | shrink | lower | trim | drop | downsize | limit | cap | restrict | crank | dial | put | go | upscale | downscale | make | get | rescale | keep | push)* (down | up | back | it)? (agents | size | agent count | team | capacity | headcount | workers | number of @agents | agent limit | worker count | team size | amount of @agents | concurrency | parallelism)? (of | on | for | in | to)? @S (up | down | back | out | size | team | agents | agent count | capacity | headcount | workers | worker count | concurrency | parallelism | team size)* (to | at | : | with | of | = | max | maximum | up to | only | down to)* (use | have)? <int:agents> (@agents)? (max | total | in total | only | at most | now)*"
        ),
        GrammarRule(
            .swarmScale,
            "(scale | resize | bump | set | reduce | increase | go) (up | down | agents | workers | @agents | team | number of @agents | agent count | it)* (to | at) <int:agents> (@agents)? (on | for | in | at)* (@S)?"
        ),
        GrammarRule(
            .swarmScale,
            "(give | assign | grant | provide | lend | allow | let | get | allocate | offer | make) @S (have | use | run | run with | run on)* (total of | only | up to)? <int:agents> (@agents)? (total | in total | instead | to work with | max | now | only)*"
        ),
        GrammarRule(
            .swarmScale,
            "(use | put | run | assign | allocate | have | get | want | i want | set | need | i need | we need | dedicate | deploy | keep | give | i would like | make it | lets have | lets use | lets run | reserve | let | employ | go with | commit | work with | stick to)* ( only | total of | up to )? <int:agents> @agents (on | for | in | at | to | onto | working on | work on | into | with | behind)* @S (total | in total | instead | only)*"
        ),
        GrammarRule(
            .swarmScale,
            "(use | run | make it | set it to | go with | lets use | lets have | work with | keep it at | keep | put) (to | at)? <int:agents> @agents (total | in total | instead | only | max)*"
        ),
        GrammarRule(
            .swarmScale,
            "(run | continue | keep | operate | work on | do | build) @S (on | with | at | using | running with | running) ( only)? <int:agents> (@agents)? (total | in total | instead | only)*"
        ),
        GrammarRule(
            .swarmScale,
            "@S (: )? (needs | gets | wants | should (have | get | use | run with | run on | be at) | can have | may have | to | use | with | must have | needs to have | at | should be | ought to have | to have | to use | runs with | requires | to be at | only needs | go to)* ( only)? <int:agents> (@agents)? (total | in total | instead | only | is enough )*"
        ),
        GrammarRule(.swarmScale, "@S @agents (to | : | = | at) <int:agents>"),
        GrammarRule(
            .swarmScale,
            "<int:agents> @agents (on | for | in | at | to | are enough for | working on | should do for | is enough for) @S"
        ),
        GrammarRule(.swarmScale, "(agents | workers | size) (on | for | of | in) @S (to | : | = | at) <int:agents>"),
        GrammarRule(
            .clarify,
            "(give | add | put | throw | assign | get)* (@S)? (more | fewer | less | extra | additional) @agents ((to | on | for | at) @S)?",
            candidates: ["swarm.scale"]),
        GrammarRule(.clarify, "(scale | resize | size) (@S)?", candidates: ["swarm.scale"]),
    ]

    static let scaleWords: [(String, String)] = [
        (
            "more",
            "(<int:delta> (more | extra | additional | further | new | other | spare | add) (@agents)? | another <int:delta> (@agents)? | extra <int:delta> (@agents)? | <int:delta> @agents (more | extra | on top) | additional <int:delta> (@agents)? | <delta=1: another | extra | one more | additional | one extra | one additional | one new | new | more> <delta=1: @agents> | <delta=1: another one | one more | one extra>)"
        ),
        (
            "fewer",
            "(<less> (@agents | of @agents | of them | of  @agents)? | <less> (fewer | less) (@agents)? | <delta=-1: @agentnoun | one | one @agentnoun | one of @agents>)"
        ),
    ]

    static let budgetRules: [GrammarRule] = [
        GrammarRule(.swarmBudget, "<dollars> (is | as | be | should be | will be) (@budgetnoun) (for | on | of) @S"),
        GrammarRule(
            .swarmBudget,
            "(@S) @be (capped | limited | restricted | budgeted | kept) (at | to | under | below | within | with) <dollars>"
        ),
        GrammarRule(
            .swarmBudget,
            "@want (@S) (to be)? (capped | limited | restricted | kept) (at | to | under | below | within) <dollars>"),
        GrammarRule(
            .swarmBudget,
            "(raise | lower | increase | decrease | reduce | bump | cut | set | put | move | change | take | bring | drop) @S (up | down)? (to | at) <dollars>"
        ),
        GrammarRule(
            .swarmBudget,
            "(no more than | at most | up to | not more than | maximum) <dollars> (is | should be | may be | can be) (spent) (on | for) @S"
        ),
        GrammarRule(.swarmBudget, "<dollars> (and (not cent | no) more)? (on | for) @S"),
        GrammarRule(.clarify, "@budgetfree <currency> @budgetend", candidates: ["swarm.budget"]),
        GrammarRule(
            .clarify,
            "(add | give | raise | increase | lower | reduce | bump | cut | top up | extend | put | grant | up | boost | decrease | drop | throw)* (@S | budget | limit | cap | budget of @S | @S budget | budget for @S | spending limit)* (up | down)? ((by | another | extra | more | additional) <dollars> (more | extra | on top | additional | less)* | <dollars> (more | extra | on top | additional | less)) (to | on | for | from | off)* (@S | budget | limit | cap | budget of @S | budget for @S | @S budget | @budgetnoun)* (more | extra | on top)*",
            candidates: ["swarm.budget"]),
        GrammarRule(
            .swarmBudget,
            "(cap | limit | restrict | budget | ceiling | cap spend on | cap spending on | limit spend on | limit spending on | cap cost of | cap costs of | limit cost of | limit costs of | cap budget of | cap budget for | limit budget of | limit spend of | cap spend of | restrict spend on | restrict spending on | cap it for | cap costs for | limit costs for | cap spending for | limit spending for | cap expenses of | cap expenses for | limit budget for) @X (spending | spend | costs | cost | budget | expenses)? (at | to | : | with | by | of | for | at most | at maximum of | at max | to max of | to maximum of | to at most)* <dollars> (@bmore)*"
        ),
        GrammarRule(
            .swarmBudget,
            "(set | change | make | raise | increase | lower | reduce | bump | cut | put | adjust | update | up | drop | move | decrease | extend | boost | fix | slash | establish | define | place | bring | impose | switch | keep | hold | push | limit | restrict | cap)* (@X)? (@budgetnoun) ((of | for | on | in | at) @X)? (up | down | back)? (to | at | : | of | is | = | be | should be | will be | as | to be | from <dollars> to | max | now | not over | not above)* <dollars> (@bmore)* ((for | on | of) @X)? (@bmore)*"
        ),
        GrammarRule(
            .swarmBudget,
            "(set | change | make | put | place | impose | give | use | allow | apply | slap | establish | i want | add)* <dollars> (max | maximum | total | hard)? (@budgetnoun | max | maximum | tops) (on | for | to | of | in | at)* (@X)? (@bmore)*"
        ),
        GrammarRule(
            .swarmBudget,
            "(give | allow | let | allocate | grant | allot | assign | set | put | cap | make | limit | keep | hold | restrict | stop | hand) @X (spend | have | use | at | to | budget | under | below | within | @budgetnoun of | at most | max | maximum | up to | with | no more than | total of | cost | of | from spending more than | only | not more than | spend up to | from exceeding | from going over | from spending over)* <dollars> (@bmore | to work with | to play with)*"
        ),
        GrammarRule(
            .swarmBudget,
            "(allocate | allot | set aside | reserve | assign | budget | earmark | put | put aside | give | allow | spend | grant | dedicate | limit to | cap at | max | maximum of | at most | up to | no more than | spend at most | only spend | spend up to | spend no more than | spend max | spend maximum of | not more than | spend only | use at most | use up to | never more than | never spend more than | keep it under | keep it below | stay under | stay below | stay within | cap it at | limit it to | under | below | max out at | hard limit of | hard cap of | invest)* (@budgetless)? <dollars> (max | maximum | at most | tops | total | budget)? (for | on | to | in | into) @X (max | total | tops | in total | and no more | at most | and not more | maximum | altogether)*"
        ),
        GrammarRule(
            .swarmBudget,
            "@X (: )? (may | can | should | gets | has | is allowed | is allowed to | must | budget | to | must not | should not | may not | shall | dont | is capped | dont | has budget of | is limited | is not allowed to | has to | will | needs | must stay | should stay | is allowed up to | not)* (spend | cost | use | exceed | stay | be capped | be limited | have | go over | go above | only | at | to | up to | more than | over | under | below | within | max | maximum | at most | no more than | budget of | budget | cap | limit | @budgetnoun | get | of | be | not | not more than | and not more than)* <dollars> (@bmore)*"
        ),
        GrammarRule(
            .swarmBudget,
            "(dont | do not | never | not) (let @X)? (spend | use | exceed | go over | go above | burn | pay | cost | to spend | blow | go past | pass | surpass)* (more than | over | above | beyond | past)? <dollars> (in total | total | altogether)? ((on | for | in) @X)? (in total | total)?"
        ),
        GrammarRule(
            .swarmBudget,
            "(keep | hold | make sure) @X (is | stays | spending | spend | costs | cost | to | at | from | remains)* (under | below | within | at | less than | no more than | beneath | cheaper than | costing less than) <dollars> (@bmore)*"
        ),
        GrammarRule(
            .swarmBudget,
            "(max | maximum | limit | cap | ceiling | at most | budget | no more than | up to | spend limit | hard cap | hard limit | spend at most | spend up to | spend no more than | cap it at | limit it to | max out at | keep it under | keep it below | stay under | stay below | cap at | limit to | spend only | new budget | cap spending at | limit spending to | cap spend at | cap costs at | budget is | make it)* (is | of | : | at | to)? <dollars> (max | tops | maximum | at most | limit | cap | budget | and no more | in total | total | only | ceiling | hard cap)*"
        ),
        GrammarRule(
            .swarmBudget,
            "i (only)? (want | would like | am willing | can afford) to (only | spend at most | spend | spend no more than | spend up to | pay)* <dollars> (at most | max | on | for)* @X"
        ),
        GrammarRule(
            .clarify,
            "(set | change | raise | increase | lower | cap | limit | adjust | cut)  (@S)? (budget | spending | spend | cap | spending limit | spending cap)? ((of | for | on) @S)?",
            candidates: ["swarm.budget"]),
    ]

    static let budgetWords: [(String, String)] = [
        (
            "budgetnoun",
            "budget | cap | limit | spending limit | spend limit | spending cap | ceiling | spend cap | cost limit | cost cap | max spend | maximum spend | max budget | maximum budget | allowance | budget cap | budget limit | cost ceiling | hard cap | maximum | max | total budget | spend ceiling | price cap | spending ceiling | money limit | upper limit | hard limit | dollar limit | spend | spending | budget ceiling | maximum cost | max cost | funds | funding"
        ),
        (
            "bmore",
            "max | tops | maximum | at most | limit | cap | total | in total | only | and no more | budget | from now on | or less | altogether | not more | as maximum | as max | as limit | and not more | overall | as budget | spend | spending"
        ),
        (
            "budgetless",
            "budget of | cap of | limit of | maximum of | max of | total of | spending limit of | ceiling of"
        ),
        (
            "budgetfree",
            "(cap | limit | budget | set | raise | lower | increase | reduce | spend | max | maximum | give | allow | keep | dont | do not | let | make | put | change | at | to | of | for | on | at most | up to | no more than | more than | under | below | within | spending | spend limit | it | @budgetnoun | @S | is | : | allocate | can | may | should | bump | cut | exceed | add)*"
        ),
        (
            "budgetend",
            "(for | on | to | of | @S | max | tops | maximum | at most | limit | cap | total | budget | in total | only | spending | more)*"
        ),
    ]
}
