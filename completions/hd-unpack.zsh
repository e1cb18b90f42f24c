#compdef hd-unpack

autoload -U is-at-least

_hd-unpack() {
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
'--into=[Place each package in DIR/packages/<sha256>/ and make it the installed one, DIR/modules/<author>/<name>]:DIR:_files' \
'--home=[Note in DIR that the user directory of this id needs the package]:ID:_default' \
'(--home --list --check)--release=[The user directory of this id no longer needs the packages, each given as sha256\:DIGEST; one that nobody needs is removed]:ID:_default' \
'(--home --list --check --release)--retain=[The user directory of this id needs these packages, each given as sha256\:DIGEST, and no others\: what else it holds is released]:ID:_default' \
'--max-entries=[Most entries, folders included]:N:_default' \
'--max-unpacked=[Most bytes, unpacked]:BYTES:_default' \
'--max-ratio=[Most bytes that one packed byte may become, in an entry above 1 MiB]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--list[Add the field '\''files'\''\: path, size and SHA-256 of each]' \
'(--home --list)--check[Only say whether the packages are good\: print nothing, and exit with 0 or 3. With --into and sha256\:DIGEST, whether what is placed is still as it was unpacked\: 0 or 1]' \
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
'::packages -- Packages\: a ZIP file, a folder (packed first, as '\''pack'\'' does), '\''-'\'' for standard input, or sha256\:DIGEST for one that is in DIR:_files' \
":: :_hd-unpack_commands" \
"*::: :->hd-unpack" \
&& ret=0
    case $state in
    (hd-unpack)
        words=($line[2] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-unpack-command-$line[2]:"
        case $line[2] in
            (pack)
_arguments "${_arguments_options[@]}" : \
'-o+[The package to write]:FILE:_files' \
'--output=[The package to write]:FILE:_files' \
'--max-entries=[Most entries, folders included]:N:_default' \
'--max-unpacked=[Most bytes, unpacked]:BYTES:_default' \
'--max-ratio=[Most bytes that one packed byte may become, in an entry above 1 MiB]:N:_default' \
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
':folder -- The folder, with descriptor.json, adapter.tmpl and templates/:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-unpack__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-unpack-help-command-$line[1]:"
        case $line[1] in
            (pack)
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

(( $+functions[_hd-unpack_commands] )) ||
_hd-unpack_commands() {
    local commands; commands=(
'pack:Make a package of a folder\: the same bytes for the same files on every machine' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-unpack commands' commands "$@"
}
(( $+functions[_hd-unpack__subcmd__help_commands] )) ||
_hd-unpack__subcmd__help_commands() {
    local commands; commands=(
'pack:Make a package of a folder\: the same bytes for the same files on every machine' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-unpack help commands' commands "$@"
}
(( $+functions[_hd-unpack__subcmd__help__subcmd__help_commands] )) ||
_hd-unpack__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-unpack help help commands' commands "$@"
}
(( $+functions[_hd-unpack__subcmd__help__subcmd__pack_commands] )) ||
_hd-unpack__subcmd__help__subcmd__pack_commands() {
    local commands; commands=()
    _describe -t commands 'hd-unpack help pack commands' commands "$@"
}
(( $+functions[_hd-unpack__subcmd__pack_commands] )) ||
_hd-unpack__subcmd__pack_commands() {
    local commands; commands=()
    _describe -t commands 'hd-unpack pack commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-unpack" ]; then
    _hd-unpack "$@"
else
    compdef _hd-unpack hd-unpack
fi
