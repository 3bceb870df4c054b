package import Store

/// Names a request, so that its repetitions are answered as it was.
package struct AnswerKey: Sendable {
    /// The key came with another request before.
    package struct Reused: Error {}

    /// The caller is part of it: nobody reads another's answers.
    package let name: String
    /// Of what was asked.
    package let digest: String

    package init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }
}

extension ReadTransaction {
    /// What was answered under the key before.
    ///
    /// - Throws: `AnswerKey.Reused` where that was another request.
    package func answer(to key: AnswerKey) throws -> (status: Int, body: String?)? {
        guard let known = try remembered(key.name) else { return nil }
        guard known.digest == key.digest else { throw AnswerKey.Reused() }
        return (known.status, known.body.isEmpty ? nil : known.body)
    }
}
