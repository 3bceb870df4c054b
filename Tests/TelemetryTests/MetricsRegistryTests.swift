import Telemetry
import Testing

@Suite struct MetricsRegistryTests {
    @Test func `counters and gauges are rendered by name and labels`() {
        let registry = MetricsRegistry()
        registry.counter("waggle_messages_total", help: "Messages taken.", ["provider": "slack"]).add(2)
        registry.counter("waggle_messages_total", help: "Messages taken.", ["provider": "a\"b\\c\nd"]).add()
        registry.gauge("waggle_agents", help: "Agents online.").set(2.5)
        registry.gauge("waggle_queue", help: "Waiting.", read: { 7 })
        #expect(
            registry.render() == """
                # HELP waggle_agents Agents online.
                # TYPE waggle_agents gauge
                waggle_agents 2.5
                # HELP waggle_messages_total Messages taken.
                # TYPE waggle_messages_total counter
                waggle_messages_total{provider="a\\"b\\\\c\\nd"} 1
                waggle_messages_total{provider="slack"} 2
                # HELP waggle_queue Waiting.
                # TYPE waggle_queue gauge
                waggle_queue 7

                """)
    }

    @Test func `a histogram's buckets are cumulative`() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("waggle_seconds", help: "Time.", ["route": "/"], bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 3] { histogram.observe(value) }
        histogram.observe(.nan)
        histogram.observe(Duration.milliseconds(500))
        #expect(
            registry.render() == """
                # HELP waggle_seconds Time.
                # TYPE waggle_seconds histogram
                waggle_seconds_bucket{route="/",le="0.1"} 2
                waggle_seconds_bucket{route="/",le="1"} 4
                waggle_seconds_bucket{route="/",le="+Inf"} 5
                waggle_seconds_sum{route="/"} 4.15
                waggle_seconds_count{route="/"} 5

                """)
    }

    @Test func `labels beyond the cap share one series`() {
        let registry = MetricsRegistry(seriesLimit: 3)
        for number in 0..<100 { registry.counter("c_total", help: "h", ["sender": "\(number)"]).add() }
        #expect(registry.render().split(separator: "\n").count == 2 + 4)
        #expect(registry.render().contains("c_total{sender=\"other\"} 97\n"))
    }

    @Test func `the same name and labels are the same series, from many tasks`() async {
        let registry = MetricsRegistry()
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 { registry.counter("c_total", help: "h", ["a": "b"]).add() }
                }
            }
        }
        #expect(registry.counter("c_total", help: "h", ["a": "b"]).value == 8_000)
    }
}
