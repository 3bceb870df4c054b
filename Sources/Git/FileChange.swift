/// How one file differs between two commits; a rename is a removal and an addition.
package struct FileChange: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case added
        case modified
        case removed
        /// Between file, symbolic link and submodule.
        case typeChanged
    }

    package let path: String
    package let kind: Kind
    /// Lines; nil for a binary file.
    package let addedLines: Int?
    package let removedLines: Int?

    package init(path: String, kind: Kind, addedLines: Int?, removedLines: Int?) {
        self.path = path
        self.kind = kind
        self.addedLines = addedLines
        self.removedLines = removedLines
    }
}
