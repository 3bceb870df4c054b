/// What the loss of a lease says about its task.
package enum LeaseLoss: Int, Sendable {
    /// Its holder has said that it has the job: the task may have been its end.
    case crash = 0
    /// The control plane ended under the holder: nothing.
    case explained
    /// Nobody gave a sign since the offer, so that it may never have arrived: nothing.
    case unheard
}
