#compdef hd-compose

autoload -U is-at-least

_hd-compose() {
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
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
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
":: :_hd-compose_commands" \
"*::: :->hd-compose" \
&& ret=0
    case $state in
    (hd-compose)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-compose-command-$line[1]:"
        case $line[1] in
            (check)
_arguments "${_arguments_options[@]}" : \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--text[Lines for people in place of documents]' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers:(adapter services)' \
&& ret=0
;;
(up)
_arguments "${_arguments_options[@]}" : \
'*--allow=[Allow this permission, by its name as \`check\` shows it; may be repeated]:NAME:_default' \
'--timeout=[How long to wait, in seconds]:SECONDS:_default' \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--wait[Wait until all run, and are healthy where they say how to tell]' \
'--moved-here[The modules run nowhere else\: start what must never run twice, or ran on another machine last]' \
'--run-none[Modules whose adapters name no container any more are to run none\: stop and remove what runs of them]' \
'(-f --file)--back[Bring up what was well last, whatever the files say now; documents that carry a failure are taken too]' \
'(-f --file)--abandon[After SIGINT or SIGTERM start nothing in the place of what was stopped\: whoever runs this puts back what ran. Without it that is still started, and no longer waited for]' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers:(adapter services)' \
&& ret=0
;;
(stop)
_arguments "${_arguments_options[@]}" : \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers \[default\: all\]:(adapter services)' \
&& ret=0
;;
(down)
_arguments "${_arguments_options[@]}" : \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--volumes[Their volumes go too, with all that is in them]' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers \[default\: all\]:(adapter services)' \
&& ret=0
;;
(restart)
_arguments "${_arguments_options[@]}" : \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers \[default\: all\]:(adapter services)' \
&& ret=0
;;
(ps)
_arguments "${_arguments_options[@]}" : \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers \[default\: all\]:(adapter services)' \
&& ret=0
;;
(logs)
_arguments "${_arguments_options[@]}" : \
'--tail=[How many lines of each]:N:_default' \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--follow[Go on with what they write, until they end or Ctrl-C]' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers \[default\: all\]:(adapter services)' \
&& ret=0
;;
(pull)
_arguments "${_arguments_options[@]}" : \
'-p+[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'--project-name=[Without a stream\: the Compose project'\''s name]:NAME:_default' \
'*-f+[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--file=[Without a stream\: a compose file; may be repeated]:FILE:_files' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-n[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'--dry-run[Check everything, print the calls of Docker Compose on standard error, and change nothing]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::part -- Which of a module'\''s containers:(adapter services)' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-compose__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-compose-help-command-$line[1]:"
        case $line[1] in
            (check)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(up)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stop)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(down)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restart)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(ps)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(logs)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(pull)
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

(( $+functions[_hd-compose_commands] )) ||
_hd-compose_commands() {
    local commands; commands=(
'check:Add to the documents what the merged files ask of the machine, ranked; needs no engine' \
'up:Bring adapters or services up; only \`up services\` stops anything' \
'stop:Stop containers within their grace period; an engine'\''s restart doesn'\''t bring them back' \
'down:Stop and remove containers, and the project'\''s network when nothing is on it; volumes and data stay' \
'restart:Restart containers that run, each within its grace period; what was stopped stays so' \
'ps:Add the containers as they are now to the documents' \
'logs:Print the last lines that containers wrote' \
'pull:Get the images that are missing' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-compose commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__check_commands] )) ||
_hd-compose__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose check commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__down_commands] )) ||
_hd-compose__subcmd__down_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose down commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help_commands] )) ||
_hd-compose__subcmd__help_commands() {
    local commands; commands=(
'check:Add to the documents what the merged files ask of the machine, ranked; needs no engine' \
'up:Bring adapters or services up; only \`up services\` stops anything' \
'stop:Stop containers within their grace period; an engine'\''s restart doesn'\''t bring them back' \
'down:Stop and remove containers, and the project'\''s network when nothing is on it; volumes and data stay' \
'restart:Restart containers that run, each within its grace period; what was stopped stays so' \
'ps:Add the containers as they are now to the documents' \
'logs:Print the last lines that containers wrote' \
'pull:Get the images that are missing' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-compose help commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__check_commands] )) ||
_hd-compose__subcmd__help__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help check commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__down_commands] )) ||
_hd-compose__subcmd__help__subcmd__down_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help down commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__help_commands] )) ||
_hd-compose__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help help commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__logs_commands] )) ||
_hd-compose__subcmd__help__subcmd__logs_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help logs commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__ps_commands] )) ||
_hd-compose__subcmd__help__subcmd__ps_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help ps commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__pull_commands] )) ||
_hd-compose__subcmd__help__subcmd__pull_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help pull commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__restart_commands] )) ||
_hd-compose__subcmd__help__subcmd__restart_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help restart commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__stop_commands] )) ||
_hd-compose__subcmd__help__subcmd__stop_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help stop commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__help__subcmd__up_commands] )) ||
_hd-compose__subcmd__help__subcmd__up_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose help up commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__logs_commands] )) ||
_hd-compose__subcmd__logs_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose logs commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__ps_commands] )) ||
_hd-compose__subcmd__ps_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose ps commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__pull_commands] )) ||
_hd-compose__subcmd__pull_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose pull commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__restart_commands] )) ||
_hd-compose__subcmd__restart_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose restart commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__stop_commands] )) ||
_hd-compose__subcmd__stop_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose stop commands' commands "$@"
}
(( $+functions[_hd-compose__subcmd__up_commands] )) ||
_hd-compose__subcmd__up_commands() {
    local commands; commands=()
    _describe -t commands 'hd-compose up commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-compose" ]; then
    _hd-compose "$@"
else
    compdef _hd-compose hd-compose
fi
