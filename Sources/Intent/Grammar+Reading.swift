import Vocabulary

extension Grammar {
    static let readingWords: [(String, String)] = [
        (
            "costnoun",
            "cost | costs | spend | spending | bill | price | expenses | expense | burn | burn rate | expenditure | expenditures | invoice | money | money spent | spendings | total cost | total spend | total costs | damage | budget usage | token usage | token cost | token costs | tab | cost report | cost breakdown | spend report | budget status | cost so far | spend so far | running cost | running costs | financials | amount spent | usage cost | model costs | api costs | api spend | api cost | pricing | cost overview | costs overview | billing | budget left | remaining budget | spending report | budget remaining | cost summary | spend summary | money situation | cost figures | usage | budget used | llm costs | llm spend | total | totals | price tag"
        ),
        (
            "spent",
            "spent | cost | used | burned | burnt | paid | blown | eaten | consumed | gone through | racked up | run up | cost | eaten up | spend | pay | burn | use | charged | wasted | used up | burned through | costs | spending | burning | paying | using | costing | gone | invested | burning through | burn through | go through | run | set back | costed | burned up"
        ),
        (
            "charttype",
            "chart | graph | diagram | plot | drawing | picture | image | visual | visualization | visualisation | sketch | infographic | pie chart | bar chart | line chart | figure | graphic | visual overview | illustration | curve | map | png | svg | line graph | bar graph | histogram | flowchart | flow chart | schematic"
        ),
        (
            "draw",
            "draw | chart | plot | graph | visualize | visualise | diagram | sketch | render | illustrate | draw up | map out | paint | graph out | chart out | drawing | doodle"
        ),
        (
            "chartkind",
            """
            (<kind=plan: plan | task graph | dependency graph | dependencies | dag | task dependencies | graph of tasks | task tree | dependency tree | tasks | task map | task dependency graph | plan graph | structure | dependency | work breakdown | task | breakdown | build plan | project plan | workflow | task plan>
            | <kind=timeline: timeline | gantt | schedule | gantt chart | progress over time | burndown | progress | history | time line | over time | activity over time | timelines | burn down | burndown chart | calendar | roadmap | velocity | time plan | tasks over time | milestones>
            | <kind=cost: cost | costs | spend | spending | money | budget | burn | burn rate | expenses | spend over time | cost over time | costs over time | spending over time | expense | bill | cost breakdown | spendings | token usage | daily spend | what we spent | what we have spent | price | money spent | expenditure | how much we spent | how much we have spent | cost curve | daily cost | daily costs>)
            """
        ),
        (
            "statusnoun",
            "status | st | state | progress | update | news | report | summary | overview | rundown | standup | eta | situation | sitrep | recap | briefing | progress report | status report | status update | latest | state of play | state of affairs | progress update | progress check | status check | status overview | updates | brief | health | short summary | stats | statistics | latest news | latest status | latest update | latest on | how far along | completion | percentage | percent done | current state | current status | info | information | details | detail | word | statuses | standing | snapshot | outlook | check in | where we stand | where we are | where things stand | how it is going | what is going on | what is happening | picture | high level overview | big picture"
        ),
        (
            "doing",
            """
            doing | going | coming along | coming on | looking | progressing | holding up | getting on | getting along | faring | moving along | moving | shaping up
            | turning out | been going | performing | working out | behaving | coming | advancing | proceeding | along
            | on track | at | going along | getting there | going with it | running | working | on schedule | faring | developing | travelling | cooking | been | up | far along | far | done | building
            """
        ),
        (
            "statusadj",
            "done | finished | ready | complete | completed | running | ok | stuck | running | alive | paused | blocked | on track | going | working | idle | active | failed | failing | dead | alive | progressing | almost done | nearly done | close | close to done | done or what | fine | broken | halfway | far along | making progress | getting there | moving | healthy | good | up | there | over | shipped | working | stopped | on schedule | late | behind | behind schedule | ahead | live | almost finished | nearly finished | going | going ok | doing ok | doing | in progress | started | up and running | canceled | waiting | waiting for | waiting on | on time | paused | on track | closer to done | hung | hanging | through | halfway done | being worked on | on hold | in progress | finishing | finished or not"
        ),
        (
            "built",
            "build | built | make | made | produce | produced | deliver | delivered | ship | shipped | create | created | come up with | came up with | finish | finished | complete | completed | accomplish | accomplished | achieve | achieved | merge | merged | do | done | write | written | wrote | get done | got done | generate | generated | put together | turn out | implement | implemented | develop | developed | land | landed | turned out | code | coded | get | got | output | outputs | produces | come out | came out"
        ),
        (
            "resultnoun",
            "results | result | pull_requests | pull_request | pull requests | pull request | output | outputs | deliverables | deliverable | outcome | outcomes | artifacts | artefacts | code | branch | diff | commits | changes | finished work | work | merged work | merge requests | merge request | end result | final result | final product | product | what you built | what you made | what was built | what you have built | what you did | what you have done | what you have made | what it built | what it made | what they built | what they made | what they did | what has been built | what has been done | what got built | what got done | what was done | what it did | what we built | what we have so far | finished product | repo link | link to code | link to repo | link to branch | link to pull_request | link to pull_requests | link to pull request | source code | source | completed work | fruits of labor | repository | build results | merged pull_requests | open pull_requests | open pull requests | goods | what you have got | what you got | finished results | what got merged | what was merged | what came out | what you have | results so far | code you wrote | links | evidence | work product | finished code"
        ),
    ]

    static let swarmReadingRules: [GrammarRule] = chartRules + costRules + resultRules + statusRules

    static let chartRules: [GrammarRule] = [
        GrammarRule(
            .swarmChart,
            "(@draw) (@S)? (up | out)? (@chartkind)? (@charttype)? (of | for | on | with | in)* (@chartkind)? (@charttype)? ((of | for | on | in) (@S))? (as @charttype | in @charttype | to )?"
        ),
        GrammarRule(
            .swarmChart,
            "(@draw) (@charttype) (of | for | on | with | showing | about)* (@S)? (@chartkind)? ((of | for | on | in) (@S))? (as @charttype)?"
        ),
        GrammarRule(
            .swarmChart,
            "(@show | make | create | generate | draw | produce | render | prepare | new | do | any | post | drop | build | attach | display | nice | put together)* (@chartkind)? (@charttype) (of | for | on | with | showing | about | that shows | how)* (@S)? (@chartkind)? ((of | for | on | in) (@S | @ALL))?  (is going | is doing | looks )?"
        ),
        GrammarRule(
            .swarmChart, "(@show | make | create | generate | draw | produce)* (@S) (@chartkind)? (@charttype)"),
        GrammarRule(
            .swarmChart,
            "(@show | draw | make | generate | create | see | plot)* <kind=timeline: gantt | gantt chart | timeline | burndown | burndown chart | time line | progress over time | project timeline> ((of | for | on | in) (@S))? ( looks like | look)?"
        ),
        GrammarRule(
            .swarmChart,
            "(@show | draw | make | generate)* (@S) <kind=timeline: gantt | gantt chart | timeline | burndown | burndown chart | time line>"
        ),
        GrammarRule(
            .swarmChart,
            "(@show | draw | make | generate | create)* <kind=plan: dependency graph | task graph | dag | dependency tree | plan graph | task tree | plan diagram> ((of | for | on | in) (@S))?"
        ),
        GrammarRule(
            .swarmChart,
            "(@show | draw | make | generate)* (@S) <kind=plan: dependency graph | task graph | dag | dependency tree>"),
        GrammarRule(
            .swarmChart,
            "(@show) (@S) as (@chartkind)? (@charttype)?"),
        GrammarRule(
            .swarmChart,
            "(@show) (@S)? (@chartkind)? ((of | for) @S)? (visually | graphically | as @charttype | as picture | in @charttype | as image | in graphical form)"
        ),
        GrammarRule(.swarmChart, "(charts | chart | graph | diagram)"),
        GrammarRule(.swarmChart, "(@S) (@chartkind) (@charttype | drawn | visualized | plotted)"),
    ]

    static let costRules: [GrammarRule] = [
        GrammarRule(
            .swarmCost,
            "(how much | what) (@S | we | i | it) (have | has | did)? (@spent) (so far | on | for)* (@S)? (@so)* (@period)?"
        ),
        GrammarRule(
            .swarmCost,
            "how much (money | cash | budget | dough | of budget | of budget | dollars | in dollars | have | usd | did | bucks)* (did | does | do | has | have | is | are | was | were | will | am | had)* (@S | we | i | you | it | all this | this all | everything | that | whole thing | all | all of this | all swarms | they | all of them | swarms | total | bill | agents | hub | this thing | team | bees | everybody | everyone)? (been | so far)* (@spent)* (so far | money | up to now | on | by now | until now | for | of | with | through | up | now | right now | all up | to | left | budget | remaining | over)* (@S | models | tokens | all this | all swarms | everything | model calls | api calls | all of them | ai | this | llm calls | compute)? (@so)* (@period)? (@so)*"
        ),
        GrammarRule(.swarmCost, "(@period) how much (did | have | has) (we | i | you | @S) (@spent) ((on | for) @S)?"),
        GrammarRule(
            .swarmCost,
            "how much (is | was) (@costnoun | spent | total | bill | it | left | left in budget | budget left | budget is left | money is left | left of budget) ((of | for | on | in) @S)? (so far | now)* (@period)?"
        ),
        GrammarRule(
            .swarmCost,
            "how much (of)? (budget | money | funds) (of @S)? (is | do we have | do i have | does @S have | has @S got | remains | have we got | are) (left | remaining | used | spent | used up)* ((of | for | on | in) @S)? (@so)* (@period)?"
        ),
        GrammarRule(
            .swarmCost,
            "(@show | any | current | total | what is | what was | what are | what is | what were | check | full | recent | how is | how are | how does | details of | breakdown of)* (@period)? (@S)? (@period)? (@costnoun) (of | for | on | in | looking | look | like | looks like | so far | doing | is it | report | breakdown | up to | status | at | summary | we have | been | overview)* (@S | all swarms | everything | tasks | agents | all)? (@so)* ((of | for | in | from)? @period)? (@so)* ((of | for | on | in) @S)?"
        ),
        GrammarRule(
            .swarmCost,
            "what (did | does | do | has | have | is | are | will | was) (@S | we | i | you | it | all this | this all | everything | that | all swarms | this | all of this | hub | bees | whole thing | agents)  (@spent) ( so far | money | on | in | for )* (@S)? (@so)* (@period)? (@so)*"
        ),
        GrammarRule(
            .swarmCost,
            "(what is | what is) (price | damage | bill | total | tab | cost | burn rate | spend | cost so far | spend so far) (for | of | on | so far | now)* (@S)? (@so)* (@period)?"
        ),
        GrammarRule(
            .swarmCost,
            "(how expensive | how costly | how pricey | how cheap) (is | was | has | are | were) (@S | it | this | things | everything) (been | so far | got | gotten)* (@so)* (@period)?"
        ),
        GrammarRule(
            .swarmCost,
            "where (is | did | does) (all)? (money | budget | cash) (go | going | gone)? ((on | in | for) @S)? (@period)?"
        ),
        GrammarRule(
            .swarmCost,
            "(are | is | were) (we | @S | i) (over | within | under | on | close to | near | within | under | in | past | in) (budget | limit | cap | budget limit | budget) (@so)*"
        ),
        GrammarRule(.swarmCost, "(@period) (@costnoun) ((of | for | on) @S)?"),
        GrammarRule(.swarmCost, "(@S) (@period) (@costnoun)"),
        GrammarRule(.swarmCost, "(@costnoun) (@period) ((of | for | on) @S)?"),
        GrammarRule(
            .swarmCost,
            "(did | have | has) (we | @S | i | it) (spend | spent | cost) (much | lot | anything | money | lots | any money | too much)* ((on | for) @S)? (@so)* (@period)?"
        ),
        GrammarRule(
            .swarmCost, "(what have we | what did we | what do we) (@spent) (so far)? ((on | for) @S)? (@period)?"),
    ]

    static let resultRules: [GrammarRule] = [
        GrammarRule(
            .swarmResults, "what (do | have) (you | we) (have | got)? (to show) (for | from | on)? (@S)? (so far)?"),
        GrammarRule(
            .swarmResults, "(@show)? what (we | you) (have | got | have got) (from | out of | for | on) @S (so far)?"),
        GrammarRule(
            .swarmResults,
            "@show (finished | done | completed | built | delivered) (stuff | things | work | product | code | parts | bits)"
        ),
        GrammarRule(
            .swarmResults,
            "(@show) (all | everything)? (what | that)? (has | have)? (@S | you | agents | we | bees | they) (has | have | did | got)* (@built) (so far | for)?"
        ),
        GrammarRule(
            .swarmResults,
            "what (all | things | features | stuff | have | has | did | is | was | were | all has | all did | do | does | code | work)* (@S | you | we | they | it | agents | bees | bots | team | workers | hub | everyone | swarms) (been able to | manage to | managed to | got | have | has | all)* (@built) (so far | for | yet | today | of | on | in | with | now | to | out of | done | until now | last night | overnight | there | this week | up to now)* (@S)? (so far | yet | today )*"
        ),
        GrammarRule(
            .swarmResults,
            "what (has | have | was | got | is | were | came | comes | had) (been | out )* (built | made | delivered | produced | merged | shipped | created | completed | accomplished | achieved | out of | of | from | come out of | come out | landed | generated | implemented | developed | coded) (so far | for | on | in | by | from | of | yet | out of | with)* (@S | you | agents | bees)? (so far | yet | today)*"
        ),
        GrammarRule(
            .swarmResults,
            "(@show | where is | where are | where can i (find | see | get) | where do i (find | see) | any | are there | is there | link to | links to | url of | url for | give link to | how do | open | all | what are | what is in | check out | grab | download | how can i see | which | do we have | list of | let see)* (all | new | latest | final | finished | open | merged | current | any | recent)? (@S)? (all | new | latest | final | finished | open | merged)? (@resultnoun) (of | for | from | in | by | so far | yet | are there | are | ready | on | look | like | to look at | to see | to review | to show | open | did you | you | made | opened | there | available | did | produce | produced | create | created | exist)* (@S | you | agents | bees | all swarms)? (so far | yet | made | produced | produce | opened | created | look like | open | built | did | delivered | make)*"
        ),
        GrammarRule(
            .swarmResults,
            "(is there | do you have | have you got | have you | got | have we got | do we have) (anything | something) (to show | to look at | to see | finished | done | ready | built | merged | for | to review | to show for it | i can see | i can look at | to test | to try | i can test | i can try) ((on | for | from | in) @S)? (yet | so far)*"
        ),
        GrammarRule(
            .swarmResults,
            "(what came out of | what became of | what is outcome of | what is result of | what did we get out of | what do we have from | what have we got from | what do we get from | what is there to show for | what do you have to show for | what have you got to show for | what are fruits of | what did we get from) @S (so far)?"
        ),
        GrammarRule(.swarmResults, "(@S) (@resultnoun)"),
        GrammarRule(.swarmResults, "(where is | where is) (it | thing | app) (you built | you made)"),
        GrammarRule(
            .swarmResults,
            "(can i | let | i want to) (see | try | test | look at) (@resultnoun | what you (built | made | did | have)) (of | from | for | so far)* (@S)?"
        ),
        GrammarRule(
            .swarmResults,
            "(did | have) (you | @S | it | they | we) (build | built | make | made | produce | produced | deliver | delivered | finish building | ship | shipped | merge | merged | created | create) (anything | something) (yet | so far | useful | good)*"
        ),
        GrammarRule(
            .swarmResults,
            "(which | what | how many) (pull_requests | pull requests | commits | changes | files | features | branches | merges | pull_request | pull request | branch) (are | have | were | did | has | do | is | was)* (@S | you | there | we | they)? (been | open | opened | made | merged | make | open | ready | changed | touch | change | have | touched | produced | created | landed | implemented | done)* ((in | for | on | from | of | by) @S)? (so far | yet)*"
        ),
    ]

    static let listRules: [GrammarRule] = [
        GrammarRule(.swarmList, "(what | which ones) (have | did) (we | i | you) (@liststate) (right now | now)?"),
        GrammarRule(
            .swarmList,
            "(are | is) (any | there any | there | any of) (swarms | projects | of swarms | swarm | project) (@liststate)? (right now | now)?"
        ),
        GrammarRule(.swarmList, "what (is in list of | are in list of) (swarms | projects)"),
        GrammarRule(
            .swarmList,
            "(what | which) (swarms | projects) (are | is) (around | there | here | in here | out there | known | set up | on)"
        ),
        GrammarRule(
            .swarmList,
            "(@show | list) (everything | all) (there is | you have | we have | that exists | i have | that is there)?"),
        GrammarRule(
            .swarmList,
            "(@show | list | which) (whatever | everything that | all that | those that | ones that | ones which | of them | all | anything that) (is | are)? (@liststate) (right now | now | at moment)?"
        ),
        GrammarRule(
            .swarmList,
            "(which | what) (of | ones of)? (swarms | projects) (are | is | of mine are)? (@liststate) (right now | now | at moment)?"
        ),
        GrammarRule(
            .swarmList,
            "(which of) (swarms | projects | them | these) (are | is) (@liststate) (right now | now | at moment | today)?"
        ),
        GrammarRule(.swarmList, "(@show | which | list | all)* (@liststate) (ones | swarms | projects)"),
        GrammarRule(
            .swarmList,
            "@show (everything | all | what) (you are | we are | bees are | that is being) (working on | building | running) (now)?"
        ),
        GrammarRule(
            .swarmList,
            "(ps | ls | swarms | list | projects | list all | all swarms | all projects | swarms | list swarms | swarm list | project list | list of swarms | overview of swarms)"
        ),
        GrammarRule(
            .swarmList,
            "(what is | what are | what is | what else is | what all is | which ones are | what | anything | is anything | is something | which are | what do we have | what have we got | do we have anything | is there anything | what things are | what is all | anything | is anything | what is | which is )* ( now | that is)* @liststate (right now | now | at moment | today | there | here )*"
        ),
        GrammarRule(
            .swarmList,
            "(@show | which | what | any | are there | list | all | how many | do we have | do i have | have we got | count | number of | all of | there | of | is there | list of | which of | overview of | other | existing | got any)* (@liststate)? (swarms | projects | hives | builds | runs | teams | swarm | project) (are | do | i | we | have | there | that | which | is | you | got | running at | exist | on | going | did | of | mine | all | active right now | started | today | managing | handling | working on | know | about | have i | started by | look like | own | set up | created | launched | available | does | hub | in | at | moment | right now | now | list | overview | got going | open | names | called)* (@liststate)? (right now | now | at moment | today | there | at all | here)*"
        ),
        GrammarRule(
            .swarmList,
            "(what (are | is) | @show (everything | all | all that | what) (are)?) (you | we | bees | everyone | agents | hub | everybody | it | hive) (all)? (working on | building | running | busy with | making | cooking) (right now | now | at moment | today | these days)*"
        ),
        GrammarRule(
            .swarmList,
            "what (do | have) (we | i | you) (have | got)? (running | going | going on | in progress | cooking | on | on go | in flight)",
            [.state: .text("running")]),
        GrammarRule(.swarmList, "what swarms (do i have | do we have | exist | are there)"),
        GrammarRule(
            .swarmList,
            "(what have i got | what do i have | what have we got | what do we have) (running | going)? (here)?"),
    ]
    static let listWords: [(String, String)] = [
        (
            "liststate",
            "(<state=running: running | active | in progress | ongoing | underway | live | up | in flight | being built | on go | going | cooking | running | in motion | being worked on | up and running | in works | in works | on go> | <state=paused: paused | on hold | suspended | halted | stopped | frozen | on pause | held | on ice | paused | not running | on standby>)"
        )
    ]

    static let statusRules: [GrammarRule] = [
        GrammarRule(
            .swarmStatus,
            "(@show | any)* @statusnoun (on | about | of) (how | where | what | how far) (@S | things | it) (is | are | stands | stand | has)? (@doing)* (with @S | on @S)?"
        ),
        GrammarRule(.swarmStatus, "(@statusnoun) : @S"),
        GrammarRule(
            .swarmStatus,
            "(is | are)? (everything | all | things) (ok | good | fine | going | going ok | alright | on track | running | in order) (with | on | in | at | for) @S (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "how (did | does | do | is | was | has) (@S | things | it) (go | gone | going | been going | do | doing | get on | turn out | come along | progress | look) (@so)*"
        ),
        GrammarRule(
            .swarmStatus, "@S (doing | going | running | coming along) (ok | fine | good | alright | smoothly)?"),
        GrammarRule(
            .swarmStatus,
            "(are | is) (we | you | they) (there | done | finished | close | nearly there | almost there | almost done) (yet)? (with | on) @S"
        ),
        GrammarRule(
            .swarmStatus,
            "(@show | any | current | get | give | full | short | what is | what was | how is | latest | need | i need | i want | update | ask for | request | check | brief | overall | can i have)* (@S)? (@statusnoun) (of | for | on | about | with | in | from | regarding | over | update | report | check | at | around)* (@S | @ALL | things | work | all this | all that | swarms)? (@so)* ( is | update)*"
        ),
        GrammarRule(.swarmStatus, "@statusnoun @statusnoun? "),
        GrammarRule(
            .swarmStatus,
            "(how | where) (is | are | has | have | was) (@S | things | it all | everything | work | it | all | all of them | we | swarms | life on @S | stuff | work on @S | progress on @S | things with @S | things on @S | things in @S | everything with @S | everything on @S | development of @S | all swarms | everyone doing on @S | both) (been)? (@doing)* (with | on | in | at | for | over)* (@S | things | that)? (@so)*"
        ),
        GrammarRule(.swarmStatus, "(how | how is) (@S) (@doing | coming | going)?"),
        GrammarRule(
            .swarmStatus,
            "(how is | how are | where is | where are | how about | what about | and | check | check on | check in on | look at | look into | inspect | monitor | describe | show | view | see | tell about | about) <swarm> (doing)? (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "where (do | are | did | does) (we | things | you | @S) (stand | at | get to | get | now)* (with | on | in | at | regarding)* (@S)? (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(what is | what has been | what is | what was) (happening | going on | up | new | going down | cooking | happened | doing | up to | status quo | story | deal | latest | word | been happening | been going on | been up | state | situation | progress | shaking | cracking) (with | on | in | at | of | over | for)* (@S | there | things | swarms)? (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "what (is | are | has | was) (@S) (doing | up to | working on | been doing | busy with | at | been up to | building | like | waiting for | waiting on | stuck on | looking like | doing | blocked on | missing)* (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(is | are | was | has | have | did | will | does | dont) (@S | things | we | it all | work | you | everything) (been)? (be)? (@statusadj | finish | start | complete | fail | stop | work | succeed | finished | failed | stopped | crash | start yet | making any progress | making good progress | any closer | go | run | any further | get anywhere) (with | on | of)* (@S)? (@so | or not | or what | soon | at all)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(when | by when | how soon | what time) (will | is | does | do | are | can | would) (@S | we | you | it | they) (likely)? (be | get | going to be | expect to be | expected to be)* (done | finished | ready | finish | complete | completed | end | wrap up | ready for | due | over | shipped | with) (with @S | for | on @S | to be done)*"
        ),
        GrammarRule(
            .swarmStatus,
            "how (long | much longer | much time | many hours | many minutes | close | far | far along | much | many tasks | complete | near) (is | are | until | till | will | does | before | has | have | has been | do | to | of | did | left)* (@S | it | we | you | this)? (is | are | be | take | take to | need | going to | has | have | got | come | along | done | finished | complete | to go | left | to finish | to | from | run | running | been | ready | remain | remaining | gotten | for | be done | be ready | been running | finish | completion | until done)* (done | finished | complete | for | with | on | of | in | finishing | completion)* (@S)? (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(any | is there any | is there | has there been | has there been any | was there any | was there | have you got | do you have | got | are there any | are there) (any)? (news | progress | updates | update | movement | word | change | changes | headway | development | developments) (on | about | with | from | in | regarding | of | for | there)* (@S)? (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(update | brief | catch up | fill in | bring up to speed | bring up to date | debrief | report | report back | check in | status | st | give status | refresh | get up to speed | get up to date | keep posted) (on | about | of | with | regarding)? (@S | everything | things | all)? (@so)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(@S) (status | st | progress | update | report | eta | state | summary | overview | stats | news | info | details | ok | done | doing | going | check | sitrep | recap | situation | finished | ready | what is up | how is it going | how is it)"
        ),
        GrammarRule(.swarmStatus, "<swarm>"),
        GrammarRule(
            .swarmStatus,
            "why (is | has | did | was | does) (@S | everything | it) (so)? (stuck | slow | paused | taking | so long | blocked | stopped | not | done | failed | fail | failing | taking so long | stop | late | idle | not moving | take so long | not finished | pausing | halted | on hold | hung | hanging | running | running late | behind | paused | not running | not progressing | doing nothing | delayed | slow)*"
        ),
        GrammarRule(
            .swarmStatus,
            "(did | has) (anything | something) (happened | changed | happen | change | new) (with | on | in)* (@S)? (@so)*"
        ),
        GrammarRule(.swarmStatus, "(status | st) <anyswarm>"),
        GrammarRule(.swarmStatus, "(status | progress | state | update) (of | for | on | about) @X"),
        GrammarRule(.swarmStatus, "(how | how is) (is)? <anyswarm> (doing | coming along | progressing | looking)"),
        GrammarRule(
            .swarmStatus,
            "(tell | say | hear | know) (about | how | where | what)? (@S | it) (is | stands | doing | going | coming along | up to | at)* (@doing)?"
        ),
        GrammarRule(
            .swarmStatus,
            "(i would like to know | i want to know | want to know | wondering | i was wondering | i am curious | curious | do you know | any idea | any idea of | can you tell | tell | let know | any clue | have you any idea | i am wondering) (how | where | what | if | whether) (far | far along | close)? (@S | things | we | it) (is | are | stands | stand | has)? (@doing | @statusadj | up to)* (with @S | on @S)? (@so)*"
        ),
    ]
}
