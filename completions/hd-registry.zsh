#compdef hd-registry

autoload -U is-at-least

_hd-registry() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_hd-registry_commands" \
"*::: :->hd-registry" \
&& ret=0
    case $state in
    (hd-registry)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-registry-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
'--key=[The key that has signed it, as its registry publishes it\: then nothing is asked]:PUBLICKEY:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':location -- The registry'\''s index\: an https URL, or a path; its signature is beside it, with .minisig at the end:_default' \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':name -- The registry'\''s name:_default' \
&& ret=0
;;
(search)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::words -- Only modules whose name or description has one of these words:_default' \
&& ret=0
;;
(plan)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'()--all[Every installed module that came from a registry]' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- Modules\: AUTHOR/NAME for the newest version, or AUTHOR/NAME@VERSION:_default' \
&& ret=0
;;
(fetch)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--curated=[Another place of the curated list\: an https URL, or a path. Its keys stay those in the program]:LOCATION:_default' \
'--registry=[Ask this registry only]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':url -- An https URL:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-registry__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-registry-help-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(search)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(plan)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(fetch)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_hd-registry_commands] )) ||
_hd-registry_commands() {
    local commands; commands=(
'add:Let modules come from this registry, too; its key is shown and asked about' \
'list:Print the registries that are known' \
'remove:Forget a registry; what came from it stays' \
'search:Print what registries offer' \
'plan:Read the documents of what is installed, and print the packages that have to come' \
'fetch:Read what '\''plan'\'' printed, get the packages, check them, and print it on with their files' \
'get:Get the package at a URL, which no registry lists, and print its file and digest' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-registry commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__add_commands] )) ||
_hd-registry__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry add commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__fetch_commands] )) ||
_hd-registry__subcmd__fetch_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry fetch commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__get_commands] )) ||
_hd-registry__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry get commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help_commands] )) ||
_hd-registry__subcmd__help_commands() {
    local commands; commands=(
'add:Let modules come from this registry, too; its key is shown and asked about' \
'list:Print the registries that are known' \
'remove:Forget a registry; what came from it stays' \
'search:Print what registries offer' \
'plan:Read the documents of what is installed, and print the packages that have to come' \
'fetch:Read what '\''plan'\'' printed, get the packages, check them, and print it on with their files' \
'get:Get the package at a URL, which no registry lists, and print its file and digest' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-registry help commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__add_commands] )) ||
_hd-registry__subcmd__help__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help add commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__fetch_commands] )) ||
_hd-registry__subcmd__help__subcmd__fetch_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help fetch commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__get_commands] )) ||
_hd-registry__subcmd__help__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help get commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__help_commands] )) ||
_hd-registry__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help help commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__list_commands] )) ||
_hd-registry__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help list commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__plan_commands] )) ||
_hd-registry__subcmd__help__subcmd__plan_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help plan commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__remove_commands] )) ||
_hd-registry__subcmd__help__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help remove commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__help__subcmd__search_commands] )) ||
_hd-registry__subcmd__help__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry help search commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__list_commands] )) ||
_hd-registry__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry list commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__plan_commands] )) ||
_hd-registry__subcmd__plan_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry plan commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__remove_commands] )) ||
_hd-registry__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry remove commands' commands "$@"
}
(( $+functions[_hd-registry__subcmd__search_commands] )) ||
_hd-registry__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'hd-registry search commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-registry" ]; then
    _hd-registry "$@"
else
    compdef _hd-registry hd-registry
fi
