import Vocabulary

extension Grammar {
    static let systemMacros: [(String, String)] = [
        (
            "period",
            """
            (<period=today: today | since midnight | since this morning | this morning | past 24 hours | last 24 hours | in last 24 hours
            | so far today | today so far | for today | on today | daily | per day | during today | past day | last day | in last day | todays>
            | <period=week: this week | week | past week | last week | in last week | weekly | per week | for week | for this week | in this week
            | past <any> days | last <any> days | over last week | over past week | since monday | so far this week | this week so far
            | during week | in past week | for last week | of this week | of week>
            | <period=month: this month | month | past month | last month | in last month | monthly | per month | for month | for this month
            | in this month | over last month | over past month | so far this month | this month so far | past <any> days
            | last <any> days | in past month | since first | of this month | of month>
            | <period=all: in total | in all | all time | of all time | altogether | all together | ever | since beginning | since start
            | from start | from beginning | lifetime | to date | overall | since we started | all in all | total so far
            | over all time | in total so far | since day one | for all time | since we began | alltime | whole history>)
            """
        ),
        (
            "alerts",
            "alerts | alert | alarms | alarm | warnings | warning | incidents | incident | problems | problem | issues | issue | errors | notifications pending | red flags | troubles | trouble | flags"
        ),
        (
            "ack",
            """
            ack | acknowledge | acknowledged | acked | dismiss | clear | silence | snooze | close | resolve | mark read
            | i saw | seen | i have seen | got | i got | noted | noted on | ok on | i am aware of | aware of | hush | confirm
            | i acknowledge | acking | acknowledging | i ack | i know about | i am on | i am looking at | i am looking into
            | looking into | on it for | i am handling | handling | taking care of | i will take | i will handle | taking | shush | mute
            | accept | clear out | sign off | sign off on | roger | copy | copy that on | mark | tick off | i noticed
            | stop beeping about | quiet | turn off | switch off
            """
        ),
        (
            "notify",
            """
            notify | ping | message | tell | alert | inform | text | update | write | contact | page | bother | buzz | send
            | poke | dm | msg | let know | keep posted | keep informed | send messages | send message | send updates
            | send update | send notifications | disturb | nudge | email | want to hear | i want to hear | hear | report
            | report back | i want to be notified | i want to be told | i want to know | want to know | i want notifications
            | i want updates | i want messages | i want pings | give updates | give notifications | keep up to date
            | keep in loop | i need to know | i would like to be notified | i would like to know | reach out | wake
            | i want to hear from you | talk to | keep updated | notifications | interrupt | shout | holler | speak up | chime in
            | get in touch | call | send alerts | i want to be pinged | i need updates | i care | i need to be told
            """
        ),
        (
            "failing",
            """
            (when | if | about | on | for | of | in case of | in case | whenever | only when | only if | in event of | once | regarding)
            (something | anything | things | thing | task | tasks | stuff | it | there is | there are | swarm | job | jobs
            | one | work | run | any task)?
            (fails | breaks | goes wrong | failed | is broken | blows up | errors | failure | failures | error | errors out
            | crashes | fail | broke | breaks down | problem | problems | broken | go wrong | has failed | issues | trouble
            | bad happens | went wrong | explodes | dies | task failures | failed tasks | goes bad | failing | is failing
            | break | crash | blow up | goes south | is wrong | bad | failing tasks | failure only | failures only | stops working)
            """
        ),
        (
            "pings",
            "notifications | notification | updates | pings | messages | alerts | notices | texts | pushes | reports | notification settings | notification level | notify level | notify | alert level | push notifications"
        ),
        (
            "digest",
            """
            digest | daily digest | summary | daily summary | digests | digest only | summary only | one message per day | daily report
            | once per day | once day | one summary per day | batch | batched | batches | daily update | daily updates | one message day
            | digest mode | daily roundup | roundup | daily recap | end of day summary | summary at end of day | summary once day
            | summary every day | summary per day | one digest per day | digest every day | digest once day | daily | once daily
            | digest per day | one summary day | summaries | one daily message | one daily update | recap | daily brief | hourly digest
            | weekly digest | bundled | bundle | summary each day | single daily message | single summary | periodic summary | one digest
            """
        ),
        (
            "resting",
            "rest | resting | sleep | sleeping | nap | idle | idling | relax | relaxing | chill | chilling | stand down | take break | take rest | have rest | get rest | go to sleep | go to bed | take nap | have break | have nap | take it easy | rest mode | sleep mode | quiet time | go idle | hibernate | hibernating | hibernation | get rest | recharge | take | be idle | do nothing | lie down | resting mode | sleepy | take day off | take night off | rest up | snooze | slumber | unwind"
        ),
        (
            "improving",
            "improve | improving | improve things | improve yourself | improve stuff | improve code | improve codebase | improvement | improvements | self improve | self improvement | make things better | make improvements | work on improvements | polish | polish things | refine | refine things | improve something | improve yourselves | look for improvements | find improvements | better yourself | get better | clean up code | tidy up | tidy things up | refactor | refactor things | make yourself better | do improvements | improve quality | optimize | optimize things | improve existing code | do improving | improve work | improve everything | upgrade yourself | make everything better | improving things | improve code | fix things up | find things to improve | improve what you have"
        ),
        (
            "contemplating",
            "contemplate | contemplating | think | thinking | reflect | reflecting | ponder | pondering | meditate | meditating | meditation | brainstorm | brainstorming | contemplation | reflection | muse | think things over | think things through | think about things | do thinking | thinking mode | contemplate things | reflect on things | think it over | have think | think about work | think deeply | deep thought | think about what to do next | come up with ideas | think for while | have think | think hard | mull things over | mull it over | ruminate | introspect | consider options | reflect on work | generate ideas | strategize | ideate | daydream | go deep"
        ),
        (
            "executing",
            "execute | executing | execution | get to work | get back to work | back to work | go to work | start working | go work | execute things | execute tasks | execute work | do work | work on tasks | execute mode | work mode | get going | get busy | start executing | execute backlog | focus on executing | focus on work | focus on tasks | focus on execution | get things done | wake up | wake up and work | start work | do tasks | run tasks | get cracking | get moving | be productive | get on with it | full speed ahead | go back to work | return to work | resume normal work | get on with work | business as usual | roll up sleeves | go full steam | grind"
        ),
        (
            "automode",
            "auto | automatic | automatically | autopilot | auto mode | automatic mode | decide yourself | decide for yourself | choose yourself | choose for yourself | you decide | you choose | choice | up to you | pick yourself | do what you think is best | whatever you think is best | self driving | autonomous | default | adaptive | decide on own | choose on own | pick mode yourself | choose mode yourself | decide mode yourself | pick for yourself | you pick | use judgement | use judgment | use judgement | use judgment | manage yourself | be autonomous | automatic control | auto select | auto pilot | decide what to do yourself | pick whatever mode you like | run yourself | whatever is best | do whatever is best | use own judgement | use own judgment | figure it out yourself | decide mode | choose mode | pick mode | let it decide | decide what to do"
        ),
        (
            "mode",
            "(<mode=resting: @resting> | <mode=improving: @improving> | <mode=contemplating: @contemplating> | <mode=executing: @executing> | <mode=auto: @automode>)"
        ),
        (
            "goals",
            "goals | backlog | objectives | goal list | list of goals | goals list | backlog items | targets | long term goals | open goals | current goals | aims | ambitions | goal backlog | ideas | wishlist | wish list | active goals | standing goals | objective list"
        ),
        (
            "goal",
            "goal | objective | backlog item | backlog entry | target | long term goal | standing goal | new goal | aim | backlog goal | goal item | idea | goal number | wish"
        ),
    ]

    static let systemRules: [GrammarRule] = goalRules + alertRules + notifyRules + modeRules + hubRules

    static let modeRules: [GrammarRule] = [
        GrammarRule(
            .hubMode,
            "(switch | go | change | set | put | enter | move | turn | shift | set hub | put hub | put yourself | get | flip | toggle | start | activate | use | select | choose | enable | bring | hub)* (hub | mode | yourself | it | system | everyone | bees | team | hive | everything | swarm | waggle | operating mode)* (to | in | into | on | : | = | be | as)* @mode (mode)? (now | again )?"
        ),
        GrammarRule(
            .hubMode,
            "(hub | mode | hub mode | bees | everyone | team | hive) (to | : | = | set to | should be | is | should | can | must | may | go | need to )* @mode (mode)?"
        ),
        GrammarRule(
            .hubMode,
            "(you | everyone | we) (can | may | could | should | deserve | have earned | earned | are free to | should all | all) (now | all | go)? (to | go)? @mode (mode)? (now)?"
        ),
        GrammarRule(
            .hubMode,
            "(go | go and | go ahead and | spend time | spend time | time to | start | begin | focus on | concentrate on | get | stop and | let bees | let hub | let everyone | let team | let agents | let hive | have bees | have hub | have everyone | tell bees to | tell everyone to | tell team to | get everyone to | make hub | make bees | use time to | use free time to | do ) @mode (mode | for while | time | for bit | now)?"
        ),
        GrammarRule(
            .hubMode,
            "(switch | go | change | set | put | enter | move | activate | hub | mode | hub mode) (hub | mode | yourself | it | system | everyone | bees)? (to | in | into | on | : | and)* (work | working | active | action | normal | productive) (mode)?",
            [.mode: .text("executing")]),
        GrammarRule(.hubMode, "(get | have)  (rest | sleep)", [.mode: .text("resting")]),
        GrammarRule(
            .hubMode,
            "(let hub | let yourself | let waggle | let system | hub can | you can) (decide | choose | pick) (mode | for itself | itself | what to do | on own | by itself | what mode to be in | own mode | mode itself | best mode)?",
            [.mode: .text("auto")]),
        GrammarRule(
            .hubMode,
            "(decide | choose | pick) (what to do | mode | what mode to be in | what is best) (for yourself | yourself | on own | by yourself)?",
            [.mode: .text("auto")]),
        GrammarRule(.hubMode, "(everyone | all | bees | hub | hive) @mode"),
        GrammarRule(.hubMode, "(use | make)  (time | downtime | spare time) to @mode"),
    ]

    static let hubRules: [GrammarRule] = [
        GrammarRule(
            .systemHealth,
            "(is | are)? (all | everything | things) (is | are)? (good | ok | fine | in order | green | normal | nominal | running smoothly) (with you | over there | there | on end | on end | on side)?"
        ),
        GrammarRule(
            .systemHealth,
            "(are you | you | are you | is waggle | waggle | you | are you | is bot | bot | are you) (all)? (ok | alive | there | up | healthy | awake | online | alright | functioning | up and running | operational | down | there | here | working ok | working fine | running ok | running fine | good to go | dead | broken | up | alive | here | responding | reachable | working | running | working | running | in good shape | listening | feeling ok | feeling alright | in good health | ok there | sick | working properly | fine | doing ok | doing alright | working right)"
        ),
        GrammarRule(
            .systemHealth,
            "(@show | any | how is | what is | run | do | perform | start | check | give | full )* @health (@ofsys)? (look | looking | looks | like | now | right now | today | doing | of | ok | report | status | info | summary | details)*"
        ),
        GrammarRule(
            .systemHealth,
            "(is | are | how is | how are | check | check if | see if | verify | check that | make sure | is it) (all)? @sys (is | are)? (ok | fine | healthy | up | working | alright | good | green | running | operational | doing | holding up | online | alive | feeling | stable | in order | up and running | running smoothly | working properly | working ok | down | running ok | running fine | all right | broken | responding | running | working fine | working as expected)* (now | right now | today)?"
        ),
        GrammarRule(
            .systemHealth,
            "(ping | diagnostics | run diagnostics | self test | selftest | self check | doctor | uptime | vitals | heartbeat | all systems go | all systems ok | systems check | system check | sanity check | run doctor | diagnose | run self test | diagnose yourself | check yourself | check health | check vitals | how healthy are you | all ok | all systems nominal | test yourself | run health checks | run checks | run self check | status page | are all systems go | how is health | how long have you been up | you there)"
        ),
        GrammarRule(
            .systemHealth,
            "@sys (status | health | state | check | ok | healthy | condition | up | alive | diagnostics | vitals | report)"
        ),
        GrammarRule(.systemHealth, "(status | state | health | condition | check | report) (of | on | for) @sys"),
        GrammarRule(.systemHealth, "how (healthy | stable) (is | are) (@sys | you | things)"),
        GrammarRule(
            .systemHealth,
            "(does | is)? everything (work | working | fine | ok | alright | running | in order | good | healthy | up | running smoothly | green) (with | on)? (@sys | end | side)?"
        ),
        GrammarRule(.systemHealth, "(@show | run) doctor"),

        GrammarRule(
            .systemAudit,
            "who (has | have | did | has been | was | is been | is)? (did | done | do | doing | changed | change | ran | run | touched | performed | said | ordered | been doing) (what | which | anything | something | stuff | things | what changes) (@period)?"
        ),
        GrammarRule(
            .systemAudit,
            "(@show | full | what is in | open | export | any)* (@auditnoun) ((of | for | from | on | in | during | over | about)? @period)? (so far)?"
        ),
        GrammarRule(.systemAudit, "(@period) (@auditnoun)"),
        GrammarRule(.systemAudit, "(@show | open)* (@period) (@auditnoun)"),
        GrammarRule(
            .systemAudit,
            "what (has everyone | did everyone | did people | did anyone | has anyone | have people | did team | did we all | has been | was | did each person | did users | have users | has team | commands were | actions were | changes were | commands did people | did everybody | has everybody | orders were | commands have been) (do | done | been doing | been up to | do around here | do here | changed | change | up to | given | issued | ordered | run | taken | made | executed | doing | order | say | done by whom | give | type) (by (whom | who | everyone | people))? (in | on)? (@period)?"
        ),
        GrammarRule(
            .systemAudit,
            "who (paused | stopped | canceled | approved | changed | started | killed | resumed | rejected | removed | drained | created | merged | scaled | renamed | retried | deleted | raised | set | gave | ordered | issued | did | added | dropped | restarted | halted | launched | touched | ran | made) (it | that | this | what | things | <swarm> | <task> | <agent> | everything | something | anything | commands | which commands | command | last command | changes | budget | budget of <swarm> | plan | plan of <swarm> | @it | orders | swarms | swarm) (@period)?"
        ),
        GrammarRule(
            .systemAudit,
            "who (is | was | has been) (doing | changing | issuing | giving | running | responsible | behind) (what | for what | things | commands | orders | which commands | for this | for that | this | that) (@period)?"
        ),
        GrammarRule(
            .systemAudit,
            "(which | what) (commands | actions | changes | people | users | orders | privileged actions | operations) (were | have been | was | has been | did) (run | made | issued | given | executed | taken | done | performed | logged | do what) (by (people | everyone | users | whom | who | team))? (@period)?"
        ),
        GrammarRule(.systemAudit, "(verify | check) (audit) (chain | log | trail | records)?"),
    ]

    static let hubWords: [(String, String)] = [
        (
            "health",
            "(system | hub | server | service | overall | general | waggle | platform | control plane | bot | machine)? (health | health check | healthcheck | health status | health report | diagnostics | vitals | system status | system check | self check | checkup | uptime | server status | hub status | service status | status of system | status of hub | status of server | system state | health info | health checks)"
        ),
        ("ofsys", "(of | on | for) @sys"),
        (
            "sys",
            "(system | hub | server | service | platform | control plane | waggle | everything | all | all systems | systems | servers | backend | database | infrastructure | machinery | bot | hive mind | things on end | everything on end | services | whole system | whole thing | main server)"
        ),
        (
            "auditnoun",
            "audit | audit log | audit trail | audit records | audit history | audit report | activity log | action log | history of commands | command history | command log | history of actions | log of actions | log of commands | activity history | activity report | who did what | activity trail | audit entries | history of changes | change log | changelog of commands | log of who did what | list of who did what | record of actions | record of changes | record of commands | security log | activity | accountability log | records of who did what | history of who did what | security audit | user activity | people activity | actions log | access log | record of who did what | paper trail | log of changes | commands history | list of actions | actions | list of changes | operations log"
        ),
    ]
}
