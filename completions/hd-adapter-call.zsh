#compdef hd-adapter-call

autoload -U is-at-least

_hd-adapter-call() {
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
'--container=[Call the adapter in this container, with no stream]:NAME:_default' \
'--key-file=[The file with the adapter'\''s key]:FILE:_files' \
'--home=[Send no key to a container that isn'\''t of this home]:ID:_default' \
'--fqmn=[Send no key to a container that isn'\''t of this module]:FQMN:_default' \
'(--container)--words=[How many words after \`--\` are those of \`run\`, before a local adapter'\''s command line]:N:_default' \
'--dialect=[The dialect that the adapter speaks\: current, 2024-12, 2025-01 or 2025-03 \[default\: found out\]]:NAME:_default' \
'--timeout=[Seconds for one command \[default\: the setting clientTimeout, else 30; for \`start\` 600; for \`run\` none\]]:SECONDS:_default' \
'--source=[Whose log get-log-file asks for\: \`adapter\`, or a container'\''s name]:NAME:_default' \
'--from=[The version that the settings are of, for upgrade-instance \[default\: the document'\''s field \`from\`\]]:VERSION:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
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
':command -- version, get-log-file, get-config, process-config, set-config, get-containers, run, upgrade-instance or start:_default' \
'*::words -- The words of `run`, before a local adapter'\''s command line:_default' \
&& ret=0
}

(( $+functions[_hd-adapter-call_commands] )) ||
_hd-adapter-call_commands() {
    local commands; commands=()
    _describe -t commands 'hd-adapter-call commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-adapter-call" ]; then
    _hd-adapter-call "$@"
else
    compdef _hd-adapter-call hd-adapter-call
fi
