#compdef hd-apiserve

autoload -U is-at-least

_hd-apiserve() {
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
'--listen=[Where to listen; port 0 takes a free one]:ADDRESS:PORT:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--container[This is the daemon'\''s container\: any address of it may be listened on]' \
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
&& ret=0
}

(( $+functions[_hd-apiserve_commands] )) ||
_hd-apiserve_commands() {
    local commands; commands=()
    _describe -t commands 'hd-apiserve commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-apiserve" ]; then
    _hd-apiserve "$@"
else
    compdef _hd-apiserve hd-apiserve
fi
