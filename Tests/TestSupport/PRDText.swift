/// PRDs that several tests hand to the outline planner.
package enum PRDText {
    /// One task.
    package static let single = """
        # Single
        ## Tasks
        ### 1. One
        ```sh run
        echo 1 > one
        ```
        ```sh check
        test -f one
        ```
        """

    /// Two tasks, one after the other.
    package static let pair = """
        # Pair
        ## Tasks
        ### 1. One
        ```sh run
        echo 1 > one
        ```
        ```sh check
        test -f one
        ```
        ### 2. Two (after 1)
        ```sh run
        echo 2 > two
        ```
        ```sh check
        test -f two
        ```
        """

    /// Four tasks; the second and third after the first, the fourth after both.
    package static let diamond = """
        # Diamond
        ## Tasks
        ### 1. One
        ```sh run
        echo 1 > one
        ```
        ```sh check
        test -f one
        ```
        ### 2. Two (after 1)
        ```sh run
        echo 2 > two
        ```
        ```sh check
        test -f two
        ```
        ### 3. Three (after 1)
        ```sh run
        echo 3 > three
        ```
        ```sh check
        test -f three
        ```
        ### 4. Four (after 2, 3)
        ```sh run
        cat one two three > four
        ```
        ```sh check
        test "$(wc -l < four)" -eq 3
        ```
        """
}
