import Testing

/// The built executable from outside: real processes, agents, git, sandbox and database; only the provider and the model
/// are stand-ins.
///
/// One at a time: each test keeps two cores busy by itself.
@Suite(.serialized)
struct EndToEnd {}
