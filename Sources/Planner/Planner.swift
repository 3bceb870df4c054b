package import Vocabulary

/// Turns a PRD into a plan: as it stands where it is a structured one, with a language model otherwise.
package struct Planner: Sendable {
    package init() {}

    /// Plans `document` (Markdown or plain text) and runs nothing of it.
    ///
    /// The plan is valid (`PlanValidator`), reduced and carries its forecast.
    /// - Throws: `PlanningError` where there is no plan to be had, what the model throws, or `CancellationError`.
    package func plan(_ document: String, context: PlanningContext) async throws -> Plan {
        let outline = MarkdownOutline(document)
        let requirements = RequirementExtractor.requirements(in: outline)
        let forecast = PlanForecast(agents: context.agents, cost: context.cost)
        if context.feedback != nil {
            throw PlanningError.refused([
                PlanProblem("changing a plan by words needs a language model; change the PRD and send it again.")
            ])
        }
        switch OutlinePlanner.plan(outline, requirements: requirements, context: context) {
        case .plan(let plan): return forecast.applied(to: plan)
        case .refused(let problems): throw PlanningError.refused(Array(problems.prefix(PlanLimits.problems)))
        case .absent(let problems):
            throw PlanningError.refused(
                problems.isEmpty ? [Planner.lacksTasks] : Array(problems.prefix(PlanLimits.problems)))
        }
    }

    static let lacksTasks = PlanProblem(
        """
        without a language model a PRD needs a `## Tasks` section in which every task says what to run and how to check it:

        ## Tasks

        ### 1. Write the greeting
        ```sh run
        echo hello > greeting.txt
        ```
        ```sh check
        grep -q hello greeting.txt
        ```

        ### 2. Say it twice (after 1)
        ```sh run
        cat greeting.txt greeting.txt > twice.txt
        ```
        ```sh check
        test "$(grep -c hello twice.txt)" -eq 2
        ```
        """, needsModel: true)
}
