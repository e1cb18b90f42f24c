#compdef hd-config

autoload -U is-at-least

_hd-config() {
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
":: :_hd-config_commands" \
"*::: :->hd-config" \
&& ret=0
    case $state in
    (hd-config)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-config-command-$line[1]:"
        case $line[1] in
            (defaults)
_arguments "${_arguments_options[@]}" : \
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
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-r[A text without its quotes]' \
'--raw[A text without its quotes]' \
'(-r --raw)--yaml[As YAML, which '\''hd-config set --file'\'' takes back]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::names -- Parameters or sections\: AUTHOR/NAME\:SECTION/PARAMETER, or a bare path for the one module beside nodeset/hyperdrive:_default' \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
'*--reset=[Give a parameter its default again; may be repeated]:FQPN:_default' \
'*--reported=[Give a parameter what its module reports; may be repeated]:FQPN:_default' \
'*--enable=[Let a module'\''s services run; may be repeated]:FQMN:_default' \
'*--disable=[Let a module'\''s services not run; may be repeated]:FQMN:_default' \
'*-f+[A part or all of the system'\''s settings, as '\''hd-config get'\'' prints them, in YAML or JSON; may be repeated. Edits, --reset, --reported, --enable and --disable win over it, wherever they stand]:FILE:_files' \
'*--file=[A part or all of the system'\''s settings, as '\''hd-config get'\'' prints them, in YAML or JSON; may be repeated. Edits, --reset, --reported, --enable and --disable win over it, wherever they stand]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--follow[Enable what an enabled module needs too, and disable what needs a disabled one; without it that is refused]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::edits -- FQPN=VALUE, FQPN\:=JSON, FQPN@FILE (what the file holds) or FQPN@- (the first line of standard input, which stands before the documents); a secret is set from a file only:_default' \
&& ret=0
;;
(diff)
_arguments "${_arguments_options[@]}" : \
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
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
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
&& ret=0
;;
(ports)
_arguments "${_arguments_options[@]}" : \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--machine[Also what others on this machine have bound]' \
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
(upgrade)
_arguments "${_arguments_options[@]}" : \
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
&& ret=0
;;
(resolve)
_arguments "${_arguments_options[@]}" : \
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
&& ret=0
;;
(edit)
_arguments "${_arguments_options[@]}" : \
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
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-config__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-config-help-command-$line[1]:"
        case $line[1] in
            (defaults)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(diff)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(ports)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(upgrade)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(resolve)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(edit)
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

(( $+functions[_hd-config_commands] )) ||
_hd-config_commands() {
    local commands; commands=(
'defaults:Complete the settings\: what is stored, else what the operator set, what the module reports, the default' \
'get:Print settings\: those that are named, one a line, or else all of the system'\''s' \
'set:Change settings, all as wanted or none' \
'diff:Print what changed, one line for each module where something did; exit code 1 if something did, as diff does' \
'validate:Check that all settings are there and fit; exit code 1 if not' \
'ports:Check that no two modules want one port; exit code 1 if they do' \
'upgrade:Fit settings of an older version (\`from\`) to the module'\''s metadata, and tell every change in the field \`upgraded\`' \
'resolve:Evaluate what is hidden, disabled and described by templates, into the field \`resolved\`' \
'edit:Edit settings in a full-screen form on the terminal' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-config commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__defaults_commands] )) ||
_hd-config__subcmd__defaults_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config defaults commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__diff_commands] )) ||
_hd-config__subcmd__diff_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config diff commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__edit_commands] )) ||
_hd-config__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config edit commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__get_commands] )) ||
_hd-config__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config get commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help_commands] )) ||
_hd-config__subcmd__help_commands() {
    local commands; commands=(
'defaults:Complete the settings\: what is stored, else what the operator set, what the module reports, the default' \
'get:Print settings\: those that are named, one a line, or else all of the system'\''s' \
'set:Change settings, all as wanted or none' \
'diff:Print what changed, one line for each module where something did; exit code 1 if something did, as diff does' \
'validate:Check that all settings are there and fit; exit code 1 if not' \
'ports:Check that no two modules want one port; exit code 1 if they do' \
'upgrade:Fit settings of an older version (\`from\`) to the module'\''s metadata, and tell every change in the field \`upgraded\`' \
'resolve:Evaluate what is hidden, disabled and described by templates, into the field \`resolved\`' \
'edit:Edit settings in a full-screen form on the terminal' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-config help commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__defaults_commands] )) ||
_hd-config__subcmd__help__subcmd__defaults_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help defaults commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__diff_commands] )) ||
_hd-config__subcmd__help__subcmd__diff_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help diff commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__edit_commands] )) ||
_hd-config__subcmd__help__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help edit commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__get_commands] )) ||
_hd-config__subcmd__help__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help get commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__help_commands] )) ||
_hd-config__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help help commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__ports_commands] )) ||
_hd-config__subcmd__help__subcmd__ports_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help ports commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__resolve_commands] )) ||
_hd-config__subcmd__help__subcmd__resolve_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help resolve commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__set_commands] )) ||
_hd-config__subcmd__help__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help set commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__upgrade_commands] )) ||
_hd-config__subcmd__help__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help upgrade commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__help__subcmd__validate_commands] )) ||
_hd-config__subcmd__help__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config help validate commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__ports_commands] )) ||
_hd-config__subcmd__ports_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config ports commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__resolve_commands] )) ||
_hd-config__subcmd__resolve_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config resolve commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__set_commands] )) ||
_hd-config__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config set commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__upgrade_commands] )) ||
_hd-config__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config upgrade commands' commands "$@"
}
(( $+functions[_hd-config__subcmd__validate_commands] )) ||
_hd-config__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'hd-config validate commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-config" ]; then
    _hd-config "$@"
else
    compdef _hd-config hd-config
fi
