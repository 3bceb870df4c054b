/// PRDs whose tasks need no language model.
enum PRDs {
    static let greeting = """
        # Greeting

        ## Tasks

        ### 1. Write the greeting
        ```sh run
        echo hello > greeting.txt
        ```
        ```sh check
        grep -q hello greeting.txt
        ```

        ### 2. Say it twice (after 1)
        ```sh run
        cat greeting.txt greeting.txt > twice.txt
        ```
        ```sh check
        test "$(grep -c hello twice.txt)" -eq 2
        ```
        """
}
