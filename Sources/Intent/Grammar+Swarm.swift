import Vocabulary

extension Grammar {
    static let swarmRules: [GrammarRule] = pauseRules + resumeRules + cancelRules + scaleRules + budgetRules

    static let pauseRules: [GrammarRule] = [
        GrammarRule(.swarmPause, "@S should (stop | pause | halt | wait | hold | take break | freeze) @now?"),
        GrammarRule(
            .swarmPause,
            "(stop | keep | prevent) (@S | @ALL) from (running | working | continuing | going on | doing anything | doing more | building) @now?"
        ),
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
        GrammarRule(.swarmCancel, "(throw | put | toss | chuck) @S (in | into) (bin | trash | garbage | rubbish)"),
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
