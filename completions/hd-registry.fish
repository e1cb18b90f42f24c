# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_registry_global_optspecs
    string join \n user-dir= project= curated= registry= allow-stale pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_registry_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_registry_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_registry_using_subcommand
    set -l cmd (__fish_hd_registry_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-registry -n "__fish_hd_registry_needs_command" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -s V -l version -d 'Print version'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "add" -d 'Let modules come from this registry, too; its key is shown and asked about'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "list" -d 'Print the registries that are known'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "remove" -d 'Forget a registry; what came from it stays'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "search" -d 'Print what registries offer'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "plan" -d 'Read the documents of what is installed, and print the packages that have to come'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "fetch" -d 'Read what \'plan\' printed, get the packages, check them, and print it on with their files'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "get" -d 'Get the package at a URL, which no registry lists, and print its file and digest'
complete -c hd-registry -n "__fish_hd_registry_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l key -d 'The key that has signed it, as its registry publishes it: then nothing is asked' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l all -d 'Every installed module that came from a registry'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand fetch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l curated -d 'Another place of the curated list: an https URL, or a path. Its keys stay those in the program' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l registry -d 'Ask this registry only' -r
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l allow-stale -d 'Take an index that has expired'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l compact -d 'One line per document, also on a terminal'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -s v -l verbose -d 'Say more on standard error'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "add" -d 'Let modules come from this registry, too; its key is shown and asked about'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "list" -d 'Print the registries that are known'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "remove" -d 'Forget a registry; what came from it stays'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "search" -d 'Print what registries offer'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "plan" -d 'Read the documents of what is installed, and print the packages that have to come'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "fetch" -d 'Read what \'plan\' printed, get the packages, check them, and print it on with their files'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "get" -d 'Get the package at a URL, which no registry lists, and print its file and digest'
complete -c hd-registry -n "__fish_hd_registry_using_subcommand help; and not __fish_seen_subcommand_from add list remove search plan fetch get help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
