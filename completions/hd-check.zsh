#compdef hd-check

autoload -U is-at-least

_hd-check() {
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
'-f+[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--format=[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--strict[Count warnings as errors]' \
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
":: :_hd-check_commands" \
"*::: :->hd-check" \
&& ret=0
    case $state in
    (hd-check)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-check-command-$line[1]:"
        case $line[1] in
            (package)
_arguments "${_arguments_options[@]}" : \
'--metadata=[The module'\''s metadata, as its adapter answers get-config]:FILE:_files' \
'*--module=[The metadata of another module, whose parameters templates read; may be repeated]:FQMN=FILE:_default' \
'(--replay)--container=[The adapter in this container]:NAME:_default' \
'--key-file=[The file with that adapter'\''s key]:FILE:_files' \
'()--replay=[Answers that were recorded, in place of an adapter]:FILE:_files' \
'(--replay)--record=[Keep the adapter'\''s answers in this file; keys aren'\''t in it]:FILE:_files' \
'--dialect=[The dialect that the adapter speaks\: current, 2024-12, 2025-01 or 2025-03 \[default\: found out\]]:NAME:_default' \
'--timeout=[Seconds for one command]:SECONDS:_default' \
'-f+[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--format=[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'(--container --replay)--start[Start the package'\''s own adapter, and ask it]' \
'--no-compose[Judge compose files by Hyperdrive'\''s own rules, though Docker Compose is here]' \
'--strict[Count warnings as errors]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':package -- The package\: a ZIP file, or a folder as it would be packed:_files' \
'*::local -- A local adapter'\''s command line:_default' \
&& ret=0
;;
(adapter)
_arguments "${_arguments_options[@]}" : \
'--fqmn=[The module'\''s full name, where there is no package to say it]:FQMN:_default' \
'(--replay)--container=[The adapter in this container]:NAME:_default' \
'--key-file=[The file with that adapter'\''s key]:FILE:_files' \
'()--replay=[Answers that were recorded, in place of an adapter]:FILE:_files' \
'(--replay)--record=[Keep the adapter'\''s answers in this file; keys aren'\''t in it]:FILE:_files' \
'--dialect=[The dialect that the adapter speaks\: current, 2024-12, 2025-01 or 2025-03 \[default\: found out\]]:NAME:_default' \
'--timeout=[Seconds for one command]:SECONDS:_default' \
'-f+[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--format=[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--strict[Count warnings as errors]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::package -- The package that the adapter belongs to\: a ZIP file, or a folder as it would be packed:_files' \
'*::local -- A local adapter'\''s command line:_default' \
&& ret=0
;;
(explain)
_arguments "${_arguments_options[@]}" : \
'-f+[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--format=[The form of the report]:FORMAT:((text\:"Lines for people"
json\:"One JSON object"
tap\:"Test Anything Protocol 14, a test for each code"
junit\:"JUnit XML, a test case for each code"
sarif\:"SARIF 2.1.0"))' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--strict[Count warnings as errors]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::codes -- HD001, …; all of them where none is named:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-check__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-check-help-command-$line[1]:"
        case $line[1] in
            (package)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(adapter)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(explain)
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

(( $+functions[_hd-check_commands] )) ||
_hd-check_commands() {
    local commands; commands=(
'package:Judge a package\: the archive, the descriptor, the templates and what they make' \
'adapter:Judge an adapter\: every command, with everything that it may meet' \
'explain:Say what codes mean, and what to do about them' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-check commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__adapter_commands] )) ||
_hd-check__subcmd__adapter_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check adapter commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__explain_commands] )) ||
_hd-check__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check explain commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__help_commands] )) ||
_hd-check__subcmd__help_commands() {
    local commands; commands=(
'package:Judge a package\: the archive, the descriptor, the templates and what they make' \
'adapter:Judge an adapter\: every command, with everything that it may meet' \
'explain:Say what codes mean, and what to do about them' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-check help commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__help__subcmd__adapter_commands] )) ||
_hd-check__subcmd__help__subcmd__adapter_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check help adapter commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__help__subcmd__explain_commands] )) ||
_hd-check__subcmd__help__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check help explain commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__help__subcmd__help_commands] )) ||
_hd-check__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check help help commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__help__subcmd__package_commands] )) ||
_hd-check__subcmd__help__subcmd__package_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check help package commands' commands "$@"
}
(( $+functions[_hd-check__subcmd__package_commands] )) ||
_hd-check__subcmd__package_commands() {
    local commands; commands=()
    _describe -t commands 'hd-check package commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-check" ]; then
    _hd-check "$@"
else
    compdef _hd-check hd-check
fi
