#compdef hd-token

autoload -U is-at-least

_hd-token() {
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
":: :_hd-token_commands" \
"*::: :->hd-token" \
&& ret=0
    case $state in
    (hd-token)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-token-command-$line[1]:"
        case $line[1] in
            (key)
_arguments "${_arguments_options[@]}" : \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--mounted[Let every user read the file, as one that is mounted into containers has to be]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::file -- The file to make; one that is there is never overwritten:_files' \
&& ret=0
;;
(sign)
_arguments "${_arguments_options[@]}" : \
'--issuer=[The module that asks]:FQMN:_default' \
'--key-file=[The file with the key; a link is refused]:FILE:_files' \
'--ttl=[How many seconds the token lives]:SECONDS:_default' \
'--audience=[The project that the token is meant for]:PROJECT:_default' \
'--algorithm=[The signature]:NAME:(HS256 HS384 HS512)' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--once[A token for one request only]' \
'--json[Print an object with the token and its claims]' \
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
(verify)
_arguments "${_arguments_options[@]}" : \
'--key-file=[The file with the key; a link is refused]:FILE:_files' \
'--audience=[The project that the token has to be meant for, where it names one]:PROJECT:_default' \
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
(inspect)
_arguments "${_arguments_options[@]}" : \
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
(rotate)
_arguments "${_arguments_options[@]}" : \
'--key-file=[The file with the key; a link is refused]:FILE:_files' \
'--overlap=[How many seconds the old key stays valid at most]:SECONDS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--anyway[Rotate though the key before the last rotation still counts\: whoever uses it is locked out]' \
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
":: :_hd-token__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-token-help-command-$line[1]:"
        case $line[1] in
            (key)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(sign)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(inspect)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(rotate)
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

(( $+functions[_hd-token_commands] )) ||
_hd-token_commands() {
    local commands; commands=(
'key:Make a key\: into a new file, or on standard output, without a newline' \
'sign:Sign a token and print it' \
'verify:Read a token on standard input and print its claims; exit 1 where it isn'\''t valid' \
'inspect:Read a token on standard input and print what it says, whether it is valid or not' \
'rotate:Put a new key in an old one'\''s place; the old one stays valid for a while' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-token commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help_commands] )) ||
_hd-token__subcmd__help_commands() {
    local commands; commands=(
'key:Make a key\: into a new file, or on standard output, without a newline' \
'sign:Sign a token and print it' \
'verify:Read a token on standard input and print its claims; exit 1 where it isn'\''t valid' \
'inspect:Read a token on standard input and print what it says, whether it is valid or not' \
'rotate:Put a new key in an old one'\''s place; the old one stays valid for a while' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-token help commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help__subcmd__help_commands] )) ||
_hd-token__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token help help commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help__subcmd__inspect_commands] )) ||
_hd-token__subcmd__help__subcmd__inspect_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token help inspect commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help__subcmd__key_commands] )) ||
_hd-token__subcmd__help__subcmd__key_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token help key commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help__subcmd__rotate_commands] )) ||
_hd-token__subcmd__help__subcmd__rotate_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token help rotate commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help__subcmd__sign_commands] )) ||
_hd-token__subcmd__help__subcmd__sign_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token help sign commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__help__subcmd__verify_commands] )) ||
_hd-token__subcmd__help__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token help verify commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__inspect_commands] )) ||
_hd-token__subcmd__inspect_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token inspect commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__key_commands] )) ||
_hd-token__subcmd__key_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token key commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__rotate_commands] )) ||
_hd-token__subcmd__rotate_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token rotate commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__sign_commands] )) ||
_hd-token__subcmd__sign_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token sign commands' commands "$@"
}
(( $+functions[_hd-token__subcmd__verify_commands] )) ||
_hd-token__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'hd-token verify commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-token" ]; then
    _hd-token "$@"
else
    compdef _hd-token hd-token
fi
