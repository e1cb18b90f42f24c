# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_state_global_optspecs
    string join \n user-dir= project= only= jobs= pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_state_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_state_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_state_using_subcommand
    set -l cmd (__fish_hd_state_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-state -n "__fish_hd_state_needs_command" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_needs_command" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_needs_command" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_needs_command" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_needs_command" -s V -l version -d 'Print version'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "load" -d 'Write the documents of everything that is installed, Hyperdrive\'s own first'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "add" -d 'Read documents of packages, make what their modules need, and write them on, Hyperdrive\'s own first'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "save" -d 'Store what the documents say, as one step, and write them on'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "upgrade" -d 'Read documents of new packages of installed modules, and write on everything that is installed, with those in it'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "remove" -d 'Read documents and take their modules out of what is installed'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "interrupted" -d 'Write the documents of installations and removals that began and didn\'t end'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "packages" -d 'Print the packages that the user directory needs, one sha256:DIGEST a line'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "generations" -d 'Show the generations that are kept, the newest first, as JSON'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "rollback" -d 'Let an old generation wait for the next start: its settings, packages and images; data and volumes are never touched'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "prune" -d 'Show what retention no longer keeps, as JSON: generations, packages, images'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "mark" -d 'Say that the data folder is this user directory\'s: writes its marker anew'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "lock" -d 'Run a command while holding the user directory\'s lock, as flock does; the exit code is the command\'s'
complete -c hd-state -n "__fish_hd_state_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l running -d 'The settings that run, not those that wait for the next start'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l replace-source -d 'A package may come from elsewhere than the installed one, whose settings, data and keys it gets'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "pending" -d 'The settings too, as those that wait for the next start'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "started" -d 'The modules were started: what waited is what runs'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "upgraded" -d 'New packages have proved themselves: they are the installed ones'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "back" -d 'New packages haven\'t: the old ones stay'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "returned" -d 'Their start failed, and what was well before runs again'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "stopped" -d 'The operator stopped them: they stay so until a start'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "paused" -d 'The operator paused their services: they stay so until a start'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and not __fish_seen_subcommand_from pending started upgraded back returned stopped paused help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from pending" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from started" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from upgraded" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from back" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from returned" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from stopped" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from paused" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "pending" -d 'The settings too, as those that wait for the next start'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "started" -d 'The modules were started: what waited is what runs'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "upgraded" -d 'New packages have proved themselves: they are the installed ones'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "back" -d 'New packages haven\'t: the old ones stay'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "returned" -d 'Their start failed, and what was well before runs again'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "stopped" -d 'The operator stopped them: they stay so until a start'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "paused" -d 'The operator paused their services: they stay so until a start'
complete -c hd-state -n "__fish_hd_state_using_subcommand save; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l restart -d 'The services run, and are to run again: of all these modules, or only of this one; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l replace-source -d 'A package may come from elsewhere than the installed one, whose settings, data and keys it gets'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l begin -d 'Only note that the modules are to go, and write the documents on: they aren\'t installed any more from here on'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l purge-data -d 'Their data, logs and settings go with them'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l upgrades -d 'Instead: everything installed, where an upgrade or another package of an installed module began and didn\'t end; those modules with the field `interrupted`'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand interrupted" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand packages" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand generations" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l off -d 'The other way round: let this one, which a rollback made, wait no longer, and what waited before it wait again' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l anyway -d 'Though a module says that it can\'t be taken back'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l yes -d 'Remove it'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand mark" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l compact -d 'One line per document, also on a terminal'
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -s v -l verbose -d 'Say more on standard error'
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-state -n "__fish_hd_state_using_subcommand lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "load" -d 'Write the documents of everything that is installed, Hyperdrive\'s own first'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "add" -d 'Read documents of packages, make what their modules need, and write them on, Hyperdrive\'s own first'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "save" -d 'Store what the documents say, as one step, and write them on'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "upgrade" -d 'Read documents of new packages of installed modules, and write on everything that is installed, with those in it'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "remove" -d 'Read documents and take their modules out of what is installed'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "interrupted" -d 'Write the documents of installations and removals that began and didn\'t end'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "packages" -d 'Print the packages that the user directory needs, one sha256:DIGEST a line'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "generations" -d 'Show the generations that are kept, the newest first, as JSON'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "rollback" -d 'Let an old generation wait for the next start: its settings, packages and images; data and volumes are never touched'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "prune" -d 'Show what retention no longer keeps, as JSON: generations, packages, images'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "mark" -d 'Say that the data folder is this user directory\'s: writes its marker anew'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "lock" -d 'Run a command while holding the user directory\'s lock, as flock does; the exit code is the command\'s'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and not __fish_seen_subcommand_from load add save upgrade remove interrupted packages generations rollback prune mark lock help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "pending" -d 'The settings too, as those that wait for the next start'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "started" -d 'The modules were started: what waited is what runs'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "upgraded" -d 'New packages have proved themselves: they are the installed ones'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "back" -d 'New packages haven\'t: the old ones stay'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "returned" -d 'Their start failed, and what was well before runs again'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "stopped" -d 'The operator stopped them: they stay so until a start'
complete -c hd-state -n "__fish_hd_state_using_subcommand help; and __fish_seen_subcommand_from save" -f -a "paused" -d 'The operator paused their services: they stay so until a start'
