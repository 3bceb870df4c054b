import Vocabulary

extension Grammar {
    static let agentWords: [(String, String)] = [
        (
            "agentstate",
            """
            (<state=idle: idle | free | available | unoccupied | doing nothing | bored | not busy | not working | waiting for work | with nothing to do | unassigned | twiddling thumbs | slacking | spare | sitting idle | resting | not doing anything | has nothing to do | have nothing to do | up for work | looking for work | out of work | has time | lazy>
            | <state=working: working | busy | at work | active | occupied | on job | hard at work | doing something | buzzing | engaged | on task | on something | doing work | running>
            | <state=offline: offline | down | dead | disconnected | gone | missing | away | unreachable | not online | not connected | off | lost | unavailable | not responding | out | dropped off | not reachable | crashed | not there | absent | asleep>
            | <state=draining: draining | winding down | being drained | wrapping up | drained | finishing up | about to stop | shutting down>)
            """
        ),
        (
            "here",
            "online | up | connected | around | alive | here | there | registered | available now | in | out there | present | joined | on duty | on deck | in hub | on hub | attached | up and running | in pool | in fleet | in hive | on shift | signed in | logged in | with | reachable | home | on line | live"
        ),
        (
            "agentplural",
            "agents | workers | bees | bots | machines | helpers | drones | nodes | fleet | worker pool | agent pool | worker list | agent list | list of agents | list of workers | pool | agent | worker | hive members | worker bees | roster | crew members | team members | members | boxes"
        ),
        (
            "invitenoun",
            "join token | join code | join link | token | invite | invitation | invite link | invite code | invite token | registration token | enrollment token | enrolment token | onboarding token | join key | agent token | worker token | joining token | enrollment code | onboarding code | join command | invitation token | join tokens | tokens | invites | invitations | join codes | registration code | access token | one time token | registration link | setup token | join tokens | invitation link | invitation code | pairing code | agent tokens | worker tokens | enrollment tokens | invite codes | invite links | registration tokens | one time join token | enroll token | enrol token | agent invite | agent invites | agent join token"
        ),
        (
            "newmachine",
            "(another | new | one more | more | extra | additional | other | second | third | remote | spare | fresh | own)* (machine | machines | agent | agents | worker | workers | laptop | laptops | server | servers | box | boxes | computer | computers | node | nodes | vm | vms | host | hosts | pc | desktop | mac | raspberry pi | bee | bees | bot | bots | device | instance | instances | workstation | workstations | cloud machine | cloud server | gpu box | gpu machine | macbook | hardware | gpu server | notebook | virtual machine | remote machine | container)"
        ),
        (
            "hardware",
            "machine | machines | laptop | laptops | server | servers | box | boxes | computer | computers | node | nodes | vm | vms | host | hosts | pc | desktop | mac | raspberry pi | device | instance | workstation | workstations | cloud machine | cloud server | gpu box | gpu machine | macbook | hardware | gpu server | notebook | virtual machine | remote machine | container"
        ),
        (
            "removal",
            "remove | delete | fire | retire | decommission | kick | kick out | kill | get rid of | unregister | deregister | evict | dismiss | drop | terminate | disconnect | expel | ban | let go of | take out | sack | throw out | boot | boot out | offboard | revoke | eject | eliminate | permanently remove | permanently delete | discard | scrap | unenroll | unenrol | detach | destroy | lay off | say goodbye to | part with | dispose of | erase | forget | forget about | exclude | purge | axe | remove and revoke | dump"
        ),
        (
            "fleet",
            "pool | fleet | hub | roster | team | hive | system | list | cluster | agents | agent list | worker pool | agent pool | registry | workers | list of agents | waggle | agent roster | network | crew"
        ),
    ]

    static let agentRules: [GrammarRule] = agentReadingRules + agentChangingRules + agentMessageRules

    static let agentReadingRules: [GrammarRule] = [
        GrammarRule(
            .agentList,
            "(@show | which | what | list | how many | all)* @agentplural (are | is | that are | who are | that work | who work)? (working on | on | assigned to | working for | working in | busy with | helping with) @S (right now | now)?"
        ),
        GrammarRule(
            .agentShow,
            "(what | how | where) @A (is | are | has | was | has been)? (doing | working on | up to | been doing | busy with | done | at | on)?"
        ),
        GrammarRule(
            .agentList,
            "(who | who all | anyone | anybody | is anyone | is anybody | who else | which of them) (is | are)? (@here | @agentstate) (right now | now | at moment | today | there)?"
        ),
        GrammarRule(
            .agentList,
            "(who is | who are | who) (working | active | busy | on | assigned to | helping | helping with | doing | building | works | working for | working at | working in | coding | allocated to | involved in | engaged)* (on | in | for | with | to)? @S (right now | now | at moment | today)?"
        ),
        GrammarRule(
            .agentList,
            "(@show | which | what | any | are there | list | all | how many | do we have | have we got | is there | who are | number of | are any | are all | count | list of | of)* @agentplural (are | is | do | we | have | there | that | which | i | got | you | who)* (@here | @agentstate)? (right now | now | at moment | today)? (@of @S)? (have | has | got)?"
        ),
        GrammarRule(
            .agentList,
            "(@show | which | what | any | are there | list | all | how many | do we have | have we got | is there)* (@agentstate | @here | connected | current | active) @agentplural (are there | do we have | there | are around | exist)? (right now | now | at moment)? (@of @S)?"
        ),
        GrammarRule(
            .agentList,
            "(@show | which | what | list | how many | all)* @agentplural (@of | are on | are working on | work on | does | working on | are assigned to | assigned to | is | on | are in | are helping with | are busy with | are we using on | are we using for | has)* @S (have | has | got | using | use | right now | now | running)*"
        ),
        GrammarRule(
            .agentList,
            "(who do we have | who have we got | who is there | who is who | who is all there | who is in (fleet | pool | hive) | who is free to (work | take task | help) | who can take (task | work) | who are people | who have we got online | who is who | who are all agents)"
        ),
        GrammarRule(.agentList, "@S @agentplural"),
        GrammarRule(
            .agentList,
            "(how are | what are | how is | where are) (all)? @agentplural (doing | up to | working on | going | getting on | at)*  (right now | now)?"
        ),
        GrammarRule(.agentList, "(status | state | overview) (of | on | for) (all)? @agentplural"),
        GrammarRule(
            .agentList, "(agent | worker | fleet | agents | workers) (status | overview | list | states | statuses)"),

        GrammarRule(
            .agentShow,
            "(what | how) (is | are | was | has) @A (doing | working on | up to | been doing | busy with | done | been up to | on | going | getting on | coming along | holding up | feeling | assigned to | running | handling | performing | progressing | done so far | been working on | building | at | like | capable of)* (@so)*"
        ),
        GrammarRule(
            .agentShow,
            "(what | which) (task | job | tasks | thing | work | jobs | ticket) (is | does | did | are | has)? @A (doing | working on | have | on | got | handling | running | assigned to | busy with | do | working | assigned | hold)* (@so)*"
        ),
        GrammarRule(
            .agentShow,
            "(@show | describe | inspect | info | info on | details | details of | details on | details about | more on | about | check in on | status | status of | state of | how about | what about | tell about | information on | information about | more about | profile of | know about | where is | st | what is up with | what is up with | what is happening with | what is going on with | what is wrong with | what is matter with | report on | update on | deal with | progress of | what | who is | news on | news from | any news from | any news on | stats for | stats on | stats of | capabilities of | card of | for | on | of | latest on | look up | check up on | activity of | is there anything on | health of | page of | view)* @A (details | info | status | state | report | stats | update | card | profile | progress | at | health | up to | activity | capabilities | working on what | doing what | page)*"
        ),
        GrammarRule(
            .agentShow,
            "(is | has | did | does | can | was) @A (is)? (ok | online | busy | idle | free | working | offline | alive | there | up | done | down | finished | stuck | healthy | alright | draining | working | available | online | there | finish | dead | blocked | alive | doing ok | doing anything | on something | connected | drained | doing something | making progress | back | around | going | asleep | slacking | responding | have anything to do | have work)* (@so)*"
        ),
        GrammarRule(.agentShow, "(where | who) is @A (at | right now | now)*"),
        GrammarRule(
            .agentShow,
            "why is @A (idle | offline | down | stuck | slow | blocked | not working | doing nothing | so slow | draining | busy | quiet)*"
        ),
        GrammarRule(
            .agentShow, "(show | describe | inspect | status of | info on) (agent | worker | bee | bot) <anyagent>"),
        GrammarRule(.agentShow, "what is (agent | worker | bee | bot) <anyagent> (doing | working on | up to)"),
    ]

    static let agentChangingRules: [GrammarRule] = [
        GrammarRule(
            .agentResume,
            "@A (is | are) (allowed | free | permitted | cleared) to (work | continue | take work | resume | take tasks | go on) (again)?"
        ),
        GrammarRule(.agentRemove, "@A (has to | must | needs to | should) (go | leave | be gone)"),
        GrammarRule(
            .agentDrain,
            "@A @be (drained | paused | stopped | benched | taken offline | wound down | cordoned | put on hold | taken out of rotation)"
        ),
        GrammarRule(
            .agentDrain,
            "@want @A (to be)? (drained | paused | stopped | benched | taken offline | to drain | to stop taking work | out of rotation)"
        ),
        GrammarRule(
            .agentDrain,
            "@A (should | must | may | shall | is | can)? (not | dont | no longer | should not | must not | no more) (get | be given | take | be assigned | pick up | receive | accept | claim | to get | getting | taking)* (any | any more | more | new | additional | further)* (work | tasks | jobs | anything | assignments | anything new)* (new | more | anymore)*"
        ),
        GrammarRule(
            .agentDrain,
            "(dont | do not | never) (assign | give | send | hand | route) (anything | any | work | tasks | new | more | any more | anything new | anything else | new work | new tasks | more work | more tasks)* to @A (anymore)?"
        ),
        GrammarRule(
            .agentDrain,
            "(set | put | switch | move) @A (to | into | in) (draining | drain | drain mode | draining mode)"),
        GrammarRule(
            .agentResume,
            "@A @be (undrained | resumed | reactivated | put back to work | brought back | enabled | back)"),
        GrammarRule(
            .agentResume,
            "@want @A (to be)? (back | undrained | resumed | back to work | back online | working again | active again | to work again)"
        ),
        GrammarRule(
            .agentResume,
            "(make | set | mark) @A (to be | as)? (available | active | working | ready | usable) (again)?"),
        GrammarRule(.agentResume, "(cancel | stop | end | abort | lift | undo) (drain | draining) (on | of | for) @A"),
        GrammarRule(
            .agentResume,
            "@A is (back | ok again | fine again | good to go | good again | available again | ready again) (again)?"),
        GrammarRule(.agentRestart, "@A @be (restarted | rebooted | bounced | reset | power cycled)"),
        GrammarRule(.agentRestart, "@want @A (to be)? (restarted | rebooted | bounced | reset)"),
        GrammarRule(
            .agentUpgrade,
            "@A @be (upgraded | updated | patched | brought up to date) (to (latest | newest | latest version | newest version | new version))?"
        ),
        GrammarRule(
            .agentUpgrade,
            "@want @A (to be)? (upgraded | updated | patched | up to date | on latest version | on newest version)"),
        GrammarRule(.agentUpgrade, "(upgrade | update) @A (software | binary | version)"),
        GrammarRule(
            .agentRemove,
            "@A @be (removed | deleted | fired | retired | decommissioned | kicked out | evicted | unregistered | deregistered | terminated) (from (@fleet) | for good | permanently)*"
        ),
        GrammarRule(
            .agentRemove,
            "@want @A (to be)? (removed | deleted | fired | retired | decommissioned | kicked out | gone | out | unregistered) (from (@fleet) | for good | permanently)*"
        ),
        GrammarRule(
            .agentDrain,
            "(drain | drain out | wind down | cordon | bench | phase out | empty | quiesce | drain work from | draining | put drain on | start draining | begin draining | gracefully stop | gracefully shut down | wind off | gracefully drain | ground) @Z ( out | first | now | gracefully | down | after current task | after this task | when done)*"
        ),
        GrammarRule(
            .agentDrain,
            "@pause @A (up | now | after current task | after this task | from working | from taking work | from taking new work | from taking tasks | from taking on more work | working | from picking up work | from picking up tasks | from taking any more work | from taking new tasks | gracefully | from claiming | from claiming tasks | from getting work | from getting new work | from accepting work | from accepting new tasks)*"
        ),
        GrammarRule(
            .agentDrain,
            "(put | set | place | have | get | bring) @A (on | to | into | in)* (hold | pause | bench | ice | drain | draining | drain mode | standby | break | sidelines | maintenance | maintenance mode | drained | draining mode | rest | out of rotation | out of service)"
        ),
        GrammarRule(
            .agentDrain,
            "(let | have | allow | make | get) @A (finish | rest | take break | wind down | complete work | go idle | finish up | drain | finish task | finish work | take rest | finish current task | wrap up | pause | stop | drain out | to wind down | finish what it is doing | finish and stop | stop taking work | finish task and stop | to finish up | to stop taking work | have rest | finish work | finish then stop | finish up and stop | finish what doing | complete current task | finish what it is doing and stop | come to rest | take it easy) (and (then)? (stop | rest | pause | drain | idle | take break | go idle))?"
        ),
        GrammarRule(
            .agentDrain,
            "(no | dont give | do not give | stop giving | stop sending | stop assigning | dont send | do not send | dont assign | do not assign | give | send | stop routing | stop feeding | stop handing) (no)? @A (any | no)? (new | more | any more | further | anymore | additional | other)* (work | tasks | task | jobs | anything | assignments | stuff)* (anymore | for now | any more )*"
        ),
        GrammarRule(
            .agentDrain,
            "(no | stop | stop giving | stop sending | dont give | do not give | dont send | do not send | give no | send no | stop assigning | dont assign | do not assign | stop routing | assign no)  (any)? (new | more | further | any more | additional)* (work | tasks | task | jobs | anything | assignments | stuff) (to | for) @A (anymore | for now | any more)*"
        ),
        GrammarRule(
            .agentDrain,
            "(take | pull | bring) @A (offline | out of rotation | off duty | out of service | off line | out of pool | off work | off active duty | out of action | down | off rotation | down gracefully)  ( gracefully | for maintenance)?"
        ),
        GrammarRule(
            .agentDrain,
            "@A (:)? (should | needs to | has to | must | can | may | is to | to | now)* (drain | take break | take rest | wind down | be drained | rest | stop taking work | stop taking new work | stop taking tasks | finish up | stop | pause | finish and stop | stop after this task | go on break | get drained | go into drain | stop after current task | stop working | wrap up | have rest | get break | have break | gets no more work | gets no new work | gets no more tasks)"
        ),
        GrammarRule(
            .agentDrain,
            "give @A (rest | break | breather | day off | time off | pause | night off | no more work | no new work | no more tasks | no new tasks | no tasks | no work)"
        ),
        GrammarRule(
            .agentResume,
            "(undrain | uncordon | unbench | reenable | re enable | enable | activate | undraining | cancel drain of | stop draining | cancel draining of | end drain of | un cordon | cancel drain on | lift drain on | stop drain of | end drain on | abort drain of | unground) @Z (again | now)*"
        ),
        GrammarRule(
            .agentResume,
            "(@resume | start | restart work with | use | put back | bring back | let back in | start using | let in | reinstate | turn on | turn back on | allow | restore | switch on | accept | reopen | continue using | welcome back | get back | call back | reuse | make use of) @A (again | back | back up | up | now | to work | working | back on)*"
        ),
        GrammarRule(
            .agentResume,
            "(bring | put | get | take | have | let | call | return | send | switch | set | move | place) @A (come | go | get | be | again)* (back | back to work | back online | back up | to work again | back on | back in | back into rotation | back in rotation | in rotation | into rotation | back in pool | back into pool | back to active | back in service | into service | back from break | back on duty | on duty | back to duty | to work | to active | back in game | active again | back into service | online again | off hold | off bench | out of drain | out of drain mode | off break | back to active duty | back in action | working again | available again | online)"
        ),
        GrammarRule(
            .agentResume,
            "(let | have | make | get | allow | permit) @A (to)? (work | take work | continue | resume | take tasks | carry on | go on | start | pick up work | work again | go back to work | get back to work | take new work | take on work | claim work | accept work | get new work | keep going | take new tasks | pick up tasks | have work | claim tasks | keep working | rejoin | in) (again | now | once more)?"
        ),
        GrammarRule(
            .agentResume,
            "(give | send | assign) @A (work | tasks | new work | work | jobs | new tasks | something to do | more work | something to work on) (again | now)?"
        ),
        GrammarRule(
            .agentResume,
            "@A (:)? (can | may | should | is | to | must | has to | needs to | could)* (resume | continue | back to work | go back to work | work again | back | get back to work | take work again | take new work | work | start again | start working again | carry on | undrain | take tasks again | active again | be undrained | return to work | take new tasks | come back | be resumed | get work again | take on work again)"
        ),
        GrammarRule(.agentResume, "(wake | wake up) @A (up)?"),
        GrammarRule(
            .agentRestart,
            "(restart | reboot | bounce | reset | power cycle | relaunch | respawn | kick | cycle | recycle | restarting | restart agent | hard restart | soft restart | reboot agent | restart process of | turn off and on again | stop and start | stop and restart | kill and restart | refresh | reload | re launch | force restart | give kick to | hard reset | reinitialize | rerun | re start | reinit | jump start | jumpstart) @Z (again | now | process)*"
        ),
        GrammarRule(.agentRestart, "(turn | switch | power) @A off and (then)? (back)? on (again)?"),
        GrammarRule(
            .agentRestart,
            "(give) @A (restart | reboot | kick | fresh start | reset | bounce | good kick | restart | kick in pants)"),
        GrammarRule(
            .agentRestart,
            "@A (:)? (needs | should | could use | must | wants | has to | is stuck | to | seems stuck | looks stuck | hangs | is hanging | is frozen | requires)* (restart | reboot | to be restarted | be restarted | to restart | restarting | reboot it | kick | restart it | reset | to be rebooted | rebooted | restarted | bounce)"
        ),
        GrammarRule(.agentRestart, "(start | boot | fire) @A (up)? (fresh | anew | from scratch | up again)"),
        GrammarRule(
            .agentRestart,
            "(stop | kill | shut down) @A and (start | restart | bring) it (back)? (again | up | back up)?"),
        GrammarRule(.agentRestart, "(do | perform | trigger) (restart | reboot) (of | on | for) @Z"),
        GrammarRule(
            .agentUpgrade,
            "(upgrade | update | patch | upgrade software on | update software on | upgrade software of | upgrading | install updates on | install update on | update version of | upgrade version of | update waggle on | upgrade waggle on | bump | bump version of | refresh version of | roll out new version to | roll out update to | roll new version out to | self update | auto update | deploy new version to | deploy latest version to | update software of | push update to | push new version to | push latest version to | install latest version on | install latest on | install new version on | put latest version on | put new version on | put latest on | put newest version on | install newest version on | roll out latest version to | deploy update to | run update on | run upgrade on | apply update to | apply updates to | roll out latest to | modernize | update binary on | send update to | install newest release on | upgrade binary of | upgrade binary on | update agent software on | deploy latest to | ship update to | put current version on) @Z (to (latest | newest | new | current | most recent | latest version | newest version | new version | current version | latest release | most recent version | newest release | latest build | new release | up to date version))? ( now | up | to | version | software)*"
        ),
        GrammarRule(
            .agentUpgrade,
            "(bring | get | move | put | switch | take | migrate | roll) @A (up | on | to | onto | over to | forward to | upto)* (date | up to date | latest | newest version | latest version | new version | current | latest release | newest | current version | newest release | new release | speed | up to speed | latest build | most recent version | updated | upgraded)"
        ),
        GrammarRule(
            .agentUpgrade,
            "@A (:)? (needs | should | must | has to | wants | could use | can | to | requires | is due for | is ready for | gets)* (update | upgrade | to be updated | to be upgraded | be upgraded | be updated | updating | upgrading | new version | latest version | is out of date | is outdated | latest | to be brought up to date | updated | upgraded | to upgrade | to update | update itself | upgrade itself | run latest version)"
        ),
        GrammarRule(.agentUpgrade, "(give) @A (update | upgrade | latest version | new version | newest version)"),
        GrammarRule(
            .agentUpgrade, "(let | make | have) @A (update | upgrade | update itself | upgrade itself | self update)"),
        GrammarRule(.agentUpgrade, "(do | perform | run | trigger | start) (upgrade | update) (of | on | for) @Z"),
        GrammarRule(
            .agentRemove,
            "@removal @A (from (@fleet) | off (@fleet) | out of (@fleet) | out | off | completely | permanently | for good | altogether | entirely | now | forever)*"
        ),
        GrammarRule(
            .agentRemove,
            "@removal (agent | worker | bot | bee) <anyagent> (from (@fleet) | completely | permanently | for good | now)*"
        ),
        GrammarRule(
            .agentRemove,
            "(take | kick | throw | boot | strike | drop | cut | knock) @A (out | off | from | out of | off of | away from)* (@fleet | list of agents) (for good | permanently | completely)?"
        ),
        GrammarRule(.agentRemove, "(take | kick | throw | boot) @A out (for good | completely)?"),
        GrammarRule(.agentRemove, "(let) @A go (for good)?"),
        GrammarRule(
            .agentRemove,
            "@A (:)? (should be | can be | must be | is to be | gets | is | needs to be | has to be | can | must | to be)* (removed | deleted | fired | retired | decommissioned | kicked | kicked out | go | evicted | unregistered | deregistered | be removed | be retired) (from (@fleet) | for good | now)*"
        ),
        GrammarRule(.agentRemove, "@A :? @removal"),
    ]

    static let agentMessageRules: [GrammarRule] = [
        GrammarRule(
            .agentMessage,
            "(tell | ask | instruct | advise | inform | remind | notify | order | warn | message | msg | dm | text | ping | write | send | write to | send to | shout at | let | direct | command | beg | urge | request | brief | nudge | encourage | poke | whisper to | say to | talk to | speak to | relay to | pass on to | pass to | drop | update) (@A | @whoever) (know)? (message | note | msg | dm | word | line | info | that it should | that they should | instruction | reminder | heads up | hint | memo | instructions)? (to | that | about | : | saying | telling it | saying that | of | if | whether | it should | they should | which says | on | with)* <text:text>"
        ),
        GrammarRule(
            .agentMessage,
            "(send | leave | drop | write | pass | give | shoot | deliver | relay | forward | fire off | post) (message | note | msg | dm | word | line | instruction | reminder | heads up | hint | memo | text | this | following | this message | new instruction | instructions | command | comment | feedback | message | message saying | notice | note)? (on | along)? (to | for | at) (@A | @whoever) (: | that | saying | to | telling it to | saying that | about | which says | with text | reading | says)* <text:text>"
        ),
        GrammarRule(
            .agentMessage,
            "(send | leave | drop | write | pass | give | shoot | relay) (@A | @whoever) (message | note | msg | dm | word | line | instruction | reminder | heads up | hint | memo | text | this message | new instruction | following message | this | following) (: | that | saying | to | telling it to | saying that | about)* <text:text>"
        ),
        GrammarRule(
            .agentMessage,
            "(say | tell | send | relay | pass | shout | whisper | communicate | write | type | forward) <text:text> to (@A | @whoever)"
        ),
        GrammarRule(.agentMessage, "(let) (@A | @whoever) know (that | : | to | about)? <text:text>"),
        GrammarRule(
            .agentMessage,
            "(message | note | msg | dm | word | memo | instruction | reminder) (to | for) (@A | @whoever) (: | to | that)* <text:text>"
        ),
        GrammarRule(
            .agentMessage,
            "(hey)? @A (: | should know that | needs to know that | should know | note | needs to know) <text:text>"),
        GrammarRule(
            .agentMessage,
            "(have | make | get) (@A | @whoever) (to)? <text=said: (use | write | add | stop using | avoid | check | look | try | focus | include | skip | ignore | follow | prefer | switch | also | rename | document | test | read | keep | put | run | look) <some>>"
        ),
        GrammarRule(.agentMessage, "@A (should | needs to | must | has to | ought to) <text:text>"),
        GrammarRule(
            .agentMessage,
            "(tell | ask | message | instruct | msg) (agent | worker | bee | bot)? <anyagent> (to | that | : | about | if | whether) <text:text>"
        ),

        GrammarRule(
            .agentInvite,
            "(@show | create | make | generate | issue | mint | new | need | i need | produce | print | set up | request | prepare | spawn | want | could use | i could use | get | what is | have | hand | hand over | hand out | drop | cut)* (<int:count> | one | another | new | fresh | more | couple of | few | one time | valid)* @invitenoun (for | so | to | of)? (<int:count>)? (@newmachine | @S | connecting @newmachine | adding @newmachine | add @newmachine | connect @newmachine | join @S | let @newmachine join | that i can add @newmachine | i can add @newmachine | i can connect @newmachine | @newmachine can join | join | joining | joining @newmachine | register @newmachine | friend | colleague | @newmachine of @S | @newmachine to join | @newmachine to join @S | attach @newmachine | enroll @newmachine | hook up @newmachine)* (@ofS)? "
        ),
        GrammarRule(
            .agentInvite,
            "(add | bring in | let in | i want to add | i would like to add | bring | attach | let | hook in) (<int:count>)? (another | new | one more | more | extra | additional | other | second | third | remote | spare | fresh | agent | worker)* (@hardware) (as (agent | worker))? (to (@fleet | @S) | in | join)?"
        ),
        GrammarRule(
            .agentInvite,
            "(invite | onboard | enroll | enrol | connect | register | hook up | link | join | pair | plug in | i want to connect | i would like to connect | sign up) (<int:count>)? (@newmachine) (as (agent | worker | bee))? (to (@fleet | @S) | into (@fleet | @S) | in | for @S | to join @S | to join | join)?"
        ),
        GrammarRule(
            .agentInvite,
            "(i | we) (have | got | want to add | bought | have got | need to add | am adding | want to connect) (another | new | one more | extra | second)* (machine | laptop | server | box | computer | vm | pc | node) (to add | to connect | here | ready | that wants to join | that could join | that should join | to join)*"
        ),
        GrammarRule(
            .agentInvite,
            "(invite | invite agent | invite someone | invite worker | join token | token | new token | invite agents | invite workers | join code | invite machine)"
        ),
        GrammarRule(.agentInvite, "what is (join token | join code | join command) (for @newmachine)?"),
        GrammarRule(.agentInvite, "let (another | new | second) @newmachine join (@S)?"),
    ]
    static let whoeverWords: [(String, String)] = [
        (
            "whoever",
            """
            ((whoever | who | agent | worker | one | bee | bot | person | guy | agents | workers | owner | assignee | whichever agent | whichever worker | whoever it is that | developer | machine | whomever)
            (is | has | that has | who has | that is | who is | with | works | doing | working | handling | does | holds | got | who got | took | running | responsible | picked up | owns | having | which has | assigned )*
            (on | to | for | of | with | working on | doing | it is)* <task> | <task> | owner of <task> | assignee of <task>)
            """
        )
    ]
}
