/// What an agent may be called.
package enum AgentName {
    package static func isValid(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count) && name.first != "-"
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
            }
    }
}
