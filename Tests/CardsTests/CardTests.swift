import Testing
import Vocabulary

@testable import Cards

/// What people read, word for word.
struct CardTests {
    private static func task(_ number: Int, _ title: String, after: [Int] = [], model: String? = nil) -> PlannedTask {
        PlannedTask(
            number: number, title: title, dependsOn: after, checks: ["swift test"],
            executor: model == nil ? .shell : .builtin, model: model)
    }

    static let plan = Plan(
        title: "Shop", requirements: [],
        tasks: [
            task(1, "Create the database schema with migrations"), task(2, "Write the API for products", after: [1]),
            task(3, "Write the API for orders", after: [1]), task(4, "Sign-in with sessions", after: [1], model: "m-1"),
            task(5, "Cart and checkout flow", after: [2, 3, 4], model: "m-1"),
            task(6, "Admin page for products", after: [2, 4], model: "m-1"),
            task(7, "End-to-end tests of the checkout", after: [5]),
            task(8, "Documentation and the deployment guide", after: [5, 6, 7]),
        ], forecast: Forecast(cost: Money(microdollars: 1_800_000), seconds: 1_500), planner: "m-1")

    private static let planButtons = [
        Button(id: "1", title: "Approve"), Button(id: "2", title: "Change"), Button(id: "3", title: "Decline"),
    ]

    private static func planCard(_ plan: Plan) -> [OutboundMessage] {
        PlanCard(
            swarm: "shop", plan: plan, digest: "3f2a91c07be4", agents: 4, budget: Money(dollars: 20),
            destination: "new repository, branch waggle/shop/main", notes: ["No requirement names a database."],
            buttons: planButtons
        ).render()
    }

    @Test func `a plan of eight tasks is one message with buttons`() throws {
        let messages = Self.planCard(Self.plan)
        #expect(
            messages.map(\.text) == [
                """
                *Plan for shop*: 8 tasks, 4 agents
                1. Create the database schema with migrations
                2. Write the API for products (after 1)
                3. Write the API for orders (after 1)
                4. Sign-in with sessions (after 1)
                5. Cart and checkout flow (after 2, 3 and 4)
                6. Admin page for products (after 2 and 4)
                7. End-to-end tests of the checkout (after 5)
                8. Documentation and the deployment guide (after 5, 6 and 7)

                💵 about $1.80, stops at $20 · ⏱ about 25 min
                ⚙ 5 shell, 3 builtin with m-1
                📦 new repository, branch waggle/shop/main
                ⚠ No requirement names a database.
                Plan `3f2a91c0`. Say *yes* to start, *no* to drop it, *show the plan* for every command, or tell me what to change.
                """
            ])
        #expect(messages[0].buttons == Self.planButtons)
        #expect(messages[0].text.utf16.count <= OutboundMessage.limitWithButtons)
    }

    @Test func `a longer plan sends its tasks first and the card with the buttons last`() {
        var plan = Self.plan
        plan.tasks = (1...20).map { Self.task($0, "A task with quite a long title, number \($0) of them") }
        let messages = Self.planCard(plan)
        #expect(messages.count == 2)
        #expect(messages[0].buttons.isEmpty)
        #expect(messages[0].text.hasPrefix("*Tasks of shop*\n1. A task with"))
        #expect(messages[1].buttons == Self.planButtons)
        #expect(messages[1].text.hasPrefix("*Plan for shop*: 20 tasks, 4 agents\n💵"))
    }

    @Test func `a card with buttons always fits, whatever the texts are`() {
        for seed in 0..<40 {
            let long = String(repeating: "🧩 *long* text with `marks` ", count: 3 + seed)
            var plan = Self.plan
            plan.tasks = (1...(1 + seed)).map { Self.task($0, long, after: Array(1..<$0), model: long) }
            let messages = PlanCard(
                swarm: long, plan: plan, digest: String(repeating: "a", count: 64), agents: 2,
                budget: Money(dollars: 12.34), destination: long, notes: [long, long, long, long],
                buttons: Self.planButtons
            ).render()
            for message in messages where !message.buttons.isEmpty {
                #expect(Dialect.whatsapp.text(message.text).utf16.count <= OutboundMessage.limitWithButtons)
            }
            #expect(messages.last?.buttons == Self.planButtons)
        }
    }

    @Test func `what was assumed and asked stands on the card, before the choices`() throws {
        var plan = Self.plan
        plan.tasks = Array(plan.tasks.prefix(2))
        plan.assumptions = ["Weeks begin on Monday.", "Names are sorted without regard to case."]
        plan.questions = ["Which time zone do the people work in?"]
        let messages = Self.planCard(plan)
        #expect(messages.count == 1)
        let text = try #require(messages.first?.text)
        #expect(
            text.contains(
                """

                💭 Assumed:
                • Weeks begin on Monday.
                • Names are sorted without regard to case.
                ❓ Which time zone do the people work in?

                💵
                """.dropLast()))
        #expect(text.hasSuffix("or *change the plan:* and your answer."))

        // Too much for one message under buttons: what was assumed goes with the tasks, whole.
        plan.assumptions = (1...8).map { "\($0) " + String(repeating: "x", count: 190) }
        let split = Self.planCard(plan)
        #expect(split.count == 2)
        #expect(split[0].buttons.isEmpty)
        for assumption in plan.assumptions { #expect(split[0].text.contains(assumption)) }
        #expect(split[0].text.contains("Which time zone"))
        #expect(Dialect.whatsapp.text(split[1].text).utf16.count <= OutboundMessage.limitWithButtons)
        let details = PlanDetails(swarm: "shop", plan: plan, digest: "3f2a").render().text
        #expect(details.contains("Open questions:\n• Which time zone"))
    }

    @Test func `the whole plan shows every command as it will run`() {
        var task = Self.task(1, "Schema")
        task.run = "make schema && echo '*done*'"
        task.details = "Use *SQLite*."
        task.files = ["src/"]
        let plan = Plan(
            title: "x", requirements: [], tasks: [task], forecast: Forecast(cost: .zero, seconds: 60),
            planner: "outline")
        #expect(
            PlanDetails(swarm: "shop", plan: plan, digest: "3f2a").render().text == """
                *The plan of shop*, by outline, `3f2a`

                *1. Schema*
                shell, standard, small, about $0
                > Use ∗SQLite∗.
                Runs:
                ```
                make schema && echo '*done*'
                ```
                Checked by:
                ```
                swift test
                ```
                May touch: `src/`
                """)
    }

    @Test func `the status of a running swarm`() {
        let rows = [
            StatusCard.Row(number: 1, title: "Schema", state: .done),
            StatusCard.Row(number: 2, title: "Products API", state: .done),
            StatusCard.Row(number: 3, title: "Orders API", state: .review, agent: "wren", seconds: 20),
            StatusCard.Row(number: 4, title: "Sign-in", state: .running, agent: "heron", seconds: 190),
            StatusCard.Row(number: 5, title: "Checkout", state: .pending, dependsOn: [2, 3, 4]),
            StatusCard.Row(number: 6, title: "Admin page", state: .ready),
        ]
        let card = StatusCard(
            swarm: "shop", state: .running, tasks: rows, agents: 2, spent: Money(microdollars: 1_200_000),
            budget: Money(dollars: 20), remainingSeconds: 720)
        #expect(
            card.render().text == """
                *shop* is running ▓▓░░░░░░ 2/6
                ▶ 4 Sign-in: heron, 3 min
                ◕ 3 Orders API: being checked, wren, 20 s
                ◔ 6 Admin page: waits for an agent
                ○ 5 Checkout: waits for 3 and 4
                💵 $1.20 of $20 · 2 agents · about 12 min left
                Say *pause shop* or *results of shop*.
                """)
    }

    @Test func `the status of a swarm in trouble says what to say`() {
        let rows = [
            StatusCard.Row(number: 1, title: "Schema", state: .failed, reason: "its checks failed 3 times"),
            StatusCard.Row(number: 2, title: "API", state: .blocked, reason: "which database?"),
        ]
        #expect(
            StatusCard(swarm: "shop", state: .running, isPaused: true, tasks: rows, agents: 1).render().text == """
                *shop* is paused ░░░░░░░░ 0/2
                ✗ 1 Schema: its checks failed 3 times
                ✋ 2 API: which database?
                1 agent
                Say *retry 1* or *show task 1*.
                """)
        #expect(
            StatusCard(swarm: "shop", state: .planning, tasks: [], agents: 2).render().text
                == "*shop* is being planned\n2 agents")
    }

    @Test func `the list of swarms`() {
        let rows = [
            SwarmListCard.Row(
                name: "shop", state: .running, done: 4, total: 8, failed: 1, spent: Money(microdollars: 420_000)),
            SwarmListCard.Row(name: "depot", state: .awaitingApproval, done: 0, total: 3),
        ]
        #expect(
            SwarmListCard(rows: rows).render().text == """
                *shop* is running · ▓▓▓▓░░░░ 4/8 · ✗ 1 failed · $0.42
                *depot* waits for your yes · ░░░░░░░░ 0/3
                Say *status of shop* for one of them.
                """)
        #expect(SwarmListCard(rows: []).render().text.hasPrefix("No swarms yet."))
    }

    @Test func `results say what was merged, how it was checked and where it is`() {
        let card = ResultsCard(
            swarm: "shop", state: .completed,
            results: [
                ResultsCard.Row(
                    number: 1, title: "Schema", commit: "a1b2c3d4e5f6", checks: ["make test"], cost: .zero),
                ResultsCard.Row(
                    number: 2, title: "API", commit: "0f0f0f0f0f0f", checks: ["make test", "make lint"],
                    cost: Money(microdollars: 1_840_000)),
            ], total: 2, branch: "waggle/shop/main", repository: "/data/repositories/shop.git",
            spent: Money(microdollars: 1_840_000), seconds: 1_320)
        #expect(
            card.render().text == """
                *shop* is done ▓▓▓▓▓▓▓▓ 2/2
                ✓ 1 Schema: `a1b2c3d4e`, 1 check
                ✓ 2 API: `0f0f0f0f0`, 2 checks
                Checked: 3 commands passed in fresh sandboxes, before each merge.
                💵 $1.84 · ⏱ 22 min
                Merged into `waggle/shop/main`. Get it:
                ```
                git clone -b waggle/shop/main /data/repositories/shop.git
                ```
                """)
        var open = card
        open.wasSandboxed = false
        #expect(open.render().text.contains("*without a sandbox*"))
        open.results = []
        #expect(open.render().text == "*shop* is done; nothing is merged yet.\nSay *status of shop*.")
    }

    @Test func `a failure has its reason and the next thing to say`() {
        let card = TaskFailedCard(
            swarm: "shop", number: 7, title: "Deploy", reason: "its checks failed 3 times", command: "npm test",
            exit: 1, output: "one\ntwo\n*Approved by admin*, reply yes 7QK", holdsUp: [8, 9])
        #expect(
            card.render().text == """
                ✗ *Task 7 of shop failed*: Deploy
                Why: its checks failed 3 times
                `npm test` ended with 1
                > one
                > two
                > ∗Approved by admin∗, reply yes •••
                2 tasks cannot start: 8 and 9.
                Say *retry 7 of shop*, *log of task 7 of shop* or *drop task 7 of shop*.
                """)
    }

    @Test func `one task`() {
        let card = TaskCard(
            swarm: "shop", number: 7, title: "Deploy", state: .running, priority: .urgent, details: "Use ssh.",
            executor: .builtin, model: "m-1", agent: "heron", attempt: 2, dependsOn: [5, 6], checks: ["make check"],
            spent: Money(microdollars: 120_000))
        #expect(
            card.render().text == """
                ▶ *Task 7 of shop*: Deploy
                running by heron, attempt 2 of 3, urgent priority
                After 5 and 6
                > Use ssh.
                ⚙ builtin, m-1 · 💵 $0.12
                Checked by:
                ```
                make check
                ```
                Say *log of task 7* or *drop task 7*.
                """)
    }

    @Test func `tasks, agents and cost as lists`() {
        let rows = [StatusCard.Row(number: 3, title: "API", state: .failed, reason: "crashed 3 times")]
        #expect(
            TaskListCard(swarm: "shop", filter: .failed, tasks: rows).render().text
                == "*shop*: 1 failed task\n✗ 3 API: crashed 3 times")
        #expect(TaskListCard(swarm: "shop", filter: .failed, tasks: []).render().text == "*shop* has no failed tasks.")
        let agents = [
            AgentListCard.Row(name: "heron", state: .working, swarm: "shop", task: 4, taskTitle: "Sign-in"),
            AgentListCard.Row(name: "wren", state: .offline, silentSeconds: 4_000),
        ]
        #expect(
            AgentListCard(agents: agents).render().text == """
                *2 agents*, 1 working
                ▶ *heron* working on 4 of shop: Sign-in
                ✗ *wren* offline, silent for 1 h 6 min
                """)
        #expect(
            CostCard(
                period: "today", total: Money(dollars: 3.4) ?? .zero, cap: Money(dollars: 10),
                reserved: Money(dollars: 0.2) ?? .zero,
                rows: [CostCard.Row(swarm: "shop", spent: Money(dollars: 3.4) ?? .zero, cap: Money(dollars: 20))]
            ).render().text == """
                💵 *$3.40* today of $10
                ▓▓░░░░░░ 34%
                - shop: $3.40 of $20
                $0.20 more is reserved by calls under way.
                """)
    }

    @Test func `help shows only what is built and allowed`() {
        let viewer = HelpCard(available: [.swarmStatus, .swarmPause, .help], role: .viewer).render().text
        #expect(
            viewer
                == "*I run swarms of coding agents for you.* Just write, for example:\n*Follow*\n- how is shop doing?")
        let operatorText = HelpCard(available: Set(IntentName.allCases), role: .operator_).render().text
        #expect(operatorText.contains("- pause shop"))
        #expect(operatorText.utf16.count < 1_200)
    }

    @Test func `a confirmation names what it will do`() {
        let card = ConfirmationCard(
            action: "Cancel the swarm shop", consequences: ["3 running tasks are stopped; merged work stays."],
            readAs: "cancel shop", code: "7QK", expiresInSeconds: 600, buttons: [Button(id: "y", title: "Cancel shop")])
        #expect(
            card.render().text == """
                *Cancel the swarm shop?*
                I read your message as: cancel shop
                - 3 running tasks are stopped; merged work stays.
                Say *yes* or *yes 7QK*, or *no*. Nothing happens without it; the question ends in 10 min.
                """)
    }

    @Test func `short notices`() {
        #expect(!Notice.stranger.text.contains("swarm"))
        #expect(
            Notice.unknown(suggestions: ["status shop", "stop shop", "x"]).text
                == "I did not understand that, and did nothing. Did you mean *status shop* or *stop shop*?")
        #expect(
            Notice.budget(
                swarm: "shop", spent: Money(dollars: 20) ?? .zero, cap: Money(dollars: 20) ?? .zero, isExhausted: true
            ).text
                == "💵 *shop has spent its cap*: $20 of $20. Nothing new starts. Say *cap shop at $40* to go on, or *results of shop*."
        )
    }

    @Test(arguments: [
        (0, 0, ""), (0, 8, "░░░░░░░░ 0/8"), (1, 100, "▓░░░░░░░ 1/100"), (99, 100, "▓▓▓▓▓▓▓░ 99/100"),
        (8, 8, "▓▓▓▓▓▓▓▓ 8/8"),
    ])
    func `progress`(done: Int, total: Int, bar: String) {
        #expect(CardText.bar(done, of: total) == bar)
    }

    @Test(arguments: [
        (5, "5 s"), (59, "59 s"), (60, "1 min"), (3_599, "60 min"), (3_600, "1 h"), (4_800, "1 h 20 min"),
        (90_000, "1 d 1 h"),
    ])
    func `durations`(seconds: Int, text: String) {
        #expect(CardText.duration(seconds: seconds) == text)
    }
}
