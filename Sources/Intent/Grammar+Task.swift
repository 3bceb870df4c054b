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
            .taskList,
            "(which | what | any | show | list | all | are there | how many)* <swarm> @tasks (that | which | are | is | have | has | got | been | did)* @state (@so)*"
        ),
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
}
