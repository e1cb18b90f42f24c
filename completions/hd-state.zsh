#compdef hd-state

autoload -U is-at-least

_hd-state() {
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
":: :_hd-state_commands" \
"*::: :->hd-state" \
&& ret=0
    case $state in
    (hd-state)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-state-command-$line[1]:"
        case $line[1] in
            (load)
_arguments "${_arguments_options[@]}" : \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--running[The settings that run, not those that wait for the next start]' \
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
(add)
_arguments "${_arguments_options[@]}" : \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--replace-source[A package may come from elsewhere than the installed one, whose settings, data and keys it gets]' \
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
(save)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
":: :_hd-state__subcmd__save_commands" \
"*::: :->save" \
&& ret=0

    case $state in
    (save)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-state-save-command-$line[1]:"
        case $line[1] in
            (pending)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(started)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(upgraded)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(back)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(returned)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(stopped)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(paused)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
":: :_hd-state__subcmd__save__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-state-save-help-command-$line[1]:"
        case $line[1] in
            (pending)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(started)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(upgraded)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(back)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(returned)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stopped)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(paused)
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
(upgrade)
_arguments "${_arguments_options[@]}" : \
'*--restart=[The services run, and are to run again\: of all these modules, or only of this one; may be repeated]::FQMN:_default' \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--replace-source[A package may come from elsewhere than the installed one, whose settings, data and keys it gets]' \
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
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--begin[Only note that the modules are to go, and write the documents on\: they aren'\''t installed any more from here on]' \
'--purge-data[Their data, logs and settings go with them]' \
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
(interrupted)
_arguments "${_arguments_options[@]}" : \
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--upgrades[Instead\: everything installed, where an upgrade or another package of an installed module began and didn'\''t end; those modules with the field \`interrupted\`]' \
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
(packages)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(generations)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(rollback)
_arguments "${_arguments_options[@]}" : \
'(--anyway)--off=[The other way round\: let this one, which a rollback made, wait no longer, and what waited before it wait again]:NUMBER:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--anyway[Though a module says that it can'\''t be taken back]' \
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
'--engine=[The Docker Engine'\''s address \[default\: DOCKER_HOST, the current context, unix\:///var/run/docker.sock\]]:ADDRESS:_default' \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
'*--only=[Work on this module'\''s document only; may be repeated]:FQMN:_default' \
'--jobs=[Work on this many documents at once]:N:_default' \
'--errors=[How errors are printed on standard error]:ERRORS:((text\:"Lines for people"
json\:"One JSON object a line"))' \
'--yes[Remove it]' \
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
(mark)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
(lock)
_arguments "${_arguments_options[@]}" : \
'--user-dir=[The user directory \[default\: HYPERDRIVE_USER_DIR, or ~/.hyperdrive\]]:DIR:_files' \
'--project=[The project'\''s name; without a user directory it also means ~/.hyperdrive-NAME]:NAME:_default' \
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
'*::command -- The command:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_hd-state__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-state-help-command-$line[1]:"
        case $line[1] in
            (load)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(add)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(save)
_arguments "${_arguments_options[@]}" : \
":: :_hd-state__subcmd__help__subcmd__save_commands" \
"*::: :->save" \
&& ret=0

    case $state in
    (save)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:hd-state-help-save-command-$line[1]:"
        case $line[1] in
            (pending)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(started)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(upgraded)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(back)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(returned)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(stopped)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(paused)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(upgrade)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(interrupted)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(packages)
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
(mark)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(lock)
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

(( $+functions[_hd-state_commands] )) ||
_hd-state_commands() {
    local commands; commands=(
'load:Write the documents of everything that is installed, Hyperdrive'\''s own first' \
'add:Read documents of packages, make what their modules need, and write them on, Hyperdrive'\''s own first' \
'save:Store what the documents say, as one step, and write them on' \
'upgrade:Read documents of new packages of installed modules, and write on everything that is installed, with those in it' \
'remove:Read documents and take their modules out of what is installed' \
'interrupted:Write the documents of installations and removals that began and didn'\''t end' \
'packages:Print the packages that the user directory needs, one sha256\:DIGEST a line' \
'generations:Show the generations that are kept, the newest first, as JSON' \
'rollback:Let an old generation wait for the next start\: its settings, packages and images; data and volumes are never touched' \
'prune:Show what retention no longer keeps, as JSON\: generations, packages, images' \
'mark:Say that the data folder is this user directory'\''s\: writes its marker anew' \
'lock:Run a command while holding the user directory'\''s lock, as flock does; the exit code is the command'\''s' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-state commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__add_commands] )) ||
_hd-state__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state add commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__generations_commands] )) ||
_hd-state__subcmd__generations_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state generations commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help_commands] )) ||
_hd-state__subcmd__help_commands() {
    local commands; commands=(
'load:Write the documents of everything that is installed, Hyperdrive'\''s own first' \
'add:Read documents of packages, make what their modules need, and write them on, Hyperdrive'\''s own first' \
'save:Store what the documents say, as one step, and write them on' \
'upgrade:Read documents of new packages of installed modules, and write on everything that is installed, with those in it' \
'remove:Read documents and take their modules out of what is installed' \
'interrupted:Write the documents of installations and removals that began and didn'\''t end' \
'packages:Print the packages that the user directory needs, one sha256\:DIGEST a line' \
'generations:Show the generations that are kept, the newest first, as JSON' \
'rollback:Let an old generation wait for the next start\: its settings, packages and images; data and volumes are never touched' \
'prune:Show what retention no longer keeps, as JSON\: generations, packages, images' \
'mark:Say that the data folder is this user directory'\''s\: writes its marker anew' \
'lock:Run a command while holding the user directory'\''s lock, as flock does; the exit code is the command'\''s' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-state help commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__add_commands] )) ||
_hd-state__subcmd__help__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help add commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__generations_commands] )) ||
_hd-state__subcmd__help__subcmd__generations_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help generations commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__help_commands] )) ||
_hd-state__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help help commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__interrupted_commands] )) ||
_hd-state__subcmd__help__subcmd__interrupted_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help interrupted commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__load_commands] )) ||
_hd-state__subcmd__help__subcmd__load_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help load commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__lock_commands] )) ||
_hd-state__subcmd__help__subcmd__lock_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help lock commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__mark_commands] )) ||
_hd-state__subcmd__help__subcmd__mark_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help mark commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__packages_commands] )) ||
_hd-state__subcmd__help__subcmd__packages_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help packages commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__prune_commands] )) ||
_hd-state__subcmd__help__subcmd__prune_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help prune commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__remove_commands] )) ||
_hd-state__subcmd__help__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help remove commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__rollback_commands] )) ||
_hd-state__subcmd__help__subcmd__rollback_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help rollback commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save_commands] )) ||
_hd-state__subcmd__help__subcmd__save_commands() {
    local commands; commands=(
'pending:The settings too, as those that wait for the next start' \
'started:The modules were started\: what waited is what runs' \
'upgraded:New packages have proved themselves\: they are the installed ones' \
'back:New packages haven'\''t\: the old ones stay' \
'returned:Their start failed, and what was well before runs again' \
'stopped:The operator stopped them\: they stay so until a start' \
'paused:The operator paused their services\: they stay so until a start' \
    )
    _describe -t commands 'hd-state help save commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__back_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__back_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save back commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__paused_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__paused_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save paused commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__pending_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__pending_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save pending commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__returned_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__returned_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save returned commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__started_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__started_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save started commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__stopped_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__stopped_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save stopped commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__save__subcmd__upgraded_commands] )) ||
_hd-state__subcmd__help__subcmd__save__subcmd__upgraded_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help save upgraded commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__help__subcmd__upgrade_commands] )) ||
_hd-state__subcmd__help__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state help upgrade commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__interrupted_commands] )) ||
_hd-state__subcmd__interrupted_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state interrupted commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__load_commands] )) ||
_hd-state__subcmd__load_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state load commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__lock_commands] )) ||
_hd-state__subcmd__lock_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state lock commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__mark_commands] )) ||
_hd-state__subcmd__mark_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state mark commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__packages_commands] )) ||
_hd-state__subcmd__packages_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state packages commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__prune_commands] )) ||
_hd-state__subcmd__prune_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state prune commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__remove_commands] )) ||
_hd-state__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state remove commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__rollback_commands] )) ||
_hd-state__subcmd__rollback_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state rollback commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save_commands] )) ||
_hd-state__subcmd__save_commands() {
    local commands; commands=(
'pending:The settings too, as those that wait for the next start' \
'started:The modules were started\: what waited is what runs' \
'upgraded:New packages have proved themselves\: they are the installed ones' \
'back:New packages haven'\''t\: the old ones stay' \
'returned:Their start failed, and what was well before runs again' \
'stopped:The operator stopped them\: they stay so until a start' \
'paused:The operator paused their services\: they stay so until a start' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-state save commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__back_commands] )) ||
_hd-state__subcmd__save__subcmd__back_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save back commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help_commands] )) ||
_hd-state__subcmd__save__subcmd__help_commands() {
    local commands; commands=(
'pending:The settings too, as those that wait for the next start' \
'started:The modules were started\: what waited is what runs' \
'upgraded:New packages have proved themselves\: they are the installed ones' \
'back:New packages haven'\''t\: the old ones stay' \
'returned:Their start failed, and what was well before runs again' \
'stopped:The operator stopped them\: they stay so until a start' \
'paused:The operator paused their services\: they stay so until a start' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'hd-state save help commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__back_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__back_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help back commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__help_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help help commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__paused_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__paused_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help paused commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__pending_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__pending_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help pending commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__returned_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__returned_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help returned commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__started_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__started_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help started commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__stopped_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__stopped_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help stopped commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__help__subcmd__upgraded_commands] )) ||
_hd-state__subcmd__save__subcmd__help__subcmd__upgraded_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save help upgraded commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__paused_commands] )) ||
_hd-state__subcmd__save__subcmd__paused_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save paused commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__pending_commands] )) ||
_hd-state__subcmd__save__subcmd__pending_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save pending commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__returned_commands] )) ||
_hd-state__subcmd__save__subcmd__returned_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save returned commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__started_commands] )) ||
_hd-state__subcmd__save__subcmd__started_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save started commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__stopped_commands] )) ||
_hd-state__subcmd__save__subcmd__stopped_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save stopped commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__save__subcmd__upgraded_commands] )) ||
_hd-state__subcmd__save__subcmd__upgraded_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state save upgraded commands' commands "$@"
}
(( $+functions[_hd-state__subcmd__upgrade_commands] )) ||
_hd-state__subcmd__upgrade_commands() {
    local commands; commands=()
    _describe -t commands 'hd-state upgrade commands' commands "$@"
}

if [ "$funcstack[1]" = "_hd-state" ]; then
    _hd-state "$@"
else
    compdef _hd-state hd-state
fi
