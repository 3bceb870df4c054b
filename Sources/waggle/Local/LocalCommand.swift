import CommandLine

/// A command that works on this machine alone, whether a control plane runs or not.
protocol LocalCommand: Command {}
