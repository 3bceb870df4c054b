import Vocabulary

extension Grammar {
    static let swarmRules: [GrammarRule] = pauseRules + resumeRules + cancelRules + scaleRules + budgetRules

    static let pauseRules: [GrammarRule] = [
        GrammarRule(.swarmPause, "(@S | @ALL) @be @paused @now?"),
        GrammarRule(.swarmPause, "@want (@S | @ALL) (to be)? @paused @now?"),
        GrammarRule(.swarmPause, "@want (@S | @ALL) to (stop | pause | halt | wait | hold | freeze) @now?"),
        GrammarRule(
            .swarmPause,
            "@ALL (should | must | needs to | has to | has got to | is to | to | shall)* (stop | pause | halt | wait | freeze | hold) @now?"
        ),
        GrammarRule(
            .swarmPause,
            "(stand down | take pause | take break | hold off | go easy | ease off | back off) (on | from | with) @S @now?"
        ),
        // Pause. "Stop" is the harmless reading; `now` also ends what runs.
        GrammarRule(.swarmPause, "@pause @ALL (up)? (and)? @now?"),
        GrammarRule(
            .swarmPause,
            "@pause (work | working | everything | all work | all | activity)? (on | in | for | at | of)? @X (up | work | working | development | off | down)* (and)? @now?"
        ),
        GrammarRule(.swarmPause, "@now @pause (on | in)? @X"),
        GrammarRule(.swarmPause, "@now @pause @ALL"),
        GrammarRule(.swarmPause, "@pause @now @X"),
        GrammarRule(.swarmPause, "@pause @now"),
        GrammarRule(
            .swarmPause,
            "(pause | stop | halt | hold | freeze | suspend | stop work | pause work | halt work | stop working | hold it | stop stop | stop stop stop | pausing | hold up | stop it | pause it | freeze it | stop that | halt halt | stop now | hold work | take break there | freeze work | hold horses | hold fire | cease fire | ceasefire | time out | timeout | stop running | pause that) @now?"
        ),
        GrammarRule(
            .swarmPause,
            "(put | place | get | keep | set | bring) (@X | @ALL) (on | to | in | at | into)* (@held | pause mode | paused | stop | standstill | rest | hold mode | suspended) @now?"
        ),
        GrammarRule(.swarmPause, "put (pause | hold | stop | freeze | brakes) (on | to) (@X | @ALL) @now?"),
        GrammarRule(
            .swarmPause,
            "(put | hit | press | slam | step on) (pause | brakes | on brakes | pause button | stop button | on pause) (for | on)? (@X | @ALL)? @now?"
        ),
        GrammarRule(.swarmPause, "bring (@X | @ALL) to (halt | stop | standstill | pause | rest) @now?"),
        GrammarRule(
            .swarmPause,
            "(make | have | let | get | force) (@X | @ALL) (to)? (stop | pause | wait | hold | halt | rest | take break | sit | idle | sleep | sit tight | freeze | cool off | stand by | stop working | cool down | stop running | sit idle | take rest | hold on | hold off) @now?"
        ),
        GrammarRule(.swarmPause, "give (@X | @ALL) (rest | break | pause | breather | time out) @now?"),
        GrammarRule(
            .swarmPause,
            "(@S | @ALL) (: )? (has to | needs to | must | is to | to | can)* (stop | pause | halt | wait | freeze | hold | take break | hold off | stand by | be paused | be stopped | be put on hold | go on hold | on hold | paused | pause work | stop work | be halted | on pause | hold on | take rest) @now?"
        ),
        GrammarRule(.swarmPause, "no (more)? (work | progress) (on | for) @S @now?"),
        GrammarRule(
            .swarmPause,
            "(emergency stop | e stop | all stop | full stop | stop all machines | panic | red button | code red stop | stop world | stop press | kill switch | big red button)",
            [.all: .flag(true), .now: .flag(true)]),
        GrammarRule(
            .swarmPause,
            "(everyone | everybody | all hands | bees | all bees | all agents | all workers | all) (stop | pause | halt | freeze | hold | down tools | stop working | stop work) @now?",
            [.all: .flag(true)]),
        GrammarRule(
            .swarmPause,
            "(stop | pause | halt | freeze | hold | suspend) (all | all agents | all workers | bees | all bees | all swarms | all work | all of them) @now?",
            [.all: .flag(true)]),
        GrammarRule(
            .swarmPause,
            "(stop | halt | pause) what (you are | is | they are | @X is) (doing | going on | running | happening) (on | in)? (@X)? @now?"
        ),
        GrammarRule(.swarmPause, "@S : @pause @now?"),
        GrammarRule(.swarmPause, "(time to | time for) (pause | break | stop) (for | on)? @S"),
        GrammarRule(
            .clarify,
            "(shut down | shut | shut off | turn off | switch off | quit | close | close down | power down | wind down | wind up | finish | finish off | wrap up | shutdown | take down | bring down | spin down) (@S | @ALL)? (down | off | up)? @now?",
            candidates: ["swarm.pause", "swarm.cancel"]),
    ]

    static let resumeRules: [GrammarRule] = [
        GrammarRule(.swarmResume, "un pause (@X | @ALL)"),
        GrammarRule(
            .swarmResume,
            "(@S) (back on | on again | back up | go again | up again | is allowed to continue | is allowed to go on | has permission to continue | is free to continue)"
        ),
        GrammarRule(.swarmResume, "(@S | @ALL) @be @resumed (now)?"),
        GrammarRule(.swarmResume, "@want (@S | @ALL) (to be)? @resumed (now)?"),
        GrammarRule(
            .swarmResume, "(take | get | bring | move) @S (out of | off) (pause | hold | ice | standby | pause)"),
        GrammarRule(.swarmResume, "(go | get | head) (right)? back to (working on | work on | building | running)? @S"),
        GrammarRule(.swarmResume, "@S (is good to go | is ok | is clear) (again)? (resume it | continue | carry on)?"),
        GrammarRule(
            .swarmResume, "<swarm> (carry on | go on | keep going | continue | resume | proceed | start again)"),
        GrammarRule(
            .swarmResume,
            "@resume @ALL (again | work | working | where it left off | where we left off | up | back up | now)*"),
        GrammarRule(
            .swarmResume,
            "@resume @X (again | work | working | where it left off | where we left off | up | back up | running | now | back | from where it stopped | from where it left off | from where we stopped | from there | going)*"
        ),
        GrammarRule(
            .swarmResume,
            "(resume | unpause | continue | carry on | go on | keep going | unfreeze | resume work | pick up where (you | we) left off | start again | get going again | back to work now | continue work | carry on working | continue working | keep working | resume working | on you go | as you were | off hold | unhold | green light to continue | proceed with work | start back up | start up again | lets continue | lets carry on | lets resume | lets keep going | lets go on | you can continue | you can carry on | you may continue | un pause | restart work | press play | hit play | play) (again | now | where you left off | where we left off )*"
        ),
        GrammarRule(
            .swarmResume,
            "(bring | put | get | start | fire | switch | turn | kick | set | spin | power | take | boot | pick) (@X | @ALL) (going | moving | rolling | running | back up | back | back online | back to work | off hold | back on | up again | going again | moving again | rolling again | running again | again | back on track | off pause | up and running again | back in motion | into motion again | up and running | in motion again | back into action | off ice | on again | working again | back up and running | unpaused | back off hold | started again | unstuck | to work again | off standby | in gear again)"
        ),
        GrammarRule(
            .swarmResume,
            "(let | have | make | allow | get) (@X | @ALL) (to)? (continue | resume | run | carry on | go on | go | proceed | run again | keep going | work | work again | continue working | start again | move on | go ahead | get back to work | carry on working | keep working | continue running | go again | move again | roll)"
        ),
        GrammarRule(
            .swarmResume,
            "(@S | @ALL) (: )? (can | may | should | to | is to | must | shall)* (resume | continue | carry on | go on | start again | keep going | run again | be resumed | go again | get back to work | unpause | be unpaused | proceed | be continued | work again)"
        ),
        GrammarRule(
            .swarmResume,
            "(take | lift | remove | end | cancel | drop) (hold | pause | freeze | suspension | break) (on | of | from | off) (@X | @ALL)"
        ),
        GrammarRule(
            .swarmResume, "(start | run | restart) (all | all swarms | all of them | everything) again",
            [.all: .flag(true)]),
        GrammarRule(.swarmResume, "(start | run | begin | launch) @X (again | back up | up again)"),
        GrammarRule(.swarmResume, "@X : @resume"),
        GrammarRule(
            .clarify,
            "(restart | reboot | reset | relaunch | start over | redo | rerun | restart work in | bounce) (@S | @ALL) (again | over | from scratch)?",
            candidates: ["swarm.resume", "task.retry"]),
    ]

    static let cancelRules: [GrammarRule] = [
        GrammarRule(.swarmCancel, "(@S) @be @canceled (completely | for good )?"),
        GrammarRule(.swarmCancel, "@want (@S) (to be)? @canceled (completely | for good)?"),
        GrammarRule(.swarmCancel, "@cancel @ALL (for good | completely | entirely | permanently | altogether | off)*"),
        GrammarRule(
            .swarmCancel,
            "@cancel (work on | everything on | all work on | all of)? @X (for good | completely | entirely | permanently | altogether | forever | once and for all | with fire | off | off completely | outright)*"
        ),
        GrammarRule(.swarmCancel, "(cancel | abort | terminate) (completely)?"),
        GrammarRule(.swarmCancel, "(call | kill | cancel | finish) (@X | @ALL) off (for good)?"),
        GrammarRule(.swarmCancel, "(throw | tear | wipe | take) (@X | @ALL) (away | out | down | off list)"),
        GrammarRule(.swarmCancel, "(pull plug | plug pulled) (on | of) (@X | @ALL)"),
        GrammarRule(.swarmCancel, "put end to (@X | @ALL)"),
        GrammarRule(
            .swarmCancel,
            "(i want | we want | want) (@S) (canceled | killed | gone | deleted | terminated | aborted | scrapped | destroyed)"
        ),
        GrammarRule(.swarmCancel, "(get | have) (@S) (canceled | killed | deleted | terminated | aborted | scrapped)"),
        GrammarRule(
            .swarmCancel,
            "(stop | end | pause) (@S) (for good | forever | permanently | once and for all | and cancel it | and delete it | completely and delete it)"
        ),
        GrammarRule(
            .swarmCancel,
            "@S (is canceled | is canceled | must die | has to go | can be canceled | is to be canceled | is dead)"),
        GrammarRule(.swarmCancel, "@S : @cancel"),
        GrammarRule(.swarmCancel, "(mark | set) (@S) (as | to)? (canceled | aborted | terminated)"),
    ]

    static let scaleRules: [GrammarRule] = [
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

    static let renameRules: [GrammarRule] = [
        GrammarRule(.swarmRename, "(change | turn | make | switch) @S (to | into | be) <fresh:name>"),
        GrammarRule(.swarmRename, "(@S) @be (renamed | called | named) (to | as | into)? <text:name>"),
        GrammarRule(.swarmRename, "@want (@S) (to be)? (renamed | called | named) (to | as | into)? <text:name>"),
        GrammarRule(.swarmRename, "@want to (rename | call) (@S) (to | as | into)? <text:name>"),
        GrammarRule(
            .swarmRename,
            "(@S) (is going to be | will be | shall be | from now on is | should now be | goes by name | should go by name | gets name | deserves name) (called | named | renamed to | of)? <word:name>"
        ),
        GrammarRule(
            .swarmRename,
            "(@S) (needs | wants | gets | deserves) (new | different | better) name (: | namely)? <text:name>"),
        GrammarRule(
            .swarmRename,
            "(rename | re name | rebrand | retitle | relabel | rechristen | renaming | change name of | change name for | change title of | rename swarm called) @X (to | as | : | into | in to | to be | to be called) <text:name>"
        ),
        GrammarRule(.swarmRename, "(rename | rebrand) <swarm> <word:name>"),
        GrammarRule(
            .swarmRename,
            "(change | set | switch | update | make | edit | turn | modify) @X (name | title) (to | : | as | be | into | =)* <text:name>"
        ),
        GrammarRule(.swarmRename, "(change | set | switch | update) (name | title) (to | : | as | into) <text:name>"),
        GrammarRule(
            .swarmRename,
            "(change | set | switch | update | edit | modify) (name | title) (of | for | on) @X (to | : | as | from <swarm> to | into)* <text:name>"
        ),
        GrammarRule(
            .swarmRename,
            "(call | name | dub | christen | label | title) @X <word:name> (instead | from now on | now | from here on | going forward | henceforth | from today on)*"
        ),
        GrammarRule(
            .swarmRename,
            "@S (should be | is now | will be | shall be | is to be | now | is from now on | must be | needs to be | will now be | from now on is | gets)* (called | named | known as | renamed to | renamed | referred to as) <word:name> (instead | from now on | now | going forward)*"
        ),
        GrammarRule(
            .swarmRename,
            "(give | assign) @X (new | different | better)? (name | title | new name) (of | : | called)? <word:name> (as name | as name)?"
        ),
        GrammarRule(.swarmRename, "give @X (new)? name <text:name>"),
        GrammarRule(
            .swarmRename,
            "(new name | name) (for | of) @X (: | is | should be | will be | to be | shall be)* <text:name>"),
        GrammarRule(
            .swarmRename,
            "@S (needs new name | name | new name | gets new name)? (: | is | to | should be | becomes)* (rename to | name : | new name : | name | new name is | rename it to) <text:name>"
        ),
        GrammarRule(.swarmRename, "@S becomes <word:name>"),
        GrammarRule(.swarmRename, "(use | take) <word:name> as (new)? name (for | of) @X"),
        GrammarRule(.swarmRename, "(rename | rename it | new name) (to | :) <text:name>"),
        GrammarRule(.swarmRename, "from now on (@S is | call @X) (called)? <word:name>"),
    ]
}
