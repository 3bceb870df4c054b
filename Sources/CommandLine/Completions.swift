/// Completion scripts for shells, made from the commands' own data.
struct Completions {
    enum Shell: String, CaseIterable {
        case bash, zsh, fish
    }

    let tree: CommandTree

    func script(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private var nouns: [String] {
        var seen: Set<String> = []
        return tree.commands.map { String($0.name.split(separator: " ")[0]) }.filter { seen.insert($0).inserted }
    }

    private func verbs(of noun: String) -> [String] {
        tree.commands.filter { $0.name.hasPrefix("\(noun) ") }.map { String($0.name.dropFirst(noun.count + 1)) }
    }

    // One `case` per place in the line; bash asks with the words typed so far.
    private var bash: String {
        var cases = ""
        for noun in nouns {
            let verbs = verbs(of: noun)
            if !verbs.isEmpty { cases += "        \"\(noun)\") words=\"\(verbs.joined(separator: " "))\" ;;\n" }
        }
        var options = ""
        var values = ""
        var places = ""
        for command in tree.commands {
            let names = (command.options + [.help]).map { "--\($0.name)" }.joined(separator: " ")
            options += "        \"\(command.name)\") options=\"\(names)\" ;;\n"
            for option in command.options {
                if let words = Self.bash(option.completion) {
                    values += "        \"\(command.name) --\(option.name)\") \(words); return ;;\n"
                }
            }
            if let completion = command.positionals.first?.completion, let words = Self.bash(completion) {
                places += "        \"\(command.name)\") \(words) ;;\n"
            }
        }
        return """
            _\(tree.name)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                local noun="${COMP_WORDS[1]}" command words="" options=""
                COMPREPLY=()
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "\(nouns.joined(separator: " "))" -- "$current"))
                    return
                fi
                case "$noun" in
            \(cases)    esac
                command="$noun"
                if [ -n "$words" ] && [ "$COMP_CWORD" -gt 2 ]; then
                    case " $words " in *" ${COMP_WORDS[2]} "*) command="$noun ${COMP_WORDS[2]}" ;; esac
                fi
                case "$command $previous" in
            \(values)    esac
                case "$command" in
            \(options)    esac
                case "$current" in
                    -*) COMPREPLY=($(compgen -W "$options" -- "$current")); return ;;
                esac
                if [ "$COMP_CWORD" -eq 2 ] && [ -n "$words" ]; then
                    COMPREPLY=($(compgen -W "$words" -- "$current"))
                    return
                fi
                case "$command" in
            \(places)    esac
            }
            complete -F _\(tree.name) \(tree.name)

            """
    }

    private static func bash(_ completion: OptionSpec.Completion) -> String? {
        switch completion {
        case .none: nil
        case .file: "COMPREPLY=($(compgen -f -- \"$current\"))"
        case .folder: "COMPREPLY=($(compgen -d -- \"$current\"))"
        case .values(let values):
            "COMPREPLY=($(compgen -W \"\(values.joined(separator: " "))\" -- \"$current\"))"
        }
    }

    private var zsh: String {
        var cases = ""
        for command in tree.commands {
            var specs = (command.options + [.help]).map { option in
                let repeated = option.isRepeated ? "*" : ""
                let value = option.value.map { ":\(Self.zshText($0)):\(Self.zsh(option.completion))" } ?? ""
                return "'\(repeated)--\(option.name)[\(Self.zshText(option.help))]\(value)'"
            }
            for positional in command.positionals {
                let place = positional.isRepeated ? "*" : ""
                specs.append("'\(place):\(Self.zshText(positional.name)):\(Self.zsh(positional.completion))'")
            }
            cases += "        \"\(command.name)\") _arguments \(specs.joined(separator: " ")) ;;\n"
        }
        var verbCases = ""
        for noun in nouns {
            let lines = tree.commands.filter { $0.name.hasPrefix("\(noun) ") }
                .map { "'\($0.name.dropFirst(noun.count + 1)):\(Self.zshText($0.summary))'" }
            if !lines.isEmpty { verbCases += "        \"\(noun)\") verbs=(\(lines.joined(separator: " "))) ;;\n" }
        }
        let top = nouns.map { noun in
            "'\(noun):\(Self.zshText(tree.commands.first { $0.name == noun }?.summary ?? "\(noun) commands"))'"
        }
        return """
            #compdef \(tree.name)
            _\(tree.name)() {
                local -a nouns verbs
                local command="$words[2]" depth=1
                nouns=(\(top.joined(separator: " ")))
                if (( CURRENT == 2 )); then _describe command nouns; return; fi
                case "$words[2]" in
            \(verbCases)    esac
                if (( CURRENT == 3 && $#verbs )); then _describe verb verbs; fi
                if (( $#verbs && CURRENT > 3 )) && [[ " ${verbs%%:*} " == *" $words[3] "* ]]; then
                    command="$words[2] $words[3]"; depth=2
                fi
                shift depth words
                (( CURRENT -= depth ))
                case "$command" in
            \(cases)    esac
            }
            if [ "$funcstack[1]" = "_\(tree.name)" ]; then _\(tree.name) "$@"; else compdef _\(tree.name) \(tree.name); fi

            """
    }

    private static func zsh(_ completion: OptionSpec.Completion) -> String {
        switch completion {
        case .none: " "
        case .file: "_files"
        case .folder: "_files -/"
        case .values(let values): "(\(values.joined(separator: " ")))"
        }
    }

    // Inside single quotes and inside _arguments' own brackets and colons.
    private static func zshText(_ text: String) -> String {
        text.map { character in
            switch character {
            case "'": "’"
            case "[", "]", ":": "\\\(character)"
            default: "\(character)"
            }
        }.joined()
    }

    private var fish: String {
        var lines = ["complete -c \(tree.name) -f"]
        for noun in nouns {
            let summary = tree.commands.first { $0.name == noun }?.summary ?? "\(noun) commands"
            lines.append("complete -c \(tree.name) -n __fish_use_subcommand -a \(noun) -d '\(Self.fishText(summary))'")
        }
        for command in tree.commands {
            let words = command.name.split(separator: " ")
            let verbs = verbs(of: command.name)
            var condition = "__fish_seen_subcommand_from \(words[0])"
            if words.count == 2 {
                let siblings = self.verbs(of: String(words[0])).joined(separator: " ")
                lines.append(
                    "complete -c \(tree.name) -n '\(condition); and not __fish_seen_subcommand_from \(siblings)' "
                        + "-a \(words[1]) -d '\(Self.fishText(command.summary))'")
                condition += "; and __fish_seen_subcommand_from \(words[1])"
            } else if !verbs.isEmpty {
                condition += "; and not __fish_seen_subcommand_from \(verbs.joined(separator: " "))"
            }
            for option in command.options + [.help] {
                let value =
                    option.value == nil
                    ? "" : "\(option.completion == .file ? " -r" : " -x")\(Self.fish(option.completion))"
                lines.append(
                    "complete -c \(tree.name) -n '\(condition)' -l \(option.name)\(value) "
                        + "-d '\(Self.fishText(option.help))'")
            }
            if let positional = command.positionals.first, positional.completion != .none {
                lines.append("complete -c \(tree.name) -n '\(condition)'\(Self.fish(positional.completion))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func fish(_ completion: OptionSpec.Completion) -> String {
        switch completion {
        case .none: ""
        case .file: " -F"
        case .folder: " -a '(__fish_complete_directories)'"
        case .values(let values): " -a '\(values.joined(separator: " "))'"
        }
    }

    private static func fishText(_ text: String) -> String { text.replacing("'", with: "’") }
}
