/// Kinds of software people ask for: they make "I need a …" a new swarm, and may be names of swarms as well.
enum SoftwareWords {
    static let all: Set<String> = Set(
        """
        aggregator algorithm analyzer android api apis app application applications apps auth backend blog board
        boards booking bot bots broker browser cache calculator calendar chat chatbot checkout classifier cli client
        clients clock clone cms code compiler component converter crawler crm daemon dashboard dashboards database
        demo desktop django docker downloader editor email emulator endpoint endpoints engine erp etl exporter
        extension feature feed flask form formatter forum framework frontend function game games gateway generator
        golang graphql grpc gui importer integration interpreter inventory invoices invoicing ios java javascript
        kanban kubernetes landing leaderboard ledger libraries library linter logger login manager marketplace
        messenger microservice microservices mobile model module monitor mvp newsletter node notifier organizer
        package page parser payroll pipeline planner platform player plugin plugins poll pomodoro portal postgres
        program prototype proxy python queue quiz rails react reader recommender renderer repo repository
        reservation rest rss rust saas scheduler scraper script scripts sdk search server servers service services
        shop shortener simulator site sites software spreadsheet sqlite store storefront survey swift system
        terminal terraform timer todo todolist tool tools tracker tui typescript ui uploader url ux viewer
        visualizer vue wallet web webhook webhooks webpage website websites widget wiki wrapper
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// The bytes of one, whether it is rendered as itself or as its kind.
    static let pattern = "(?:\\x12|" + all.sorted { $0.utf8.count > $1.utf8.count }.joined(separator: "|") + ") "
}
