/// How capable a model a piece of work asks for; settings map each tier to a model.
package enum ModelTier: String, Codable, Sendable, CaseIterable {
    case trivial, standard, complex
}
