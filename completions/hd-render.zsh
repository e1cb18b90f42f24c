#compdef hd-render

autoload -U is-at-least

_hd-render() {
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
":: :_hd-render_commands" \
"*::: :->hd-render" \
&& ret=0
    case $state in
    (hd-render)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-render-command-$line[1]:"
        case $line[1] in
            (adapter)
_arguments "${_arguments_options[@]}" : \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--explain)--print[Print the rendered files in place of the documents, and write nothing]' \
'--explain[Print what each template depends on in place of the documents, and render nothing]' \
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
(services)
_arguments "${_arguments_options[@]}" : \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--explain)--print[Print the rendered files in place of the documents, and write nothing]' \
'--explain[Print what each template depends on in place of the documents, and render nothing]' \
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
(text)
_arguments "${_arguments_options[@]}" : \
'--context=[What the template sees\: {"fqmn"\: …, "accessors"\: {…}, "settings"\: {…}} \[default\: nothing\]]:FILE:_files' \
'--syntax=[The template'\''s syntax]:SYNTAX:((auto\:"What its actions look like"
go\:"Go'\''s text/template"
handlebars\:"Handlebars"))' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--explain)--compose[Guard the values and check that the text is a compose file, as adapter and services do]' \
'--explain[Print as JSON what the template depends on, and render nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':file -- The template; - is standard input:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-render__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-render-help-command-$line[1]:"
        case $line[1] in
            (adapter)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(services)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(text)
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

(( $+functions[_hd-render_commands] )) ||
_hd-render_commands() {
    local commands; commands=(
'adapter:Render each module'\''s adapter.tmpl and set \`adapter\`' \
'services:Render the templates of each module'\''s containers and set \`compose\`' \
'text:Render any one file and print the text' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-render commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__adapter_commands] )) ||
_hd-render__subcmd__adapter_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render adapter commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__help_commands] )) ||
_hd-render__subcmd__help_commands() {
    local commands; commands=(
'adapter:Render each module'\''s adapter.tmpl and set \`adapter\`' \
'services:Render the templates of each module'\''s containers and set \`compose\`' \
'text:Render any one file and print the text' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-render help commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__help__subcmd__adapter_commands] )) ||
_hd-render__subcmd__help__subcmd__adapter_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render help adapter commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__help__subcmd__help_commands] )) ||
_hd-render__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render help help commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__help__subcmd__services_commands] )) ||
_hd-render__subcmd__help__subcmd__services_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render help services commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__help__subcmd__text_commands] )) ||
_hd-render__subcmd__help__subcmd__text_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render help text commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__services_commands] )) ||
_hd-render__subcmd__services_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render services commands' commands "$@"
}
(( $+functions[_hd-render__subcmd__text_commands] )) ||
_hd-render__subcmd__text_commands() {
    local commands; commands=()
    _describe -t commands 'hd-render text commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-render" ]; then
    _hd-render "$@"
else
    compdef _hd-render hd-render
fi
