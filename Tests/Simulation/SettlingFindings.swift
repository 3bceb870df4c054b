/// What was read from the rows while a history settles, and after how many changes of rows.
struct SettlingFindings {
    var changes = -1
    /// A job is on offer; nil where it was not read since.
    var isWaiting: Bool?
    /// Nothing is left in the rows; nil where it was not read since.
    var isOver: Bool?
}
