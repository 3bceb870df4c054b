package import LanguageModel
package import Vocabulary

/// Turns a PRD into a plan: as it stands where it is a structured one, with a language model otherwise.
package struct Planner: Sendable {
    private let prompts: PromptLibrary?

    /// - Parameter prompts: nil for those of the executable.
    package init(prompts: PromptLibrary? = nil) { self.prompts = prompts }

    /// Plans `document` (Markdown or plain text) and runs nothing of it.
    ///
    /// A `Tasks` section is taken as it stands; a model adds what its tasks lack, or plans the document where there is no
    /// such section. With `feedback` the model changes `previous`. The plan is valid (`PlanValidator`), its scripts are
    /// well-formed, its dependencies reduced, and it carries its forecast.
    /// - Throws: `PlanningError` where there is no plan to be had, what the model throws, or `CancellationError`.
    package func plan(_ document: String, context: PlanningContext) async throws -> Plan {
        guard document.utf8.count <= DocumentIntake.textLimit else {
            throw PlanningError.document("The document holds more than 1 MB of text. Split it into several PRDs.")
        }
        let outline = MarkdownOutline(document)
        let requirements = RequirementExtractor.requirements(in: outline)
        let forecast = PlanForecast(agents: context.agents, cost: context.cost)
        if context.feedback != nil {
            guard context.model != nil else {
                throw PlanningError.refused([
                    PlanProblem("changing a plan by words needs a language model; change the PRD and send it again.")
                ])
            }
            var context = context
            // The wish came before there was a plan: it changes the author's own, where there is one.
            if context.previous == nil,
                case .plan(let own) = OutlinePlanner.plan(outline, requirements: requirements, context: context)
            {
                context.previous = own
            }
            return forecast.applied(to: try await modelPlan(document, requirements, context, skeleton: nil))
        }
        switch OutlinePlanner.plan(outline, requirements: requirements, context: context) {
        case .plan(let plan):
            let problems = try await ShellSyntax.problems(in: plan)
            guard problems.isEmpty else { throw Planner.refusal(problems) }
            return forecast.applied(to: plan)
        case .incomplete(let plan):
            return forecast.applied(to: try await modelPlan(document, requirements, context, skeleton: plan))
        case .refused(let problems): throw Planner.refusal(problems)
        case .absent(let problems):
            guard context.model != nil else {
                throw Planner.refusal(problems.isEmpty ? [Planner.lacksTasks] : problems)
            }
            return forecast.applied(to: try await modelPlan(document, requirements, context, skeleton: nil))
        }
    }

    private func modelPlan(
        _ document: String, _ requirements: [Requirement], _ context: PlanningContext, skeleton: Plan?
    ) async throws -> Plan {
        let library = if let prompts { prompts } else { try PromptLibrary() }
        return try await ModelPlanner(
            context, prompts: library, document: document, requirements: requirements, skeleton: skeleton
        ).plan()
    }

    private static func refusal(_ problems: [PlanProblem]) -> PlanningError {
        .refused(Array(problems.prefix(PlanLimits.problems)))
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
