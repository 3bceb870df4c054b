import Vocabulary

extension Grammar {
    static let createWords: [(String, String)] = [
        (
            "buildverb",
            "build | develop | implement | code | code up | construct | prototype | build out | put together | hack together | whip up | bootstrap | scaffold | program | throw together | cobble together | start building | start coding | begin building"
        ),
        (
            "makeverb",
            "create | start | make | launch | spin up | set up | setup | kick off | begin | open | fire up | spawn | get | stand up | start up | form | assemble | run | need | want | i need | i want | i would like | we need | we want | add | spin | prepare | get going | deploy | initiate | lets start | lets create | lets make | lets have | give | bring up | commission | get started with | get started on | have | would like | could use | let loose | i have | here is | got | crank up | send out | dispatch | i am looking for | looking for"
        ),
        (
            "swarmnoun",
            "(new | another | fresh | separate | second | next)* (swarm | project | team | hive | crew | build | squad | swarm project | project swarm | team of agents | bunch of agents)"
        ),
        (
            "prdnoun",
            "prd | spec | brief | requirements | requirement | product requirements | document | doc | specification | requirements document | attachment | file | product spec | product brief | requirement document | product requirement document | pdf | product doc | attached | product requirements document | description | attached file | attached prd | attached spec | attached document | attached doc | attached brief | one attached | attached pdf | user stories"
        ),

        ("createpolite", "you to | for | up | out"),
    ]

    static let createRules: [GrammarRule] = [
        GrammarRule(
            .swarmCreate,
            "(@makeverb | new)* @swarmnoun (: | to | for | that | which | on | of | about | working on | will | who | where)* <text:prd>"
        ),
        GrammarRule(.swarmCreate, "(@makeverb | new) @swarmnoun"),
        GrammarRule(.swarmCreate, "(new | another | fresh) (swarm | project | team | hive | crew)"),
        GrammarRule(.swarmCreate, "(new)? @prdnoun : <text:prd>"),
        GrammarRule(
            .swarmCreate,
            "(here is | here is | this is | take | use | see | i have | have | sending | i attached | attached is | i am attaching | check) (new | next | another | this)* @prdnoun (: | for | of | and build it | build it | build it | of what i want)* <text:prd>"
        ),
        GrammarRule(
            .swarmCreate,
            "(here is | this is | use | take | i attached | attached is | i am attaching) (new | next | another | this)* @prdnoun"
        ),
        GrammarRule(
            .swarmCreate,
            "(@buildverb | @makeverb | do | work on) (new | another)? (@swarmnoun | it | this | that | something)? (from | with | based on | according to | out of | off | for | per | following | of | to | as described in | described in | as in | using) (this | attached | that | following | new)* @prdnoun ( attached | i attached | i sent | i sent | above | here | below | now | file)*"
        ),
        GrammarRule(
            .swarmCreate, "(@buildverb | make | create | do | implement) (this | attached | that | following)* @prdnoun"
        ),
        GrammarRule(.swarmCreate, "(@buildverb) (this | following | that)? (:)? <text:prd>"),
        GrammarRule(
            .swarmCreate,
            "(@makeverb | write | design | do | want | need | i am after | write up | how about | lets do | lets build | lets write | i could use | could use | i wish for | i wish i had | lets code | come up with | produce | generate | looking for | i am looking for | draft | work on) (:)? <prd=said: <some>? (<software>) <some>?>"
        ),
        GrammarRule(.swarmCreate, "(@makeverb | write | design) (:)? <prd=said: (<software>) <some>?>"),
        GrammarRule(.swarmCreate, "(@makeverb | write | @buildverb)* (from)? <link:prd> <some>?"),
        GrammarRule(.swarmCreate, "(swarm | project) : <text:prd>"),
        GrammarRule(.swarmCreate, "(with | using) <int:agents> @agents (:)? (@buildverb) <text:prd>"),
    ]

    /// What may stand around a clause: courtesies, a time that no slot holds, and the swarm it is about.
    static let wrapperNotations: [(Wrapper.Kind, String)] = [
        (.polite, "@before @before* <rest>"),
        (.polite, "<rest> @after @after*"),
        (
            .ask,
            "(can you | could you | would you )? (tell | show | let know | say | explain | i want to know | i would like to know | do you know | find out | let see | wondering | i was wondering | i am wondering | i am curious | curious | any idea | remind | have you any idea | i need to know | can i know | checking in | checking | checking on | question) (about | to)? <rest>"
        ),
        (.time, "<rest> <time: @time>"),
        (.time, "<time: @time> <rest>"),
        (
            .scope,
            "(for | in | on | about | regarding | re | with | from | at | as for | concerning)? @sw? <swarm> @sw? (:)? <rest>"
        ),
        (
            .scope,
            "<rest> (of | for | on | in | from | at | to | over | within | about | with | regarding | under | inside) @sw? <swarm> @sw?"
        ),
    ]

    static let wrapperWords: [(String, String)] = [
        (
            "before",
            """
            hey | hi | hello | ok | alright | right | so | now | cool | great | nice | perfect | good | excellent | awesome
            | sweet | fine | sure | yes | yeah | yep | waggle :? | bot :? | team | there | morning | evening | afternoon | night | (good (morning | afternoon
            | evening | day)) | ((can | could | would | will) you) | can we | could we | ((would | do) you mind) | any chance you (could | can)
            | is there any chance you (could | can) | ((i | we) (want | need | would like | like | would love | would prefer | would appreciate it if) (you to | you | to)?)
            | ((i | we) (want | need | would like | would love | have got | got | have | wish | think it is time | guess it is time | am going | would prefer | decided | have decided) to)
            | ((want | need | got | like | have) (to | you to)) | lets | go ahead and | go and | time to | it is time to | you can | you may | feel free to
            | make sure (to | you) | be sure to | do favor and | when you (can | get chance | have moment | have time | have minute | have second | get minute) | if you (can | could | dont mind | would | have time | have moment | get chance) | if possible
            | one | question | question | one more thing | also | and | then | next | after that | afterwards | first | first of all | plus | secondly | lastly
            | by way | (it would be (great | nice | good | lovely | cool | awesome | helpful) if you could) | (would be (great | nice | good | lovely | cool | awesome) if you could) | (would you be able to) | (are you able to)
            | be so kind as to | would you be so kind as to | would you | could you possibly | do favor | do favor and | would you | be good bot and | be dear and | got it | thank you | thank you so much | no problem
            | attention | urgent | important | heads up | listen | look | everyone | all right | dear waggle | dear bot | ok then | and then | ok now | sorry | sorry to bother you | excuse | pardon | back again | it is | i am back | i think you can
            | i would appreciate it if you could | i would be grateful if you could | mind | remember to | dont forget to | try to | be so kind and | i say | ok cool | ok great | ok so | immediately | right away | once more | again | will do | second | third | last | last but not least | one last thing | in addition | additionally | on top of that | besides that | meanwhile | in meantime | could you do favor and | i need you | we should also | instead | rather | for now | i guess you can
            """
        ),
        (
            "after",
            """
            thank you (so much | much | in advance | lot)? | for | to | ok | alright | right | will you | would you | can you | could you | if you (can | could | dont mind | would | get chance | have moment | have time)
            | if possible | when you (can | get chance | have moment | have time | get sec | have sec | get minute | have minute) | when possible | at convenience | fast | fast | sec | waggle | bot | yeah | yes | there
            | now | right now | immediately | right away | straight away | asap | at once | as soon as possible | if that is ok | if that is possible | if it is possible | if it is ok | if ok | much appreciated | appreciated | appreciate it | i would appreciate it | would be great | that would be great | that would be nice | would be nice | that would be awesome | that would be lovely | would be awesome
            | friend | friend | dear | team | everyone | too | as | also | then | in advance | lot | at moment | at this point | instead | one second | soon | you can | next | first | : | swiftly | and thank you | when ready | before you do anything else | no rush | no hurry | whenever | whenever you can | whenever you have time | whenever you get chance | would you | it is urgent | urgent | and thank you | and that is it | that is all | that is it | is that possible | is that ok
            """
        ),
        (
            "time",
            """
            (until | till | til | unti) <some> | for (<any>)? (<any>)? (hour | hours | minute | minutes | min | mins | day | days | week | weeks | night | weekend | bit | while | moment | second | seconds | sec | secs | rest of day | time being | morning | afternoon | evening | month | today | tonight | now | rest of week | rest of night | lunch | holidays | h | hr | hrs | couple of hours | while now | half hour | hour or so)
            | tomorrow (morning | afternoon | evening | night | at <any> | first thing)? | tonight | later (today | on | tonight)? | this (morning | afternoon | evening | weekend | week) | over (weekend | night | lunch | holidays | christmas | easter) | overnight | temporarily | today
            | while (i | we | you | they | it) <some> | (at | around | by | from | starting | after | before | during | over) (noon | midnight | lunch | dinner | breakfast | work | meeting | weekend | standup | holidays | tomorrow | tonight | today | monday | tuesday | wednesday | thursday | friday | saturday | sunday | night | next week | end of day | <clock> (am | pm | oclock)?)
            | on (monday | tuesday | wednesday | thursday | friday | saturday | sunday | weekend) | (next | this) (week | monday | tuesday | wednesday | thursday | friday | month | hour) | in (<any>)? (hour | hours | minute | minutes | min | mins | day | days | morning | afternoon | evening | bit | while | moment | second | meantime | half hour)
            | as of now | for good measure | through (weekend | night) | end of day | during (night | day | weekend | meeting) | first thing tomorrow | first thing in morning | from now on | all day | all night | all weekend | (<any>) (hours | minutes | days) from now
            """
        ),
    ]
}
