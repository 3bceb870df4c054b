// Lists of phrases that several rules use. Words that the tokeniser drops ("the", "my", "please", "just") never stand
// here, and contractions stand in full ("what is").

extension Grammar {
    static let wordMacros: [(String, String)] = [
        // Who and what
        (
            "sw",
            "swarm | project | team | hive | crew | squad | app | one | effort | workstream | thing | repo"
        ),
        (
            "swarms",
            "swarms | projects | teams | hives | builds | runs | crews | squads | work | jobs | of them | of it | of those | of these"
        ),
        (
            "agents",
            """
            agents | agent | workers | worker | bees | bee | bots | bot | people | machines | machine | hands | helpers
            | helper | drones | drone | coders | coder | developers | developer | devs | dev | programmers | engineers
            | engineer | members | instances | replicas | nodes | processes | parallel agents | parallel workers
            """
        ),
        ("agentnoun", "agent | worker | bee | bot | machine | drone | node | box | server"),
        (
            "tasknoun",
            "task | tasks | ticket | tickets | job | jobs | item | items | card | cards | one | ones | step | steps"
        ),
        (
            "it",
            """
            it | this | that | them | this one | that one | same one | current one | last one | this @sw | that @sw
            | current @sw | same @sw | @sw
            """
        ),
        ("S", "((both | whole | entire | all of)? @sw? (called | named)? <swarm> @sw? | <it: @it>)"),
        ("X", "((both | whole | entire | all of)? @sw? (called | named)? <anyswarm> @sw? | <it: @it>)"),
        (
            "of",
            "of | for | on | in | from | at | about | with | regarding | within | inside | under | around | to | re"
        ),
        ("ofS", "(@of @S)"),
        ("ofX", "(@of @X)"),
        (
            "ALL",
            """
            (<all=true: everything | everyone | everybody | all | all @swarms | all of it | all of them | all of @swarms | all those | all these | all other @swarms | absolutely everything | it all | lot of it | all running @swarms
            | all active @swarms | every @sw | each @sw | each and every @sw | every single @sw | every one | each one
            | each of them | every one of them | whole lot | whole thing | whole hub | whole system | both | both @swarms
            | both of them | all things | everything that is running | everything running | everything that is going on
            | all that is running | all operations | all activity | all agents | all @agents | entire hub | entire system
            | anything running | every @agents | lot of them | lot>
            ((except | but | besides | excluding | apart from | other than | save for | without | aside from | bar | except for
            | not | but not | minus | leaving out | with exception of) (for)? @sw? <except> @sw?)?)
            """
        ),
        ("T", "(@tasknoun? <task>)"),
        ("TS", "(<task> (@of @S)? | @S <task>)"),
        ("RS", "(<taskref> (@of @S)? | @S <taskref>)"),
        ("A", "(@agentnoun? (called | named)? <agent> @agentnoun?)"),
        ("Z", "(@agentnoun? (called | named)? <anyagent> @agentnoun?)"),

        // Reading
        (
            "show",
            """
            show | give | get | list | display | print | tell | see | view | check | fetch | pull up | bring up | look at
            | send | read | report | read out | run through | walk through | walk through | talk through | dump | open | share
            | post | lets see | let see | i want to see | can i see | could i see | can i get | could i get | can i have
            | could i have | may i see | i would like to see | i would like | i want | i need | i need to see | want to see
            | would like to see | need | want | take look at | have look at | get look at | find | find out | what is
            | what are | what about | how about | show all | list all | go over | check on | check out | lets have look at
            | lets look at | let have | let look at | let have look at | like to see | want to know | i want to know
            | i would like to know | can i look at | could i look at | need to see | we need | do we have | do you have
            | have you got | whip up | print out | list out | give look at | may i have | may i get | love to see
            """
        ),
        (
            "so",
            "so far | right now | now | at moment | at this point | these days | as of now | by now | up to now | until now | yet | at all | there | here | or what | for now"
        ),

        // What should become of something
        (
            "be",
            "should be | must be | needs to be | has to be | can be | is to be | may be | could be | to be | be | ought to be | should get | must get | needs to get | shall be | is going to be | should now be | can now be | has to get | gets | get | being | needs being | should probably be"
        ),
        (
            "want",
            "i want | i need | i would like | we want | we need | get | have | want | need | lets get | lets have | make sure | would like | i want to have | i want to get | i want to see | we would like | i would love | lets see | we have to have | must have | i wish"
        ),
        (
            "paused",
            "paused | stopped | halted | suspended | frozen | put on hold | on hold | held | on pause | shelved | parked | put on pause | stopped for now | on ice"
        ),
        (
            "resumed",
            "resumed | unpaused | continued | started again | going again | running again | reactivated | unfrozen | back up | back up and running | back on track | picked up again | back to work | restarted again"
        ),
        (
            "canceled",
            "canceled | killed | aborted | terminated | deleted | scrapped | destroyed | removed | trashed | gone | nuked | ended | discarded | dropped | axed | wiped | shut down for good | thrown out | thrown away | called off"
        ),
        // Acting
        (
            "pause",
            """
            pause | hold | halt | stop | suspend | freeze | hold up | hold off | hold off on | hold off with | put hold on
            | put pause on | hit pause on | press pause on | hit pause button on | press pause button on | pause all work
            | stop all work | pause everything | pause all work on | stop all work on | halt all work on | pause everything on
            | stop everything on | pause everything in | pause work on | stop work on | stop working on | pause working on
            | halt work on | suspend work on | freeze work on | cease | cease work on | cease working on | stall | park
            | interrupt | hit brakes on | put brakes on | pump brakes on | slam brakes on | take break from | take break on
            | quiesce | stop running | stop building | stop progress on | halt progress on | pause progress on
            | stop execution of | pause execution of | pause activity on | stop activity on | put stop to | shelve
            | temporarily stop | temporarily pause | temporarily halt | temporarily suspend | stop and hold | pause for
            | hold work on | put break on | call halt to | bring halt to | wait with | pause up | stop up | hold fire on
            | pausing | stopping | halting | suspending | holding | freezing | make pause of | down tools on | stop developing
            """
        ),
        ("held", "hold | pause | ice | standby | stand by | back burner | break | freeze | halt"),
        (
            "now",
            "<now=true: now | right now | immediately | at once | right away | straight away | instantly | asap | this instant | this second | this minute | as soon as possible | immediately | effective immediately | pronto | on spot>"
        ),
        (
            "resume",
            """
            resume | unpause | continue | carry on | carry on with | continue with | continue on | continue work on
            | continue working on | resume work on | resume working on | restart work on | unfreeze | unhold | go on
            | go on with | keep going | keep going with | proceed with | pick up | pick back up | pick up again
            | get going again | get back to | get back to work on | get back on | start again | start again with | reactivate
            | unsuspend | release | take off hold | kick off again | start up again | go back to | go back to work on
            | return to | reopen | wake | wake up | unblock | let continue | press play on | hit play on | hit resume on
            | press resume on | lift hold on | lift pause on | remove hold on | end pause on | resuming | continuing
            | unpausing | get moving again | get rolling again | start working on | start work on | keep working on
            | back to work on | get cracking on | revive | thaw | re activate | get on with | crack on with | crack on | play
            """
        ),
        (
            "cancel",
            """
            cancel | kill | abort | terminate | scrap | destroy | delete | nuke | trash | discard | axe | abandon | ditch
            | get rid of | tear down | call off | pull plug on | throw away | throw out | do away with | wipe out | wipe
            | bin | give up on | remove | drop | cancel out | kill off | end | erase | annihilate | obliterate | dump | junk
            | cancel and delete | delete and cancel | stop and cancel | stop and delete | permanently cancel
            | permanently delete | permanently stop | canceling | killing | deleting | cancel work on | cancel everything in
            | exterminate | pull plug on whole | put out of misery
            """
        ),
        (
            "drop",
            """
            drop | cancel | kill | delete | remove | scrap | abort | abandon | discard | get rid of | nix | axe | trash
            | ditch | strike | call off | throw out | throw away | bin | terminate | forget | forget about | take out | cut
            | erase | dismiss | clear | give up on | skip | wipe | dump | pull | eliminate | nevermind | never mind
            """
        ),
        (
            "retry",
            "retry | rerun | redo | requeue | redrive | repeat | re attempt | reattempt | relaunch | retrigger | resubmit"
        ),
        (
            "again",
            "again | once more | one more time | another time | over | from start | from scratch | anew | over again"
        ),
        (
            "approve",
            """
            approve | accept | merge | sign off | sign off on | green light | greenlight | ship | land | lgtm | lgtm on
            | lgtm for | lgtm to | ok | looks good | looks good on | looks good for | approved | accepted | i approve
            | i accept | approve and merge | thumbs up | thumbs up on | thumbs up for | thumbs up to | yes to | go with
            | go ahead with | let through | let pass | pass | bless | ratify | give ok to | give ok on | give go ahead for
            | give go ahead to | give green light to | give thumbs up to | i am happy with | happy with | yes_sign
            | yes_sign on | yes_sign for | yes_sign to | good job on | nice work on | all good on | all good with
            | sign off for | mark as approved | i like | i am ok with | i am fine with | confirm | validate | good to merge
            | approving | merge in | all clear on | satisfied with | i am satisfied with
            """
        ),
        (
            "isgood",
            """
            (is | looks | look | sounds | seems | are)? (all)? (good | fine | great | ok | perfect | approved | accepted | lgtm
            | nice | solid | excellent | awesome | right | correct | amazing | alright | sound | reasonable | sensible)
            (to (go | merge | ship | land))? | works (for)? | gets ok | gets thumbs up | passes | can be merged | can go in
            | can be approved | can land | can ship | ready to merge | is ready to merge | yes_sign | has approval
            | is good enough | is good work | good to go | is good to go | meets requirements | checks out | is what i wanted
            | is what we want | get thumbs up | has ok
            """
        ),
        (
            "reject",
            """
            reject | decline | deny | turn down | refuse | bounce | send back | push back on | push back | return | kick back
            | request changes on | request changes for | request changes to | ask for changes on | ask for changes to | fail
            | disapprove | disapprove of | veto | no to | rework | no_sign | no_sign on | thumbs down | thumbs down on
            | thumbs down for | thumbs down to | knock back | rejecting | i reject | reject result of | not happy with | i am not happy with
            | unhappy with | i am unhappy with | not satisfied with | i am not satisfied with | hand back
            """
        ),
        (
            "because",
            "because | since | as | due to | for | : | reason | reason : | with | saying | with comment | with feedback | with note | with message | and say | and tell them | and ask for | cos | on grounds that | because of | and | with reason | reason is | feedback : | comment : | note : | and ask them to | so | but"
        ),
    ]
}
