import Vocabulary

extension Grammar {
    static let planWords: [(String, String)] = [
        (
            "plan",
            "plan | plans | build plan | project plan | proposed plan | work plan | proposal | task plan | new plan | that plan | this plan | whole plan | full plan | current plan | roadmap | game plan | work breakdown | latest plan | execution plan | plan details | plan card"
        ),
        (
            "planok",
            "(is | are | looks | look | seems | sounds | was)? (all)? (good | fine | great | ok | perfect | approved | accepted | lgtm | nice | solid | excellent | awesome | right | alright | sound | reasonable | sensible | amazing | good enough | works | what i wanted | spot on | acceptable | sound good | brilliant | correct | yes_sign | good as is | wonderful | super | good by | good to go | fine by | works for)"
        ),
        (
            "go",
            "go | go ahead | go for it | lets go | start | proceed | do it | start it | run it | build it | start building | get started | get going | kick it off | begin | ship it | start work | execute | execute it | approve | approved | approve it | make it happen | you can start | start working | lets do it | you may start | get on with it | launch it | make it so | you can go ahead | lets build | lets start | start | get to work | run with it | you can begin | start now | to | and approved | i approve | i approve it | start work"
        ),
        (
            "revise",
            "change | revise | update | modify | amend | adjust | edit | rework | alter | tweak | redo | fix | correct | rethink | refine | improve | extend | make changes to | make change to | redraft | rewrite | remake | revisit | replan | re plan | make adjustment to | make edit to | make tweak to | make revision to | change up | reconsider | modify and resend | simplify"
        ),
    ]

    static let planRules: [GrammarRule] = [
        // A look at it.
        GrammarRule(
            .planShow,
            "(@show | explain | describe | outline | present | read | summarize | what is in | what does | see | reveal | display | recite | detail | go through | send over | resend | again | step through | how does | repeat | present | dig up | may i look at | can i look at | could i look at | let read)* (@S)? (@plan) (of | for | on | to | with | behind | again | look | looks | like | in detail | in full | say | contain | here | is | so far | we have | include | details | text | looking like | steps)* (@S)? (@so | again | in full | in detail)*"
        ),
        GrammarRule(.planShow, "what (is | was | are) (@plan) (for | of | with | on)* (@S)? (@so)*"),
        GrammarRule(
            .planShow,
            "(how (do | are | will | would) | what (do | are | will)) (you | we | they | agents | bees) (plan | planning | intend | going | propose | proposing | want | going to | intending | thinking | need)* (to)? (build | do | make | go about | tackle | approach | implement | proceed with | proceed | next | construct | develop | structure | handle | be doing | attack | do next | get there | doing next | building) (@S | this | it | that)? (next)? ((on | for | with | in) @S)?"
        ),
        GrammarRule(
            .planShow,
            "what (is | have you | did you | has been | do you have | have we | has @S | was | did we) (planned | plan | in store) (for | on | with | in)* (@S)? (next | so far)*"
        ),
        GrammarRule(
            .planShow,
            "(what are | show | list | tell | what is) (all)? (next)? (steps | stages | phases | milestones | planned steps | planned tasks | plan steps | next steps) (of | for | in | on | planned for)* (@plan (of | for))? (@S)?"
        ),
        GrammarRule(.planShow, "(@S) (@plan)"),
        GrammarRule(
            .planShow,
            "(is there | do we have | do you have | have you got | got | have you made | is) (@plan) (for | of)? (@S)? (ready | yet | done)*"
        ),

        GrammarRule(
            .planShow,
            "(lay out | set out | spell out | map | give overview of | talk about | bring up | get out) (@S)? (@plan) (for | of)? (@S)?"
        ),
        // Go.
        GrammarRule(
            .planShow,
            "how (will | would | is | are) @S (going to)? (be)? (built | done | made | implemented | structured | developed | get built | get done)"
        ),
        GrammarRule(
            .planApprove,
            "(good to go | roll | lets roll | go along | move on | happy | all good | run | ready to go | go on | i am happy | we are good | i am on board | agreed | fine | cool) (with | on) (@plan)"
        ),
        GrammarRule(.planShow, "(what is)? plan of (attack | action) (for | on | with)? (@S)?"),
        GrammarRule(
            .planApprove,
            "(go ahead | go | ok | yes | start | approved | all good | good) (@plan) (@planok) (to | with )?"),
        GrammarRule(
            .planApprove,
            "give (@plan) ((for | of) @S)? (ok | go ahead | green light | thumbs up | go | approval | blessing)"),
        GrammarRule(
            .planApprove,
            "(@plan) (confirmed | confirm | agreed | ok go | go | greenlit | gets ok | gets thumbs up | gets green light | has approval | signed off)"
        ),
        GrammarRule(
            .planApprove,
            "(start | begin | get going with | get started with) (work | working | building) (on | according to | with | from) (@plan)"
        ),
        GrammarRule(
            .planApprove,
            "(@S)? (@plan) ((for | of) @S)? (@planok) (to | with | for | by | with it | by)* (@go)* (with (it | that | @S))?"
        ),
        GrammarRule(
            .planApprove,
            "(@approve | go | run | execute | start | begin | lets go | lets go with | lets do | lets run | proceed | proceed with | implement | i agree with | agree with | i agree to | ok with | fine with | kick off | go for | i like | like | love | launch | i love | carry out | stick with | i am good with | good with | start on | move forward with | move ahead with | give green light to | give go ahead to | give ok to | endorse | authorize | adopt | follow | execute on | begin with | commit to | start working on | start executing | say yes to | i am on board with | on board with | sign | let go with | do | take | use | put into action | set in motion | get started on | get going on | get going with | get started with | start with | i approve of | approve of | yes go with | no objections to | no changes to | i have no objections to )* (@S)? (@plan) (of | for | as is | as it is | on | it is good | now | as proposed | looks good | as planned | as shown | looks great | it looks good | as presented | and start | and go | and start building | and get going)* (@S)? (@go)*"
        ),
        GrammarRule(
            .planApprove,
            "(good | great | nice | perfect | excellent | lovely | solid | awesome | sounds like | love | like | ok | fine | cool | super | sweet | brilliant | that is | this is | what)* (@plan) (of | for)? (@S)? (@go)* "
        ),
        GrammarRule(
            .planApprove,
            "(looks good | looks great | lgtm | sounds good | sounds great | all good | perfect | great | good | looks fine | looks ok | fine | it looks good | that looks good | i like it | that works | looks perfect | love it | that is good | works) (@go) (with (it | @S) | on @S | @S)?"
        ),
        GrammarRule(
            .planApprove,
            "(approve | greenlight | green light | approved | i approve | sign off on | accept | ok | authorize) (@S)"),
        GrammarRule(.planApprove, "(approve | i approve | approved | approve it | approve that | approved go)"),
        GrammarRule(
            .planApprove,
            "(start | begin | go ahead and start | kick off | go ahead with | get started on | go ahead on) (building | working on | work on | development of | coding | build of | execution of | executing | implementing)* (@S)"
        ),
        GrammarRule(
            .planApprove,
            "(go ahead with | go ahead on | go for | green light for | you have approval for | go ahead and build | approval for | thumbs up for | start) (@S)"
        ),
        GrammarRule(
            .planApprove,
            "(start building | start coding | build it | start build | go build it | go build | get building | start implementing | start execution | begin building | start development | begin work | begin coding | begin development | start executing)"
        ),
        GrammarRule(.planApprove, "(lets build it | kick it off | get it started | make it happen with plan)"),
        GrammarRule(.planApprove, "(@S) (: )? (@planok)? (@go) "),
        GrammarRule(.planApprove, "(@S) : (approve | approved)"),

        // Otherwise.
        GrammarRule(
            .planRevise,
            "@revise (@S)? (@plan) (of | for | on) @S (: | to | so that | so | and | by | such that | with | that | so it | because)? <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "@revise (@S)? (@plan) (: | to | so that | so | and | by | such that | with | that | so it | because)? <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(@S) (@plan) (: | needs | should | must | has to | needs to | is missing | lacks | could | ought to | is | feedback :)* <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(feedback | comment | comments | note | notes | changes | change | remark | suggestion | correction | input | feedback | edit | revision) (on | for | to | about | regarding) (@S)? (@plan) ((for | of) @S)? (: | is | that)* <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(in | for | on | about | regarding | with) (@plan) ((for | of) @S)? (: | i want you to | i would like you to | can you | could you | you should | let )* <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(@plan) (of | for) @S (: | needs | should | must | has to | needs to | is missing | lacks)* <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(@plan) (should | must | has to | needs to | ought to) (be changed to | be | also)? <text:feedback>"),
        GrammarRule(
            .planRevise,
            "(@plan) (looks good | is good | is fine | is ok | looks fine | looks ok | is great | looks great | is nice | good | fine | ok) (but | except) <text:feedback>"
        ),
        GrammarRule(.planRevise, "(@plan) (needs | is missing | lacks | : ) <text:feedback>"),
        GrammarRule(
            .planRevise,
            "(@plan) (revision | change | feedback | changes | update | edit | comment) (for | of)? (@S)? (:)? <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(replan | re plan | plan again | redo planning | plan @S again | replan @S | redo plan of @S | plan it again | make new plan | make another plan | come up with new plan | make new plan for @S | come up with another plan | rethink it | new plan for @S | new plan) (: | with | using | but | and | so that | to | where | that | for @S :?)* <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "(reject | decline | dont accept | no_sign | send back | not happy with | i am not happy with | i dont like | dont like | disapprove | turn down | refuse) (@S)? (@plan) ((of | for) @S)? (@because)* <text:feedback>"
        ),
        GrammarRule(
            .planRevise,
            "<feedback=said: (add | drop | remove | delete | include | use | replace | swap | put | skip | split | merge | take | leave | cut | move | insert | switch) <some>> (to | from | in | into | out of | off | for) (@S)? (@plan) ((of | for) @S)?"
        ),
        GrammarRule(.clarify, "@revise (@S)? (@plan) ((of | for) @S)?", candidates: ["plan.revise"]),
    ]
}
