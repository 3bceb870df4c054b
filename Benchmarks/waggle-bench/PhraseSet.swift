/// What people write to Waggle: every intent, polite and terse, misspelt, and chatter that is no command.
enum PhraseSet {
    static let texts = commands + misspelt + chatter

    private static let commands = [
        "build me a todo api with auth", "new swarm called shop from this PRD, 4 agents, max $20", "what's running?",
        "list my swarms", "status", "how is shop doing?", "pause shop", "hold everything", "halt shop now",
        "stop everything immediately", "resume shop", "ok carry on", "cancel shop", "kill it", "give shop 6 agents",
        "add two more workers to shop", "what did you build?", "show me the pull requests for shop",
        "how much have we spent today?", "cap shop at $50", "rename shop to storefront", "draw the plan of shop",
        "send me a chart of the spend", "what's the plan for shop?", "plan looks good, go",
        "change the plan: use sqlite instead of postgres", "which tasks of shop failed?", "show task 7",
        "add a task to shop: write the readme", "retry 7", "try the failed ones again", "drop task 7",
        "make task 7 urgent", "give task 7 to bee-1", "approve 7", "lgtm on task 7", "reject 7, tests are missing",
        "show me the log of task 7", "who is online?", "what is bee-1 doing?", "drain bee-1", "undrain bee-1",
        "restart bee-2", "upgrade bee-2", "remove bee-2", "tell bee-1 to use tabs",
        "tell whoever has task 7 to skip windows", "give me a join token for a new machine",
        "goal: get test coverage of shop above 80%", "what's on the backlog?", "drop goal 3", "go improve things",
        "rest", "any alerts?", "ack alert 4", "hey, could you please pause the shop swarm for me? thanks!",
        "pause blog and resume shop", "please show me how the todo api is doing", "help", "undo", "yes", "no thanks",
        "who am I", "Could you scale the blog down to 2 agents, please?", "what does task 3 of blog cost so far",
    ]

    private static let misspelt = [
        "puase shop", "statsu", "resmue blog please", "cancle task 4", "hwo is shop doing", "shwo task 7",
        "retyr the failed tasks", "aprove 7",
    ]

    private static let chatter = [
        "good morning everyone", "I think we should go for lunch at one", "don't pause shop", "nice work so far!",
        "my colleague said: cancel everything, can you believe it", "the weather in Lisbon is lovely this week",
        "is there a reason why the second build took longer than the first one?", "ok", "👍",
    ]
}
