import Vocabulary

extension Grammar {
    static let taskWords: [(String, String)] = [
        (
            "state",
            """
            (<state=pending: pending | waiting | queued | not started | yet to start | todo | to do | upcoming | in queue | waiting to start | on queue | unstarted | in backlog>
            | <state=ready: ready | ready to start | ready to go | ready to run | claimable | up for grabs | startable | ready to be picked up>
            | <state=running: running | in progress | being worked on | ongoing | underway | under way | in flight | being done | in work | active | started | worked on | executing | cooking>
            | <state=review: review | in review | under review | awaiting review | waiting for review | to review | needs review | need review | needing review | waiting on review | to be reviewed | reviewable | in reviewing | waiting for approval | awaiting approval | to approve | waiting for approval from | needs approval | need approval | needing approval | up for review | ready for review | being reviewed>
            | <state=done: done | finished | completed | complete | closed | through>
            | <state=failed: failed | failing | fail | broken | errored | went wrong | crashed | unsuccessful | red | have failed | has failed | broke | gone wrong | failures | in error | fell over | errored out | bombed>
            | <state=blocked: blocked | stuck | held up | blocking | waiting on something | waiting on people | waiting on human | waiting for human | waiting for answer | stalled>)
            """
        ),
        (
            "tasks",
            "tasks | task | tickets | ticket | jobs | work items | todos | things | items | ones | cards | tasks | todo list | task list | list of tasks | tasks list | todo | things to do | queue | board | task board | workload | job list"
        ),
        (
            "log",
            "log | logs | output | console | trace | console output | log output | stdout | stderr | log file | logfile | transcript | log lines | logging | run log | logging output | full log | full logs | output log | console log | last log lines | terminal output | build log | build output | printout | log entries | tail | raw output | raw log | raw logs | test output | error log | error output | execution log | work log | last logs"
        ),
        (
            "prio",
            "(with)? (priority :? @level | @level priority | as @level | and mark it @level | and make it @level | @level)"
        ),
        ("redo", "go | try | shot | chance | attempt | run | spin | whirl | crack | retry | round | pass | stab"),
        (
            "failedones",
            "(all | every | everything | each | any | failed | failing | broken | @tasknoun | things | stuff | that | which | have | has | failures | errored | crashed | failed ones | did | unsuccessful | work | of | them | went wrong | red | fell over | broke | tests | broken ones)"
        ),
        (
            "newtask",
            "(add | create | new | make | open | file | queue | put in | schedule | insert | i want to add | log | raise | start | append | enqueue | register | slip in | include | throw in | push | submit | set up | get | put | plan | we need | i need | need)"
        ),
        (
            "tasktitle",
            "(another | new | one more | <any> more | extra | additional | small | follow up | followup | further | little)* (task | ticket | work item | card | item | todo item | job | story | chore)"
        ),
    ]

    static let taskRules: [GrammarRule] = taskReadingRules + taskChangingRules + taskAddingRules

    static let taskReadingRules: [GrammarRule] = [
        GrammarRule(
            .taskLogs,
            "what @TS (did | has | was)? (print | printed | output | logged | log | wrote | written | said | printing)"),
        GrammarRule(
            .taskLogs,
            "(what is in | show | last lines of | first lines of | end of | tail of | rest of | lines of | more of) @log (of | for | from) @TS"
        ),
        GrammarRule(
            .taskShow,
            "(is | has | did | was) <task> (done | finished | ready | running | failed | blocked | stuck | complete | merged | passed | been merged) (yet)?"
        ),
        GrammarRule(.taskShow, "what (state | status | stage | shape) is @TS in"),
        GrammarRule(
            .taskList,
            "(@show | list | any | what | which)* <state=failed: failures | failed ones> (are there | were there | happened | did we have)? (@of @S)?"
        ),
        // Logs
        GrammarRule(
            .taskLogs,
            "(@show | open | tail | follow | cat | grab | stream | inspect | last | examine | view)* @log (of | for | from | on | to)? @TS"
        ),
        GrammarRule(.taskLogs, "(@show | open | tail | follow | cat | grab | stream | inspect | see)* @TS @log"),
        GrammarRule(.taskLogs, "(tail | logs | log | cat | follow) @TS"),
        GrammarRule(
            .taskLogs,
            "what (did | does | has | is) @TS (print | printed | output | say | log | write | logged | printing | said | outputting | spit out | logging | produce on console | saying | written)"
        ),
        GrammarRule(.taskLogs, "what (is | was) in (log | logs | output) (of | for | from) @TS"),
        GrammarRule(.taskLogs, "what (do | does | did) @log (of | for | from) @TS (say | show | look like | contain)"),
        GrammarRule(.taskLogs, "what do @TS @log (say | show | look like)"),
        // Lists
        GrammarRule(
            .taskList,
            "(@show | which | what | any | are there | is there | list | all | how many | do we have | of | open | have we got | got any)* @tasks (@of)? (@S)? (that | which | are | is | have | has | got | been | do | we | did | there )* @state (@of @S | in <swarm>)? (@so)*"
        ),
        GrammarRule(
            .taskList,
            "(@show | which | what | any | are there | is there | list | all | how many | do we have | of | have we got)* @state (<swarm>)? @tasks (are there | do we have | does @S have | there | exist | do i have | have we got | are)? (@of @S | <swarm>)? (are there)? (@so)*"
        ),
        GrammarRule(
            .taskList,
            "(what | which | anything | is anything | something | is something | any | which ones | what all | how many | is there anything | do we have anything | what else | what things | how much)  (is | are | has | have | that | which | been | got | did | of)* @state (@of @S)? (@so)*"
        ),
        GrammarRule(
            .taskList,
            "(what | which ones | how many | which | anything)  (is | are | has | have | that | been | of)* @S (is | are | has | have | that | been)* @state (@so)*"
        ),
        GrammarRule(
            .taskList,
            "(what | which | anything | is anything) (in | of | on | from) @S (is | are | has | have | that | been | got)* @state (@so)*"
        ),
        GrammarRule(.taskList, "what (has | have) @S (got)? @state (@so)*"),
        GrammarRule(
            .taskList, "<state=blocked: what is (holding up | blocking | stopping | holding back | delaying)> (@S)?"),
        GrammarRule(
            .taskList,
            "<state=failed: what (went wrong | broke | crashed | blew up) | (were there any failures | were there failures | any failures) | did (anything | something | any @tasks) (fail | break | crash | go wrong) | has (anything | something | any @tasks) (failed | broken | crashed | gone wrong)> (@of @S)? (@so)*"
        ),
        GrammarRule(
            .taskList,
            "<state=pending: what (is | are)? (left | remaining | left to do | to do | remains | remains to be done | outstanding | to come | needs to be done | open | coming up | coming next | next up | left over | left) | what do we have left | how much is left | what is there left to do | what is up next | what is next | what comes next | what remains to do | how many (are left | left) | what else is there to do> (@of @S | for <swarm>)? (@so)*"
        ),
        GrammarRule(
            .taskList,
            "<state=pending: (@show | which | what | all | list | how many)* (remaining | outstanding | unfinished | open | left over | upcoming) @tasks (are | left | there | remain | do we have)*> (@of @S)?"
        ),
        GrammarRule(
            .taskList,
            "<state=pending: (@show | which | what | all | list | how many)* @tasks (are)? (left | remain | remaining | outstanding | left to do)> (@of @S)?"
        ),
        GrammarRule(
            .taskList,
            "(@show | which | what | all | list | how many | full | whole | are | open | do we have | list of)* @tasks (are | does | do | there | is | we | have | has | we have | in there | exist | got)* (@of)? (@S)? (have | has | got | include | contain | there | consist of | need | look like | at | going on)*"
        ),
        GrammarRule(.taskList, "(@show | all | list)* (@S) @tasks"),
        GrammarRule(.taskList, "(list | show) (all)? tasks"),
        GrammarRule(
            .taskList,
            "what (tasks | jobs | steps | work items) (does | do | has | is) @S (have | got | consist of | made of | include | contain)?"
        ),
        GrammarRule(.taskList, "@S (@state) @tasks"),
        GrammarRule(.taskList, "@state (tasks | ones | jobs | tickets) (@of @S)?"),
        // One task
        GrammarRule(
            .taskShow,
            "(@show | open | describe | explain | inspect | info | info on | details | details of | details on | details about | detail | details for | more on | more about | all about | everything about | know about | tell about | information on | information about | more info on | more details on | summary of | about | on | state of | summarize | rundown of | description of | view of | up with | what | story with | deal with | what is with | full)* @RS (details | info | in detail | details page | description)? (to )?"
        ),
        GrammarRule(
            .taskShow,
            "(show | open | describe | explain | inspect | display | view | details of | details on | info on | see | look at | tell about) <task> (@of @S)?"
        ),
        GrammarRule(
            .taskShow,
            "(status | state | progress | details | update | info | report | st | eta | story) (of | on | for | about | with)? @TS"
        ),
        GrammarRule(
            .taskShow,
            "(@show)* (status | state | progress | details | update | info | report | eta | news | latest) (of | on | for | about | from) @TS"
        ),
        GrammarRule(.taskShow, "@RS (status | state | progress | update | details | info | report | eta | news)"),
        GrammarRule(
            .taskShow,
            "(how | where) (is | are | did | far is | far along is | was | has) @TS (doing | going | coming along | progressing | looking | go | at | come along | getting on | holding up | been going | turn out | stand | along | been | coming | up to)* (now | so far | right now | today)?"
        ),
        GrammarRule(
            .taskShow,
            "(what is | what are | what) (up with | happening with | going on with | happening in | status of | state of | progress on | wrong with | matter with | deal with | story with | happened to | happened with | happened in | about | happening on | going on in | going on on | became of | problem with | issue with | latest on | holding up | blocking | taking so long with | eta of | eta on | eta for) @TS"
        ),
        GrammarRule(
            .taskShow,
            "what (is | was | does | did | has) @RS (about | doing | do | again | for | all about | supposed to do | happened | waiting for | waiting on | change | changed | up to | involve | cover | blocked by | blocked on | stuck on | say | look like | doing now)*"
        ),
        GrammarRule(
            .taskShow,
            "(is | has | did | was | are | will) @RS (done | finished | ready | running | failed | blocked | stuck | complete | completed | ok | merged | been merged | been done | been approved | been finished | passed | pass | fail | finish | started | in review | pending | work | go through | gone through | land | over | progressing | be done | going ok | going | through | approved | in progress | succeeded | succeed | on track | doing ok | be ready)* (@so)*"
        ),
        GrammarRule(
            .taskShow,
            "(who | which agent | what agent | which worker | which bee) (is | has | did | does | was | took | picked up | got | owns | have | works | took on)* (working)? (on | doing | handling | assigned to | got | running)? @RS (now | right now)?"
        ),
        GrammarRule(
            .taskShow,
            "why (did | is | has | was | does) @TS (fail | failed | failing | blocked | stuck | taking so long | slow | not done | crash | crashed | not finished | break | broken | pending | waiting | keep failing | in review | running | red | not ready | rejected | late | take so long | delayed | held up)*"
        ),
        GrammarRule(
            .taskShow,
            "(when (will | is | does)) @TS (be)? (done | finished | ready | finish | due | complete | expected)"),
        GrammarRule(
            .taskShow,
            "(how is | where is | how about | what about | where are we (with | on) | how are we doing (with | on)) @TS (at)?"
        ),
        GrammarRule(.taskShow, "@RS"),
        GrammarRule(
            .taskShow,
            "(let see | lets see | pull up | bring up | take look at | have look at | look up | lookup | check on | check | check out | look into) @TS"
        ),
    ]

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
