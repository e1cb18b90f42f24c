#compdef hd-adapter

autoload -U is-at-least

_hd-adapter() {
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
'--module=[The file that declares the adapter]:FILE:_files' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
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
":: :_hd-adapter_commands" \
"*::: :->hd-adapter" \
&& ret=0
    case $state in
    (hd-adapter)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-adapter-command-$line[1]:"
        case $line[1] in
            (idle)
_arguments "${_arguments_options[@]}" : \
'--module=[The file that declares the adapter]:FILE:_files' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
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
(hd-module)
_arguments "${_arguments_options[@]}" : \
'--module=[The file that declares the adapter]:FILE:_files' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':command -- The command, in the dialect that the module declares\: version, get-config, set-config, run, …:_default' \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
'--module=[The file that declares the adapter]:FILE:_files' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::file -- The file:_files' \
&& ret=0
;;
(init)
_arguments "${_arguments_options[@]}" : \
'--fqmn=[The module'\''s full name \[default\: example/ and the folder'\''s name\]]:AUTHOR/NAME:_default' \
'--shortcut=[The word that operators will type \[default\: made of the name\]]:WORD:_default' \
'--module=[The file that declares the adapter]:FILE:_files' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::dir -- The folder, which must not be there or be empty:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-adapter__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-adapter-help-command-$line[1]:"
        case $line[1] in
            (idle)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(hd-module)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(init)
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

(( $+functions[_hd-adapter_commands] )) ||
_hd-adapter_commands() {
    local commands; commands=(
'idle:Wait until it is stopped, as the adapter'\''s container does' \
'hd-module:Run one command of the adapter protocol\: a line of JSON in, JSON out' \
'check:Judge a module.yaml\: every fault with its line and column' \
'init:Write the folder of a new module' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-adapter commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__check_commands] )) ||
_hd-adapter__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter check commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__hd-module_commands] )) ||
_hd-adapter__subcmd__hd-module_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter hd-module commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__help_commands] )) ||
_hd-adapter__subcmd__help_commands() {
    local commands; commands=(
'idle:Wait until it is stopped, as the adapter'\''s container does' \
'hd-module:Run one command of the adapter protocol\: a line of JSON in, JSON out' \
'check:Judge a module.yaml\: every fault with its line and column' \
'init:Write the folder of a new module' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-adapter help commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__help__subcmd__check_commands] )) ||
_hd-adapter__subcmd__help__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter help check commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__help__subcmd__hd-module_commands] )) ||
_hd-adapter__subcmd__help__subcmd__hd-module_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter help hd-module commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__help__subcmd__help_commands] )) ||
_hd-adapter__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter help help commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__help__subcmd__idle_commands] )) ||
_hd-adapter__subcmd__help__subcmd__idle_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter help idle commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__help__subcmd__init_commands] )) ||
_hd-adapter__subcmd__help__subcmd__init_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter help init commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__idle_commands] )) ||
_hd-adapter__subcmd__idle_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter idle commands' commands "$@"
}
(( $+functions[_hd-adapter__subcmd__init_commands] )) ||
_hd-adapter__subcmd__init_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter init commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-adapter" ]; then
    _hd-adapter "$@"
else
    compdef _hd-adapter hd-adapter
fi
