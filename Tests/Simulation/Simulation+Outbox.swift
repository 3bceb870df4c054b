extension Simulation {
    func startOutbox() {}
}
