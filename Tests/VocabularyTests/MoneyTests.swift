import Testing
import Vocabulary

@Suite struct MoneyTests {
    @Test(
        arguments: [
            (0, "$0"), (3_000_000, "$3"), (3_200_000, "$3.20"), (4_200, "$0.0042"), (999_999, "$1.00"),
            (-2_500_000, "-$2.50"),
        ] as [(Int64, String)])
    func `prints as dollars`(amount: Int64, text: String) {
        #expect(Money(microdollars: amount).description == text)
    }

    @Test func `absurd amounts are refused`() {
        #expect(Money(dollars: -1) == nil)
        #expect(Money(dollars: .nan) == nil)
        #expect(Money(dollars: 1e300) == nil)
    }
}
