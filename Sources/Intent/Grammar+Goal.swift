import Vocabulary

extension Grammar {
    static let goalRules: [GrammarRule] = [
        GrammarRule(
            .goalAdd,
            "(add | set | make | record | take | track) <text:text> as (new | long term )? (goal | objective | target)"
        ),
        GrammarRule(
            .goalList,
            "(@show | any | all | what | which | how many | open | list)* @goals (do | are | is | have | we | i | you | there | got | set | so far | on | in | here | now | right now | looking like | look like | like | left | at moment | of | for | hub | waggle | open | active )*"
        ),
        GrammarRule(.goalList, "what is (on | in) @goals (now | right now | today)?"),
        GrammarRule(
            .goalList,
            "(is there | do we have | have we got | anything | is anything | is there anything | got anything) (anything | something)? (on | in | left on | left in)? @goals"
        ),
        GrammarRule(
            .goalList,
            "what (goals | objectives | targets | things) (are | do) (we | there | you | on) (have | working towards | pursuing | set | chasing | backlog | after | aiming for | on backlog)?"
        ),
        GrammarRule(
            .goalList,
            "what (are | is) (we | you) (working towards | aiming for | trying to achieve | aiming at | striving for | after long term)"
        ),
        GrammarRule(.goalDrop, "@goal <num:goal> @be @canceled (from (@goals))?"),
        GrammarRule(.goalDrop, "@want @goal <num:goal> (to be)? @canceled (from (@goals))?"),
        GrammarRule(.goalDrop, "@drop @goal number? <num:goal> (from (@goals | list))?"),
        GrammarRule(
            .goalDrop,
            "(take | strike | cross | knock) @goal <num:goal> (off | out | out of | off of | from) (@goals | list | of @goals)?"
        ),
        GrammarRule(.goalDrop, "(take | cross | strike) (off | out) @goal <num:goal>"),
        GrammarRule(.goalDrop, "@drop (number)? <num:goal> (from | off | out of | in) (@goals)"),
        GrammarRule(
            .goalDrop,
            "@goal <num:goal> (can go | can be (dropped | removed | deleted | canceled | scrapped) | : @drop | @drop | is obsolete | is no longer (needed | relevant))"
        ),
        GrammarRule(.goalDrop, "@goals @drop <num:goal>"),
        GrammarRule(.goalDrop, "@goal @drop <num:goal>"),
        GrammarRule(
            .goalAdd, "@newgoal :? (is)? (to | that | of)? <text:text> (with)? (priority :? @level | @level priority)"),
        GrammarRule(
            .goalAdd, "@newgoal (priority :? @level | @level priority | with @level priority | @level) (:) <text:text>"),
        GrammarRule(
            .goalAdd,
            "(add | new | create | set | make | record | log)? (@level priority | @level) (goal | objective | backlog item) (: | to)? <text:text>"
        ),
        GrammarRule(
            .goalAdd,
            "@newgoal (: | is | is to | to | of | that | is that | : to | would be | would be to | should be | should be to | about | for (hub | team | you) (: | is | to))  <text:text>"
        ),
        GrammarRule(
            .goalAdd,
            "(add | put | append | stick | throw | note | write | queue | drop | push | log | record | save | park) (this | following | new goal | goal | item | one | it | idea)? (to | on | in | onto | into | for) (@goals) (: | to | that)? <text:text>"
        ),
        GrammarRule(
            .goalAdd,
            "(put | add | stick | throw | append | note | queue | push | place | write | log | save | park | record | place) <text:text> (on | to | in | onto | into) (@goals) (with @level priority | as @level priority | as @level)?"
        ),
        GrammarRule(.goalAdd, "(backlog | objective | goals) (:) <text:text>"),
        GrammarRule(
            .goalAdd,
            "(add | set | create | make | start | open | register | define | track | log | record | save | note) (new | another | long term | longer term)? (goal | objective | backlog item | target) <text:text>"
        ),
        GrammarRule(.goalAdd, "(for)? (long term | longer term | long run | in long run) (: | goal :?)? <text:text>"),
        GrammarRule(.goalAdd, "(make it goal to | set goal of) <text:text>"),
        GrammarRule(.goalAdd, "(set | make) <text:text> (as)? (goal | objective)"),
        GrammarRule(.goalAdd, "new (goal | objective) <text:text>"),
    ]

    static let goalWords: [(String, String)] = [
        (
            "newgoal",
            "((add | set | create | make | here is | i have | we have | i want | want | we need | start | open | register | define | track | log | record | save | note | got | put in | give)? (as)? (new | another | one more | long term | longer term | big | next)? (goal | objective | backlog item | target | aim | backlog | mission))"
        ),
        (
            "level",
            "(<priority=low: low | lowest | minor> | <priority=normal: normal | medium | regular | default | standard> | <priority=high: high | higher | important | elevated> | <priority=urgent: urgent | critical | highest | emergency | top | immediate>)"
        ),
    ]

    static let alertRules: [GrammarRule] = [
        GrammarRule(.alertAcknowledge, "(ack | acknowledge | acknowledged | acked | acking) <num:alert>"),
        GrammarRule(
            .alertAcknowledge,
            "@ack (alert | alarm | warning | incident | notification | problem) number? <num:alert> (as (read | seen | acknowledged | done | handled | resolved))?"
        ),
        GrammarRule(
            .alertAcknowledge,
            "@ack (alert | alarm | warning | incident | that alert | this alert | that alarm | this alarm | last alert | that warning | latest alert | this warning | last alarm) (as (read | seen | acknowledged | done | handled | resolved))?"
        ),
        GrammarRule(
            .alertAcknowledge,
            "(ack | acknowledge | acknowledged | acked) (@it | alerts | all | all alerts | everything | both)?"),
        GrammarRule(
            .alertAcknowledge,
            "(alert | alarm | warning | incident) number? <num:alert> (is)? :? (@ack | ok | handled | known | done | fixed | is known | noted | seen | under control | being handled | read | is fine | has been seen | taken care of)"
        ),
        GrammarRule(
            .alertAcknowledge,
            "(got it | ok | noted | i saw it | seen it | i am on it | understood | copy that) :? (alert | alarm | warning) number? <num:alert>"
        ),
        GrammarRule(
            .alertAcknowledge,
            "(mark | set) (alert | alarm | warning) number? <num:alert> (as)? (read | seen | acknowledged | handled | resolved | done | acked | ok)"
        ),
        GrammarRule(
            .alertAcknowledge,
            "i (have seen | saw | noticed | know about | am aware of | read | have read | am handling | have got | will look into) (alert | alarm | warning) number? <num:alert>"
        ),
        GrammarRule(
            .alertList,
            """
            (@show | any | all | are there | is there | what | which | do we have | have we got | open | new | active | current | how many
            | unacknowledged | pending | list of | recent | latest | outstanding | got | there any | firing | unread | there are)*
            @alerts (do | we | have | i | are | there | open | firing | active | at moment | right now | now | today | at all
            | know about | got | should | so far | on | in | system | hub | outstanding | pending | i should know about | going off | up | yet | list
            | worry about | be worried about | on board | out | unacknowledged | here | of | for | with | need attention | is )*
            """),
        GrammarRule(
            .alertList,
            "(is | are | there | was | has)* (anything | something | things | stuff) (is)? (wrong | on fire | broken | burning | alarming | firing | red | to worry about | i should (know about | worry about | be worried about | look at | see) | that needs attention | needing attention | needs attention | going wrong | worth worrying about | gone wrong | bad) (right now | now | today)?"
        ),
        GrammarRule(
            .alertList,
            "what is (wrong | on fire | broken | burning | alarming | firing | red | going wrong | beeping | alerting | needs attention | gone wrong) (right now | now | today)?"
        ),
        GrammarRule(.alertList, "what needs (attention | looking at)"),
        GrammarRule(
            .alertList,
            "(what | which) (alerts | alarms | warnings | incidents | things) are (open | firing | active | pending | outstanding | on | going off | wrong | there | red)"
        ),
        GrammarRule(
            .alertList,
            "(should | is there anything) i (should)? (be)? (worry | worried | concerned) about (anything | something)?"
        ),
        GrammarRule(.alertList, "did anything (go wrong | alarm | trigger | alert | trip)"),
    ]
}
