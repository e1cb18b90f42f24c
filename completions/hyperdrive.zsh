#compdef hyperdrive

autoload -U is-at-least

_hyperdrive() {
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
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
":: :_hyperdrive_commands" \
"*::: :->hyperdrive" \
&& ret=0
    case $state in
    (hyperdrive)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-command-$line[1]:"
        case $line[1] in
            (module)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
":: :_hyperdrive__subcmd__module_commands" \
"*::: :->module" \
&& ret=0

    case $state in
    (module)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-module-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
'*--allow=[Allow this permission, by the name that is shown where it is asked for; may be repeated]:NAME:_default' \
'*--trust=[Take packages that aren'\''t from the curated list\: those that are named, or only the one of this digest; may be repeated]::sha256:DIGEST:_default' \
'--registry=[Look for names in this registry only]:NAME:_default' \
'--timeout=[How long an adapter may take to answer, in seconds]:SECONDS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--frozen[Take nothing that isn'\''t curated or pinned by its digest]' \
'--replace-source[Take a package from elsewhere than the installed one\: it gets that one'\''s settings, data and keys]' \
'--allow-stale[Take an index that has expired]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::packages -- Packages\: ZIP files, folders with what one would hold, https URLs, or names in a registry, AUTHOR/NAME or AUTHOR/NAME@VERSION:_default' \
&& ret=0
;;
(upgrade)
_arguments "${_arguments_options[@]}" : \
'*--set=[Set a parameter of the new version; may be repeated]:FQPN=VALUE:_default' \
'*--allow=[Allow this permission, by the name that is shown where it is asked for; may be repeated]:NAME:_default' \
'*--trust=[Take packages that aren'\''t from the curated list\: those that are named, or only the one of this digest; may be repeated]::sha256:DIGEST:_default' \
'--registry=[Look for names in this registry only]:NAME:_default' \
'--wait=[How long to wait for containers to be well, in seconds]:SECONDS:_default' \
'--timeout=[How long an adapter may take to answer, in seconds]:SECONDS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'()--all[Every module that came from a registry]' \
'--downgrade[Go back to an older version, too]' \
'--frozen[Take nothing that isn'\''t curated or pinned by its digest]' \
'--replace-source[Take a package from elsewhere than the installed one\: it gets that one'\''s settings, data and keys]' \
'--allow-stale[Take an index that has expired]' \
'--run-none[A new version whose adapter names no container any more is to run none\: stop and remove what runs]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::packages -- Packages\: ZIP files, folders, https URLs, or names of installed modules that came from a registry, AUTHOR/NAME or AUTHOR/NAME@VERSION:_default' \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--purge-data[Their data, volumes, logs and settings go with them]' \
'--with-dependants[The modules that depend on them go too]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- Modules\: shortcuts, names or AUTHOR/NAME:_default' \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(search)
_arguments "${_arguments_options[@]}" : \
'--registry=[Look for names in this registry only]:NAME:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--allow-stale[Take an index that has expired]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(info)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- Modules\: shortcuts, names or AUTHOR/NAME \[default\: all\]:_default' \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- Modules\: shortcuts, names or AUTHOR/NAME \[default\: all\]:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hyperdrive__subcmd__module__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-module-help-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(upgrade)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(search)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(info)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(verify)
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
;;
(service)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
":: :_hyperdrive__subcmd__service_commands" \
"*::: :->service" \
&& ret=0

    case $state in
    (service)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-service-command-$line[1]:"
        case $line[1] in
            (config)
_arguments "${_arguments_options[@]}" : \
'*--set=[Set a parameter\: MODULE\:SECTION/PARAMETER=VALUE, \:=JSON, @FILE (what the file holds) or @- (asked for, or the next line of standard input); a secret is set by @ only; may be repeated]:FQPN=VALUE:_default' \
'*--reset=[Give a parameter its default again; may be repeated]:FQPN:_default' \
'--file=[Take settings from a file or a pipe (- is standard input), YAML or JSON\: a part of them, or all as --export writes them. --set, --reset, --enable and --disable win over it, wherever they stand]:FILE:_files' \
'*--enable=[Enable a module; may be repeated]:MODULE:_default' \
'*--disable=[Disable a module\: the next start takes its services down; may be repeated]:MODULE:_default' \
'(--set --reset --file --enable --disable --yes --dry-run)--export=[Write the complete settings as YAML, to standard output where no file is named, and change nothing]::FILE:_files' \
'*--allow=[Allow this permission, by the name that is shown where it is asked for; may be repeated]:NAME:_default' \
'--timeout=[How long an adapter may take to answer, in seconds]:SECONDS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--yes[Ask nothing\: what an enabled module needs is enabled too, what needs a disabled one is disabled]' \
'--dry-run[Show what would change and which containers would restart, and change nothing]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(start)
_arguments "${_arguments_options[@]}" : \
'--wait=[How long to wait for containers to be well, in seconds]:SECONDS:_default' \
'*--allow=[Allow this permission, by the name that is shown where it is asked for; may be repeated]:NAME:_default' \
'--timeout=[How long an adapter may take to answer, in seconds]:SECONDS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--moved-here[The modules run nowhere else\: start what must never run twice, or ran on another machine last]' \
'--run-none[Modules whose adapters name no container any more are to run none\: stop and remove what runs of them]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(recover)
_arguments "${_arguments_options[@]}" : \
'--wait=[How long to wait for containers to be well, in seconds]:SECONDS:_default' \
'*--allow=[Allow this permission, by the name that is shown where it is asked for; may be repeated]:NAME:_default' \
'--timeout=[How long an adapter may take to answer, in seconds]:SECONDS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--moved-here[The modules run nowhere else\: start what must never run twice, or ran on another machine last]' \
'--run-none[Modules whose adapters name no container any more are to run none\: stop and remove what runs of them]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(restart)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- These modules only\: shortcut, name or AUTHOR/NAME:_default' \
&& ret=0
;;
(stop)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- These modules only\: shortcut, name or AUTHOR/NAME:_default' \
&& ret=0
;;
(pause)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- These modules only\: shortcut, name or AUTHOR/NAME:_default' \
&& ret=0
;;
(down)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(status)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(version)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(logs)
_arguments "${_arguments_options[@]}" : \
'--tail=[How many lines of each container]:N:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-f[Go on with what they write, until Ctrl-C]' \
'--follow[Go on with what they write, until Ctrl-C]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- These modules only\: shortcut, name or AUTHOR/NAME:_default' \
&& ret=0
;;
(adapter-logs)
_arguments "${_arguments_options[@]}" : \
'--tail=[How many lines of each container]:N:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'-f[Go on with what they write, until Ctrl-C]' \
'--follow[Go on with what they write, until Ctrl-C]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::modules -- These modules only\: shortcut, name or AUTHOR/NAME:_default' \
&& ret=0
;;
(generations)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(rollback)
_arguments "${_arguments_options[@]}" : \
'--wait=[How long to wait for containers to be well, in seconds]:SECONDS:_default' \
'*--allow=[Allow this permission, by the name that is shown where it is asked for; may be repeated]:NAME:_default' \
'--timeout=[How long an adapter may take to answer, in seconds]:SECONDS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--anyway[Though a module says that it can'\''t be taken back]' \
'--moved-here[The modules run nowhere else\: start what must never run twice, or ran on another machine last]' \
'--run-none[Modules whose adapters name no container any more are to run none\: stop and remove what runs of them]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::generation -- The generation'\''s number \[default\: the one that ran before the current one\]:_default' \
&& ret=0
;;
(prune)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--yes[Remove it]' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
":: :_hyperdrive__subcmd__service__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-service-help-command-$line[1]:"
        case $line[1] in
            (config)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(start)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(recover)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restart)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stop)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(pause)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(down)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(version)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(logs)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(adapter-logs)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(generations)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(rollback)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(prune)
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
;;
(registry)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
":: :_hyperdrive__subcmd__registry_commands" \
"*::: :->registry" \
&& ret=0

    case $state in
    (registry)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-registry-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
'--key=[The key that has signed it, as its registry publishes it\: then nothing is asked]:PUBLICKEY:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':location -- The registry'\''s index\: an https URL, or a path:_default' \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
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
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hyperdrive__subcmd__registry__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-registry-help-command-$line[1]:"
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
;;
(api)
_arguments "${_arguments_options[@]}" : \
'--address=[Where the daemon listens \[default\: 127.0.0.1 and the setting apiPort\]]:ADDRESS:PORT:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':method -- Read something, or have something done:(get post)' \
':path -- What is meant, below /api/v1\: config, containers/NAME/restart:_default' \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'--system-dir=[Where packages are unpacked]:DIR:_files' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--json[Print the documents instead of text]' \
'--trace[Print each pipeline on standard error before it runs, as it could be typed]' \
'(--compact)--pretty[Indent documents, as on a terminal]' \
'--compact[One line per document, also on a terminal]' \
'-q[No progress, and no errors that a document carries anyway]' \
'--quiet[No progress, and no errors that a document carries anyway]' \
'-v[Say more on standard error]' \
'--verbose[Say more on standard error]' \
'--schema[Print the JSON Schema of what the tool reads and writes]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':shell -- The shell:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hyperdrive__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-help-command-$line[1]:"
        case $line[1] in
            (module)
_arguments "${_arguments_options[@]}" : \
":: :_hyperdrive__subcmd__help__subcmd__module_commands" \
"*::: :->module" \
&& ret=0

    case $state in
    (module)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-help-module-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(upgrade)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(search)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(info)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(service)
_arguments "${_arguments_options[@]}" : \
":: :_hyperdrive__subcmd__help__subcmd__service_commands" \
"*::: :->service" \
&& ret=0

    case $state in
    (service)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-help-service-command-$line[1]:"
        case $line[1] in
            (config)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(start)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(recover)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restart)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stop)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(pause)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(down)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(version)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(logs)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(adapter-logs)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(generations)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(rollback)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(prune)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(registry)
_arguments "${_arguments_options[@]}" : \
":: :_hyperdrive__subcmd__help__subcmd__registry_commands" \
"*::: :->registry" \
&& ret=0

    case $state in
    (registry)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hyperdrive-help-registry-command-$line[1]:"
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
        esac
    ;;
esac
;;
(api)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(completions)
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

(( $+functions[_hyperdrive_commands] )) ||
_hyperdrive_commands() {
    local commands; commands=(
'module:Install modules, or see what is installed' \
'service:Configure, start and stop what is installed' \
'registry:Where modules may come from by their names' \
'api:Ask the daemon, with the operator'\''s own key' \
'completions:Print what a shell needs to complete the words of this command' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__api_commands] )) ||
_hyperdrive__subcmd__api_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive api commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__completions_commands] )) ||
_hyperdrive__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive completions commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help_commands] )) ||
_hyperdrive__subcmd__help_commands() {
    local commands; commands=(
'module:Install modules, or see what is installed' \
'service:Configure, start and stop what is installed' \
'registry:Where modules may come from by their names' \
'api:Ask the daemon, with the operator'\''s own key' \
'completions:Print what a shell needs to complete the words of this command' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__api_commands] )) ||
_hyperdrive__subcmd__help__subcmd__api_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help api commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__completions_commands] )) ||
_hyperdrive__subcmd__help__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help completions commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__help_commands] )) ||
_hyperdrive__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module_commands() {
    local commands; commands=(
'install:Install modules from packages and start their adapters' \
'upgrade:Take installed modules to another version; the old one stays until the new one is well' \
'uninstall:Stop and remove modules; their data stays unless it is to go too' \
'list:Show what is installed' \
'search:Show what registries offer' \
'info:Show all that is known of modules' \
'verify:Check that unpacked packages are as they were; exit code 1 if not' \
    )
    _describe -t commands 'hyperdrive help module commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__info_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__info_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module info commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__install_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module install commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__list_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module list commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__search_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module search commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__uninstall_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module uninstall commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__upgrade_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module upgrade commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__module__subcmd__verify_commands] )) ||
_hyperdrive__subcmd__help__subcmd__module__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help module verify commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__registry_commands] )) ||
_hyperdrive__subcmd__help__subcmd__registry_commands() {
    local commands; commands=(
'add:Let modules come from this registry, too; its key is shown and asked about' \
'list:Show the registries that are known' \
'remove:Forget a registry; what came from it stays' \
    )
    _describe -t commands 'hyperdrive help registry commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__registry__subcmd__add_commands] )) ||
_hyperdrive__subcmd__help__subcmd__registry__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help registry add commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__registry__subcmd__list_commands] )) ||
_hyperdrive__subcmd__help__subcmd__registry__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help registry list commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__registry__subcmd__remove_commands] )) ||
_hyperdrive__subcmd__help__subcmd__registry__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help registry remove commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service_commands() {
    local commands; commands=(
'config:Change settings for the next start, in a full-screen form or by options' \
'start:Start what is enabled, with the settings that wait' \
'recover:Start again what ran, as it ran\: what the systemd unit does when the machine starts' \
'restart:Restart services that run, each within its grace period; what was stopped or paused stays so' \
'stop:Stop every container, each within its grace period; an engine'\''s restart doesn'\''t bring them back' \
'pause:Stop the services of modules, not their adapters or the daemon; they stay so until a start' \
'down:Stop and remove every container and the project'\''s network; settings and data stay' \
'status:Show modules and their containers, what waits, and what is reached from other machines' \
'version:Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules' \
'logs:Print what containers wrote' \
'adapter-logs:Print what adapters'\'' containers wrote' \
'generations:Show what was started so far, the newest first' \
'rollback:Go back to what was started before\: its settings, packages and images; data and volumes are never touched' \
'prune:Show generations, packages and images that are no longer kept, and remove them with --yes' \
    )
    _describe -t commands 'hyperdrive help service commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__adapter-logs_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__adapter-logs_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service adapter-logs commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__config_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__config_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service config commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__down_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__down_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service down commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__generations_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__generations_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service generations commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__logs_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__logs_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service logs commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__pause_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__pause_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service pause commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__prune_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__prune_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service prune commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__recover_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__recover_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service recover commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__restart_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__restart_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service restart commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__rollback_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__rollback_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service rollback commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__start_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service start commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__status_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service status commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__stop_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__stop_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service stop commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__help__subcmd__service__subcmd__version_commands] )) ||
_hyperdrive__subcmd__help__subcmd__service__subcmd__version_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive help service version commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module_commands] )) ||
_hyperdrive__subcmd__module_commands() {
    local commands; commands=(
'install:Install modules from packages and start their adapters' \
'upgrade:Take installed modules to another version; the old one stays until the new one is well' \
'uninstall:Stop and remove modules; their data stays unless it is to go too' \
'list:Show what is installed' \
'search:Show what registries offer' \
'info:Show all that is known of modules' \
'verify:Check that unpacked packages are as they were; exit code 1 if not' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive module commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help_commands() {
    local commands; commands=(
'install:Install modules from packages and start their adapters' \
'upgrade:Take installed modules to another version; the old one stays until the new one is well' \
'uninstall:Stop and remove modules; their data stays unless it is to go too' \
'list:Show what is installed' \
'search:Show what registries offer' \
'info:Show all that is known of modules' \
'verify:Check that unpacked packages are as they were; exit code 1 if not' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive module help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__help_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__info_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__info_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help info commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__install_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help install commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__list_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help list commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__search_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help search commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__uninstall_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help uninstall commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__upgrade_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help upgrade commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__help__subcmd__verify_commands] )) ||
_hyperdrive__subcmd__module__subcmd__help__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module help verify commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__info_commands] )) ||
_hyperdrive__subcmd__module__subcmd__info_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module info commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__install_commands] )) ||
_hyperdrive__subcmd__module__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module install commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__list_commands] )) ||
_hyperdrive__subcmd__module__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module list commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__search_commands] )) ||
_hyperdrive__subcmd__module__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module search commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__uninstall_commands] )) ||
_hyperdrive__subcmd__module__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module uninstall commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__upgrade_commands] )) ||
_hyperdrive__subcmd__module__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module upgrade commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__module__subcmd__verify_commands] )) ||
_hyperdrive__subcmd__module__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive module verify commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry_commands] )) ||
_hyperdrive__subcmd__registry_commands() {
    local commands; commands=(
'add:Let modules come from this registry, too; its key is shown and asked about' \
'list:Show the registries that are known' \
'remove:Forget a registry; what came from it stays' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive registry commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__add_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry add commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__help_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__help_commands() {
    local commands; commands=(
'add:Let modules come from this registry, too; its key is shown and asked about' \
'list:Show the registries that are known' \
'remove:Forget a registry; what came from it stays' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive registry help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__help__subcmd__add_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__help__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry help add commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__help__subcmd__help_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry help help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__help__subcmd__list_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry help list commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__help__subcmd__remove_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__help__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry help remove commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__list_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry list commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__registry__subcmd__remove_commands] )) ||
_hyperdrive__subcmd__registry__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive registry remove commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service_commands] )) ||
_hyperdrive__subcmd__service_commands() {
    local commands; commands=(
'config:Change settings for the next start, in a full-screen form or by options' \
'start:Start what is enabled, with the settings that wait' \
'recover:Start again what ran, as it ran\: what the systemd unit does when the machine starts' \
'restart:Restart services that run, each within its grace period; what was stopped or paused stays so' \
'stop:Stop every container, each within its grace period; an engine'\''s restart doesn'\''t bring them back' \
'pause:Stop the services of modules, not their adapters or the daemon; they stay so until a start' \
'down:Stop and remove every container and the project'\''s network; settings and data stay' \
'status:Show modules and their containers, what waits, and what is reached from other machines' \
'version:Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules' \
'logs:Print what containers wrote' \
'adapter-logs:Print what adapters'\'' containers wrote' \
'generations:Show what was started so far, the newest first' \
'rollback:Go back to what was started before\: its settings, packages and images; data and volumes are never touched' \
'prune:Show generations, packages and images that are no longer kept, and remove them with --yes' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive service commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__adapter-logs_commands] )) ||
_hyperdrive__subcmd__service__subcmd__adapter-logs_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service adapter-logs commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__config_commands] )) ||
_hyperdrive__subcmd__service__subcmd__config_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service config commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__down_commands] )) ||
_hyperdrive__subcmd__service__subcmd__down_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service down commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__generations_commands] )) ||
_hyperdrive__subcmd__service__subcmd__generations_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service generations commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help_commands() {
    local commands; commands=(
'config:Change settings for the next start, in a full-screen form or by options' \
'start:Start what is enabled, with the settings that wait' \
'recover:Start again what ran, as it ran\: what the systemd unit does when the machine starts' \
'restart:Restart services that run, each within its grace period; what was stopped or paused stays so' \
'stop:Stop every container, each within its grace period; an engine'\''s restart doesn'\''t bring them back' \
'pause:Stop the services of modules, not their adapters or the daemon; they stay so until a start' \
'down:Stop and remove every container and the project'\''s network; settings and data stay' \
'status:Show modules and their containers, what waits, and what is reached from other machines' \
'version:Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules' \
'logs:Print what containers wrote' \
'adapter-logs:Print what adapters'\'' containers wrote' \
'generations:Show what was started so far, the newest first' \
'rollback:Go back to what was started before\: its settings, packages and images; data and volumes are never touched' \
'prune:Show generations, packages and images that are no longer kept, and remove them with --yes' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hyperdrive service help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__adapter-logs_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__adapter-logs_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help adapter-logs commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__config_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__config_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help config commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__down_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__down_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help down commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__generations_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__generations_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help generations commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__help_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help help commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__logs_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__logs_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help logs commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__pause_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__pause_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help pause commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__prune_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__prune_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help prune commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__recover_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__recover_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help recover commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__restart_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__restart_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help restart commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__rollback_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__rollback_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help rollback commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__start_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help start commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__status_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help status commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__stop_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__stop_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help stop commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__help__subcmd__version_commands] )) ||
_hyperdrive__subcmd__service__subcmd__help__subcmd__version_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service help version commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__logs_commands] )) ||
_hyperdrive__subcmd__service__subcmd__logs_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service logs commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__pause_commands] )) ||
_hyperdrive__subcmd__service__subcmd__pause_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service pause commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__prune_commands] )) ||
_hyperdrive__subcmd__service__subcmd__prune_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service prune commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__recover_commands] )) ||
_hyperdrive__subcmd__service__subcmd__recover_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service recover commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__restart_commands] )) ||
_hyperdrive__subcmd__service__subcmd__restart_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service restart commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__rollback_commands] )) ||
_hyperdrive__subcmd__service__subcmd__rollback_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service rollback commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__start_commands] )) ||
_hyperdrive__subcmd__service__subcmd__start_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service start commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__status_commands] )) ||
_hyperdrive__subcmd__service__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service status commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__stop_commands] )) ||
_hyperdrive__subcmd__service__subcmd__stop_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service stop commands' commands "$@"
}
(( $+functions[_hyperdrive__subcmd__service__subcmd__version_commands] )) ||
_hyperdrive__subcmd__service__subcmd__version_commands() {
    local commands; commands=()
    _describe -t commands 'hyperdrive service version commands' commands "$@"
}

if [ "$funcstack[1]" = "_hyperdrive" ]; then
    _hyperdrive "$@"
else
    compdef _hyperdrive hyperdrive
fi
