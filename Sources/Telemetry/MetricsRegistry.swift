import Threading

/// All metrics of the process, rendered in Prometheus' text exposition format.
///
/// Ask once for a series and keep it: counting is then one uncontended lock. The same name and labels always give the
/// same series. A name takes at most `seriesLimit` series; label values beyond that share one series whose values all
/// read `other`, so that a label fed from outside cannot fill the memory.
package final class MetricsRegistry: Sendable {
    package typealias Labels = KeyValuePairs<String, String>

    /// The media type of `render()`.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private enum Series {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)

        var kind: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private struct Family {
        let help: String
        let kind: String
        // Keyed by the labels as they are rendered: `provider="slack",outcome="ok"`.
        var series: [String: Series] = [:]
    }

    private let seriesLimit: Int
    private let families = Lock<[String: Family]>([:])

    package init(seriesLimit: Int = 200) { self.seriesLimit = seriesLimit }

    /// A counter; by convention its name ends in `_total`.
    package func counter(_ name: StaticString, help: StaticString, _ labels: Labels = [:]) -> Counter {
        let series = series(name, help, "counter", labels) { .counter(Counter()) }
        guard case .counter(let counter) = series else { preconditionFailure("\(name) is no counter") }
        return counter
    }

    package func gauge(_ name: StaticString, help: StaticString, _ labels: Labels = [:]) -> Gauge {
        let series = series(name, help, "gauge", labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = series else { preconditionFailure("\(name) is no gauge") }
        return gauge
    }

    /// A gauge whose value is asked for at each rendering; `read` must be quick and must not use this registry.
    @discardableResult
    package func gauge(
        _ name: StaticString, help: StaticString, _ labels: Labels = [:], read: @escaping @Sendable () -> Double
    ) -> Gauge {
        let series = series(name, help, "gauge", labels) { .gauge(Gauge(read: read)) }
        guard case .gauge(let gauge) = series else { preconditionFailure("\(name) is no gauge") }
        return gauge
    }

    /// - Parameter bounds: upper bounds in rising order, the same for all series of the name; in seconds for durations.
    package func histogram(
        _ name: StaticString, help: StaticString, _ labels: Labels = [:], bounds: [Double] = Histogram.durationBounds
    ) -> Histogram {
        let series = series(name, help, "histogram", labels) { .histogram(Histogram(bounds: bounds)) }
        guard case .histogram(let histogram) = series else { preconditionFailure("\(name) is no histogram") }
        return histogram
    }

    private func series(
        _ name: StaticString, _ help: StaticString, _ kind: String, _ labels: Labels, make: () -> Series
    ) -> Series {
        let labelText = Self.render(labels.map { ($0, $1) })
        return families.withLock { families in
            var family = families[name.description] ?? Family(help: help.description, kind: kind)
            precondition(family.kind == kind, "\(name) is a \(family.kind), not a \(kind)")
            if let known = family.series[labelText] { return known }
            let isFull = family.series.count >= seriesLimit && labels.count > 0
            let key = isFull ? Self.render(labels.map { ($0.key, "other") }) : labelText
            if let known = family.series[key] { return known }
            let made = make()
            family.series[key] = made
            families[name.description] = family
            return made
        }
    }

    /// Every metric as Prometheus text, sorted by name and labels.
    package func render() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(Self.escape(family.help, quotes: false))\n# TYPE \(name) \(family.kind)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                switch series {
                case .counter(let counter): text += Self.sample(name, labels, counter.value)
                case .gauge(let gauge): text += Self.sample(name, labels, gauge.value)
                case .histogram(let histogram): text += Self.samples(name, labels, histogram)
                }
            }
        }
        return text
    }

    private static func samples(_ name: String, _ labels: String, _ histogram: Histogram) -> String {
        let snapshot = histogram.snapshot
        let separator = labels.isEmpty ? "" : ","
        var cumulative: UInt64 = 0
        var text = ""
        for (index, count) in snapshot.counts.enumerated() {
            cumulative += count
            let bound = index < histogram.bounds.count ? number(histogram.bounds[index]) : "+Inf"
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(cumulative)\n"
        }
        return text + sample("\(name)_sum", labels, snapshot.sum) + sample("\(name)_count", labels, Double(cumulative))
    }

    private static func sample(_ name: String, _ labels: String, _ value: Double) -> String {
        "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        return "\(value)"
    }

    private static func render(_ labels: [(String, String)]) -> String {
        labels.map { "\($0)=\"\(escape($1, quotes: true))\"" }.joined(separator: ",")
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
