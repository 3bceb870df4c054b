/// An array whose broken elements are counted and left out, so that one bad entry never costs the rest of a batch.
struct Lossy<Element> {
    var elements: [Element] = []
    var lost = 0

    /// Reads the array at the cursor; what is no array counts as one loss.
    ///
    /// - Parameter element: Consumes an element; nil where it is broken.
    init(
        _ cursor: inout JSONCursor, _ element: (inout JSONCursor) throws(JSONCursor.Malformed) -> Element?
    ) throws(JSONCursor.Malformed) {
        let isArray = try cursor.elements { (cursor) throws(JSONCursor.Malformed) in
            if let read = try element(&cursor) { elements.append(read) } else { lost += 1 }
        }
        if !isArray { lost = 1 }
    }
}
