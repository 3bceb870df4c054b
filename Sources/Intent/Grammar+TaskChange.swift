import Vocabulary

extension Grammar {
    static let taskChangingRules: [GrammarRule] = [
        GrammarRule(
            .taskRetry,
            "<all=true: (all | every | everything)? (@failedones)* (failed | failing | broken | failures) (@failedones)* : (retry | try again | again | redo | rerun)>"
        ),
        GrammarRule(.taskRetry, "(go again | try again | again | another go | once more) (on | at | with | for) @TS"),
        GrammarRule(.taskRetry, "(let | have | make) @TS (run | try | go | start) (again | once more | over)"),
        GrammarRule(
            .taskPrioritize,
            "(put | move | place) @TS <priority=urgent: (first in line | first in queue | first | ahead of everything | before everything else | at top | next in line)>"
        ),
        GrammarRule(
            .taskPrioritize, "(@level | <priority=high: more | greater>) (priority | importance) (for | to | on) @TS"),
        GrammarRule(.taskPrioritize, "@TS is <priority=high: more important | more urgent>"),
        GrammarRule(
            .taskRetry,
            "@TS @be (retried | rerun | redone | tried again | run again | restarted | repeated | reattempted | attempted again | requeued)"
        ),
        GrammarRule(
            .taskRetry, "@want @TS (to be)? (retried | rerun | redone | tried again | run again | restarted | repeated)"
        ),
        GrammarRule(.taskRetry, "(retry | redo | rerun | restart) (that | this) (task | one) <task>"),
        GrammarRule(
            .taskRetry,
            "<all=true: (all | every | everything)? (@failedones)* (failed | failing | broken | failures) (@failedones)*  (again | once more)>"
        ),
        GrammarRule(.taskCancel, "@RS @be @canceled"),
        GrammarRule(.taskCancel, "@want @RS (to be)? @canceled"),
        GrammarRule(
            .taskApprove, "@TS @be (approved | merged | accepted | signed off | landed | shipped | let through)"),
        GrammarRule(.taskApprove, "@want @TS (to be)? (approved | merged | accepted | landed | shipped)"),
        GrammarRule(
            .taskApprove,
            "@TS (gets | has) (approval | ok | blessing | sign off | green light | go ahead | pass | thumbs up)"),
        GrammarRule(.taskReject, "@TS @be (rejected | declined | sent back | turned down | redone)"),
        GrammarRule(
            .taskPrioritize, "@TS @be <priority=high: prioritized | bumped up | moved up | expedited | escalated>"),
        GrammarRule(.taskPrioritize, "@TS @be <priority=low: deprioritized | postponed | deferred | moved down>"),
        GrammarRule(.taskPrioritize, "@want @TS <priority=high: prioritized | done first | moved up>"),
        GrammarRule(
            .taskPrioritize,
            "(move | bump | push | bring | take | shift) @TS <priority=high: up | forward | ahead | higher | up queue | up list | up in list | further up>"
        ),
        GrammarRule(
            .taskPrioritize,
            "(move | bump | push | take | shift) @TS <priority=low: down | lower | further down | back>"),
        GrammarRule(.taskPrioritize, "<priority=high: (increase | raise | bump | up | boost | elevate)> @TS priority"),
        GrammarRule(.taskPrioritize, "<priority=low: (decrease | lower | reduce | drop)> @TS priority"),
        GrammarRule(
            .taskPrioritize,
            "@TS <priority=low: (is | dont)* (not)? (dont | not) (that | so | as | too | all that | super)? (urgent | important | pressing | critical)>"
        ),
        GrammarRule(
            .taskAssign, "@TS @be (assigned | given | handed | passed | reassigned | moved | delegated) (over)? to @A"),
        GrammarRule(
            .taskAssign,
            "@TS @be (done | handled | taken | finished | completed | worked on | tackled | taken over) by @A"),
        GrammarRule(
            .taskAssign,
            "@want @TS (to be)? (done | handled | assigned | taken | given | finished | completed) (by | to) @A"),
        // Retry
        GrammarRule(.taskRetry, "@retry @TS (@again | now | for)?"),
        GrammarRule(
            .taskRetry,
            "(try | run | do | attempt | start | restart | kick off | execute | launch | reopen | reset | queue | work on | go at | build) @TS @again"
        ),
        GrammarRule(.taskRetry, "(restart | reopen | reset | relaunch | restart work on | kick) @RS"),
        GrammarRule(.taskRetry, "(try | run | do) again @TS"),
        GrammarRule(
            .taskRetry, "(try | have | take | give) (another)? (@redo) (at | on | to | of | with | for) @TS (again)?"),
        GrammarRule(.taskRetry, "(give | grant) @TS (another | one more | second | new | fresh | extra) (@redo) "),
        GrammarRule(
            .taskRetry,
            "(another | one more | second | have another | take another | lets have another | do another) (@redo) (at | on | for | with | of) @TS"
        ),
        GrammarRule(
            .taskRetry,
            "@TS (needs | deserves | gets | should get | wants | can have) (another | retry | second | new | one more) (@redo)?"
        ),
        GrammarRule(
            .taskRetry,
            "(put | send | throw | queue) @TS (back)? (in | into | on | to) (queue | line | work queue | todo)"),
        GrammarRule(.taskRetry, "@TS (@retry | again | once more | one more time | :  retry | try again)"),
        GrammarRule(
            .taskRetry, "(let <agent> | have someone | make it | get someone to) (try | retry | redo) @TS (again)?"),
        GrammarRule(.taskRetry, "@S (: )? @retry <task>"),
        GrammarRule(
            .taskRetry,
            "<all=true: (@retry | try | run | do | restart | start | reopen | kick off | reset | attempt | give another @redo to | give another try to | have another go at | give second chance to | go again on | put back | queue up | another go at | another try for | do again) (@failedones)* (failed | failing | broken | failures | failed ones | went wrong | errored | crashed | unsuccessful | red | broke | fell over) (@failedones)*> (@of @S)? (@again)?"
        ),
        GrammarRule(
            .taskRetry,
            "<all=true: (@retry | try | run | restart | do) (all | everything | all of them | them all | all tasks | all @tasknoun | all jobs)> (again)? (that failed)? (@of @S)? (again | that failed)?"
        ),
        GrammarRule(
            .taskRetry,
            "<all=true: (give | grant) (@failedones)* (failed | failing | broken | failures | failed ones) (@failedones)* (another | one more | second | new) (@redo)> (@of @S)?"
        ),
        GrammarRule(
            .taskRetry, "<all=true: (@retry | try | run) (failed | failing | broken)> <swarm> (@tasknoun)? (again)?"),
        GrammarRule(
            .taskRetry,
            "<all=true: (@retry | try | run | restart)> <swarm> <all=true: (failed | failing | broken) (ones | tasks | task | jobs)> (again)?"
        ),
        // Cancel
        GrammarRule(
            .taskCancel,
            "@drop @RS (@so | altogether | completely | entirely | from (plan | list | queue | board | <swarm>) | for good)*"
        ),
        GrammarRule(
            .taskCancel,
            "(take | cross | strike | knock | pull) @RS (off | out | out of | from | off of) (plan | list | queue | board | of plan | of queue | <swarm>)?"
        ),
        GrammarRule(.taskCancel, "@S :? @drop <taskref>"),
        GrammarRule(
            .taskCancel,
            "@RS (can be | should be | gets | is to be | is | to be) (dropped | canceled | deleted | removed | scrapped | killed | abandoned | skipped)"
        ),
        GrammarRule(.taskCancel, "@RS :? (@drop | is obsolete | is not needed | is unnecessary | can go)"),
        GrammarRule(.clarify, "@drop <task>", candidates: ["task.cancel", "goal.drop"]),
        GrammarRule(
            .clarify,
            "(stop | pause | halt | hold | suspend | freeze | hold off on | stop work on | stop working on | pause work on) @RS (now)?",
            candidates: ["task.cancel", "swarm.pause"]),
        // Prioritise
        GrammarRule(
            .taskPrioritize,
            "(make | set | mark | flag | bump | raise | lower | move | put | change | treat | consider | push | turn | switch | upgrade | downgrade | promote | demote | tag | label | escalate | reduce | increase | boost | drop | get | prioritize | have) @TS (is | to | as | at | on | in | up to | down to | up | down | priority | :)* @level (priority | priority | lane)?"
        ),
        GrammarRule(
            .taskPrioritize,
            "(set | change | make | raise | lower | bump | put | increase | decrease | reduce | drop | adjust | update | switch | boost | move | turn)* priority (of | for | on) @TS (to | as | is | : | up to | down to | at | =)* @level"
        ),
        GrammarRule(
            .taskPrioritize,
            "(set | change | make | give | put | assign | raise | lower | bump | switch)* @TS priority (to | as | is | : | up to | down to | at | =)* @level"
        ),
        GrammarRule(
            .taskPrioritize,
            "(give | assign | set | use | put | need | i want | slap) @level priority (to | for | on) @TS"),
        GrammarRule(.taskPrioritize, "(give | assign) @TS @level priority"),
        GrammarRule(
            .taskPrioritize,
            "@TS (is | has | gets | should be | needs to be | must be | now | to | back | back to | becomes | has become | should have | : | priority | needs | deserves | ought to be | got | as | be | has to be)* @level (priority | priority | one | now)?"
        ),
        GrammarRule(.taskPrioritize, "@level (priority)? (for | to | on | :) @TS"),
        GrammarRule(.taskPrioritize, "@level priority @TS"),
        GrammarRule(
            .taskPrioritize,
            "<priority=high: (prioritize | bump | bump up | raise | escalate | boost | expedite | promote | push up | speed up | fast track | rush | favor | hurry up with | hurry up | hurry | give priority to | give preference to | raise priority of | increase priority of | bump priority of | bump up priority of | up priority of | boost priority of | push | focus on | put focus on | concentrate on | elevate | pull forward | bring forward | give more priority to | move up | increase importance of)> @TS (first | up | now | in queue | over others | over everything else | up in queue | higher | ahead)*"
        ),
        GrammarRule(
            .taskPrioritize,
            "<priority=low: (deprioritize | deprioritize | lower | demote | postpone | defer | put off | push back | lower priority of | reduce priority of | decrease priority of | drop priority of | push down | move down | bump down | take priority off | slow down | delay | downgrade | give less priority to | de prioritize | back burner)> @TS (down | for later | in queue | for now | lower)*"
        ),
        GrammarRule(
            .taskPrioritize,
            "(do | work on | finish | start | tackle | run | get | handle | complete | take | start with | take care of) @TS <priority=high: (first | next | before everything else | before rest | before others | before anything else | ahead of everything else | ahead of others | done first | done next | first thing | with priority)>"
        ),
        GrammarRule(
            .taskPrioritize,
            "<priority=urgent: (move | put | bring | push | bump | send | get | shift)> @TS <priority=urgent: (to | at | in | up to) (top | front | head | top | front | top of queue | front of queue | front of line | top of list | head of queue | top of pile | first place | head of line | start of queue)>"
        ),
        GrammarRule(
            .taskPrioritize,
            "<priority=low: (move | put | push | send | bump | shift)> @TS <priority=low: (to | at | on | down to) (bottom | back | end | bottom | bottom of queue | back of queue | back burner | end of queue | back of line | bottom of list | end of line | end of list | bottom of pile | last place)>"
        ),
        GrammarRule(
            .taskPrioritize,
            "@TS <priority=low: (can wait | is not urgent | is not important | is least important | is not so important | is not that important | is nice to have | can be done later | is less important | comes last | has time | dont urgent | not urgent | last | is low priority)>"
        ),
        GrammarRule(
            .taskPrioritize,
            "@TS <priority=urgent: (is on fire | dont wait | is top priority | is number one priority | is most important | needs to be done asap | is needed asap | asap | dont wait | immediately | must be done immediately | is number one | needs to be done now | is super urgent | dont wait | now | right now | needs to happen now | first priority)>"
        ),
        GrammarRule(
            .taskPrioritize,
            "@TS <priority=high: (is important | first | next | goes first | comes first | has priority | takes priority | up | matters most | matters more | is more important | gets priority | before everything else | ahead of others | needs to go first | should go first | should be next | should come first | is important now | needs to be first | takes precedence | should be first | should be done first | first | is next)>"
        ),
        GrammarRule(
            .taskPrioritize,
            "(make | treat) @TS (as)? <priority=urgent: top priority | number one priority | most important | most urgent | first priority | emergency>"
        ),
        GrammarRule(
            .taskPrioritize,
            "(make | treat | mark | flag) @TS (as | more)? <priority=high: important | priority | more urgent | more important | next | first | high>"
        ),
        GrammarRule(
            .taskPrioritize,
            "(make | treat | mark) @TS (as | less)? <priority=low: less urgent | less important | unimportant | not urgent | last | nice to have | optional | non urgent>"
        ),
        // Assign
        GrammarRule(
            .taskAssign,
            "(give | hand | assign | reassign | pass | move | send | delegate | transfer | hand over | hand off | allocate | route | shift | offer | switch | dispatch | pass on | pass over | delegate | entrust | turn over | redirect | change | put) @TS (over | off | along | on | assignee)* (to | on | with | : | for) @A"
        ),
        GrammarRule(
            .taskAssign, "(give | assign | hand | pass | allocate | send | reassign | delegate) @A @TS (instead )?"),
        GrammarRule(
            .taskAssign,
            "(assign | put | get | set | place | allocate | switch | move | stick | want | i want | reassign | point | have | unleash | throw | shift | task | sic) @A (to | on | onto | at | with | work on | working on | to work on | to do | to take | to handle | do | take | take on | handle | take over | in charge of | for)* @TS"
        ),
        GrammarRule(
            .taskAssign,
            "(let | have | make | get | i want | want | i would like | need | i need | ask | allow | tell) @A (to)? (do | handle | take | take on | take over | take care of | work on | deal with | pick up | tackle | own | have | run | finish | build | look at | look after | continue | be responsible for | be on | claim | complete | execute | start on | start | jump on | implement | look into) @TS"
        ),
        GrammarRule(
            .taskAssign,
            "@A (to | is to | should | can | must | will | shall | gets | takes | does | has | owns | handles | takes over | picks up | may | needs to | is responsible for | is on | is assigned to | works on | is going to | on | is in charge of | for)* (do | handle | take | take on | take over | take care of | work on | deal with | pick up | tackle | own | have | get | run | finish | be on | look at)? @TS"
        ),
        GrammarRule(
            .taskAssign,
            "@TS (goes to | is for | to | should go to | belongs to | : | for | should be done by | is now | assign to | assigned to | should be with | is assigned to | can go to | must go to | gets assigned to | should be assigned to | is to be done by | will be done by | should be handled by | goes over to | to be done by | is up to | is with | owner | owner : | owner is | assignee | assignee : | should be taken by | handled by | should be given to | to be handled by) @A"
        ),
        GrammarRule(
            .taskAssign,
            "(make | set) @A (owner | assignee | responsible | as owner | as assignee | one) (of | for | doing)? @TS"),
        GrammarRule(.taskAssign, "(set | change | make | switch) (assignee | owner) (of | for | on) @TS (to | as) @A"),
        GrammarRule(
            .taskAssign, "(give | hand | assign | reassign | pass | send | delegate) @TS (over)? (to) <anyagent>"),
        // Approve and reject
        GrammarRule(
            .taskApprove,
            "@approve (work | result | results | changes | result of | work on | changes of | changes in | output of | review of | work of | merge of | pull_request for | pull_request of | outcome of | on | of)* @T ((@of @S))? (@so | in | it is good | looks good | looks great | great work | good work | good job | nice work | done | go ahead | merge it | merge | and merge | and merge it | into main | ship it)*"
        ),
        GrammarRule(.taskApprove, "@S :? @approve <task>"),
        GrammarRule(.taskApprove, "@approve @S <task>"),
        GrammarRule(.taskApprove, "(i)? (approve | accept | merge) (of)? <task>"),
        GrammarRule(
            .taskApprove,
            "@TS (@isgood) (go ahead | merge it | merge | ship it | to | by | merge | now | ship | approve | approve it | lgtm | go | approved | thank you | and can be merged | land it | let it through)*"
        ),
        GrammarRule(.taskApprove, "@TS :? (@approve | approval | ship it | merge it | go | thumbs up)"),
        GrammarRule(
            .taskApprove,
            "(give | grant) @TS (ok | go ahead | green light | thumbs up | approval | blessing | pass | stamp | seal of approval | go)"
        ),
        GrammarRule(
            .taskApprove,
            "(mark | set | count | consider | flag) @TS (as)? (approved | accepted | good | ok | done and approved)"),
        GrammarRule(.taskApprove, "(let | get) @TS (go)? (through | in | pass | land | merge | merged)"),
        GrammarRule(
            .taskApprove,
            "(looks good | lgtm | all good | great | perfect | nice | good | great work | good job | nice work | done | good work) :? (approve | merge | ship | land | accept) <task>"
        ),
        GrammarRule(
            .taskApprove, "(result | work | output | change | changes) (of | for | from | on | in) @TS (@isgood)"),
        GrammarRule(.taskApprove, "i (have)? (checked | reviewed | looked at) @TS (and)? (it)? (@isgood)"),
        GrammarRule(
            .taskReject,
            "@reject (work | result | changes | result of | work on | changes of | changes in | work of | output of | of | on | merge of)* @T (back | again)? (@of @S)? (@because)* <text:feedback>"
        ),
        GrammarRule(
            .taskReject,
            "@reject (work | result | changes | result of | work on | changes of | work of | output of | of | on)* @T (back | again | to agent | to be redone | for changes | for rework)* (@of @S)?"
        ),
        GrammarRule(
            .taskReject,
            "(send | hand | give | push | kick | knock | throw | bounce | ship | return) @TS back (to agent | to <agent> | for rework | for changes | for more work | to work | to be redone)? (@because)* <text:feedback>"
        ),
        GrammarRule(
            .taskReject,
            "(send | hand | give | push | kick | knock | throw | bounce | ship | return) @TS back (to agent | to <agent> | for rework | for changes | for more work | to work | to be redone)?"
        ),
        GrammarRule(.taskReject, "@TS (is)? (@bad) (@because)* <text:feedback>"),
        GrammarRule(.taskReject, "@TS (is)? (@bad)"),
        GrammarRule(.taskReject, "@S :? @reject <task> (@because)* <text:feedback>"),
        GrammarRule(.taskReject, "@S :? @reject <task>"),
        GrammarRule(.taskReject, "@reject @S <task> (@because)* <text:feedback>"),
        GrammarRule(.taskReject, "@reject @S <task>"),
        GrammarRule(.taskReject, "@TS :? (@reject) (@because)* <text:feedback>"),
        GrammarRule(.taskReject, "@TS :? (@reject)"),
        GrammarRule(
            .taskReject, "(mark | set) @TS (as)? (rejected | not accepted | declined | bad) (@because)* <text:feedback>"
        ),
        GrammarRule(.taskReject, "(mark | set) @TS (as)? (rejected | not accepted | declined | bad)"),
    ]

    static let badWords: [(String, String)] = [
        (
            "bad",
            "rejected | not good enough | not good | no good | needs work | needs more work | needs rework | needs changes | needs to be redone | needs fixing | is wrong | wrong | unacceptable | not acceptable | not ok | not right | bad | denied | declined | not accepted | needs improvement | not up to scratch | incomplete | not done properly | not approved | must be redone | has to be redone | needs another pass | did not pass | not what i wanted | not what i asked for | is not it | needs revision | no_sign | not done | is rubbish | sucks"
        )
    ]

    static let taskAddingRules: [GrammarRule] = [
        GrammarRule(.taskAdd, "(task | ticket | item) to add (to @X)? :? <text:title>"),
        GrammarRule(
            .taskAdd,
            "@newtask (@level | @level priority)? @tasktitle (@of @X)? @prio? (: | to | that | which | called | named | titled | saying | for)* <text:title> (with priority :? @level | with @level priority | priority :? @level | @level priority | as @level | : @level)"
        ),
        GrammarRule(
            .taskAdd,
            "@newtask (@level | @level priority)? @tasktitle (@of @X)? @prio? (: | to | that | which | called | named | titled | saying | for)? <text:title>"
        ),
        GrammarRule(.taskAdd, "@newtask (@level | @level priority)? @tasktitle (@of @X)? @prio? (:) <text:title>"),
        GrammarRule(
            .taskAdd,
            "@newtask (@level | @level priority)? <swarm> @tasktitle @prio? (: | to | that | called)? <text:title>"),
        GrammarRule(
            .taskAdd, "(@newtask)? (@level | @level priority)? @tasktitle (@of @X) @prio? (: | to | that)? <text:title>"
        ),
        GrammarRule(
            .taskAdd,
            "(@level | @level priority)? (new task | task | todo | new ticket | ticket | new todo | another task) @prio? (:) <text:title>"
        ),
        GrammarRule(.taskAdd, "(@level | @level priority) (task | todo | ticket) (:)? <text:title>"),
        GrammarRule(.taskAdd, "(add | put) to @X (: | that)? <text:title>"),
        GrammarRule(.taskAdd, "<swarm> (: )? (new task | add task | add | todo | task) (: | to)? <text:title>"),
        GrammarRule(
            .taskAdd,
            "@newtask <text:title> (as)? (new | another)? (@level | @level priority)? (task | todo | ticket | todo item | work item) (to | for | in | on | of) @X (with priority :? @level | with @level priority | as @level)?"
        ),
        GrammarRule(
            .taskAdd,
            "(add | put | append | queue | throw in | include | queue up | stick | enqueue | slip | insert) <text:title> (to | in | on | into | onto | for) (tasks | task list | list of tasks | todo list | todos | queue | plate | board | tasks of | task list of | todo list of | todo list for | tasks for | list | list for | queue of | todos of | board of) (of | for)? @X?"
        ),
        GrammarRule(
            .taskAdd,
            "(add | put | append | queue | queue up | stick | enqueue) <text:title> (to | for | in | into) <swarm> (with priority :? @level | with @level priority | as @level | as task | as new task | as (@level) task)?"
        ),
        GrammarRule(
            .taskAdd,
            "<swarm> (also)? (needs | need | wants | should get | needs new task | needs task | also needs | needs) (also | new | another)* (task | feature | ticket)? (: | to)? <text:title>"
        ),
        GrammarRule(
            .taskAdd,
            "(have | get | ask | tell | make | let) <swarm> (to)? (also)? (do | add | write | build | implement | work on | create | include | handle | fix) <text:title>"
        ),
        GrammarRule(
            .taskAdd,
            "(i want | i would like | want | we want | need | i need | we need) (to add | to have)? (new | another | extra)? (task | ticket) (@of @X)? (: | to | that | for)* <text:title>"
        ),
        GrammarRule(.taskAdd, "(extra | additional | further | another) (task | ticket) (@of @X)? :? <text:title>"),
        GrammarRule(
            .taskAdd,
            "(add | create | queue | take | include) (following | this | next | one more) (task | ticket | todo) (to | for | in | on)? (@S)? :? <text:title>"
        ),
        GrammarRule(.clarify, "@newtask @tasktitle (@of @X)?", candidates: ["task.add"]),
    ]
}
