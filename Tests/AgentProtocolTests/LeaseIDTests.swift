import AgentProtocol
import Testing

@Suite struct LeaseIDTests {
    @Test func `reads what it prints`() {
        let lease = LeaseID(task: 7, epoch: 42)
        #expect(LeaseID("\(lease)") == lease)
    }

    @Test(arguments: ["", "7", "7-", "-7", "7-4-2", "7--4", "+7-4", "7-99999999999999999999", "a-b", "٧-4"])
    func `refuses anything else`(text: String) {
        #expect(LeaseID(text) == nil)
    }
}
