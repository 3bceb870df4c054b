import Store
import Testing
import Vocabulary

@Suite struct RetryBudgetTests {
    @Test func `ten retries are free, and five first attempts pay for one more`() {
        let now = Timestamp(milliseconds: 0)
        var budget = RetryBudget(at: now)
        let free = (0..<11).map { _ in budget.takeRetry(at: now) }
        #expect(free == Array(repeating: true, count: 10) + [false])
        for _ in 0..<5 { budget.noteFirstAttempt(at: now) }
        let paid = (0..<2).map { _ in budget.takeRetry(at: now) }
        #expect(paid == [true, false])
        let later = [599, 600].map { budget.takeRetry(at: now + .seconds($0)) }
        #expect(later == [false, true])
    }

    @Test func `a budget of a clock that was set back is over`() {
        var budget = RetryBudget(at: Timestamp(milliseconds: 259_200_000))
        for _ in 0..<10 { _ = budget.takeRetry(at: Timestamp(milliseconds: 259_200_000)) }
        let taken = [259_200_000, 0].map { budget.takeRetry(at: Timestamp(milliseconds: $0)) }
        #expect(taken == [false, true])
    }
}
