# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hyperdrive_global_optspecs
    string join \n user-dir= project= system-dir= engine= json trace pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hyperdrive_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hyperdrive_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hyperdrive_using_subcommand
    set -l cmd (__fish_hyperdrive_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -s V -l version -d 'Print version'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -f -a "module" -d 'Install modules, or see what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -f -a "service" -d 'Configure, start and stop what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -f -a "registry" -d 'Where modules may come from by their names'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -f -a "api" -d 'Ask the daemon, with the operator\'s own key'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -f -a "completions" -d 'Print what a shell needs to complete the words of this command'
complete -c hyperdrive -n "__fish_hyperdrive_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "install" -d 'Install modules from packages and start their adapters'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "upgrade" -d 'Take installed modules to another version; the old one stays until the new one is well'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "uninstall" -d 'Stop and remove modules; their data stays unless it is to go too'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "list" -d 'Show what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "search" -d 'Show what registries offer'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "info" -d 'Show all that is known of modules'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "verify" -d 'Check that unpacked packages are as they were; exit code 1 if not'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and not __fish_seen_subcommand_from install upgrade uninstall list search info verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l allow -d 'Allow this permission, by the name that is shown where it is asked for; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l trust -d 'Take packages that aren\'t from the curated list: those that are named, or only the one of this digest; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l registry -d 'Look for names in this registry only' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l timeout -d 'How long an adapter may take to answer, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l frozen -d 'Take nothing that isn\'t curated or pinned by its digest'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l replace-source -d 'Take a package from elsewhere than the installed one: it gets that one\'s settings, data and keys'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l allow-stale -d 'Take an index that has expired'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l set -d 'Set a parameter of the new version; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l allow -d 'Allow this permission, by the name that is shown where it is asked for; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l trust -d 'Take packages that aren\'t from the curated list: those that are named, or only the one of this digest; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l registry -d 'Look for names in this registry only' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l wait -d 'How long to wait for containers to be well, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l timeout -d 'How long an adapter may take to answer, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l all -d 'Every module that came from a registry'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l downgrade -d 'Go back to an older version, too'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l frozen -d 'Take nothing that isn\'t curated or pinned by its digest'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l replace-source -d 'Take a package from elsewhere than the installed one: it gets that one\'s settings, data and keys'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l allow-stale -d 'Take an index that has expired'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l run-none -d 'A new version whose adapter names no container any more is to run none: stop and remove what runs'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l purge-data -d 'Their data, volumes, logs and settings go with them'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l with-dependants -d 'The modules that depend on them go too'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l registry -d 'Look for names in this registry only' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l allow-stale -d 'Take an index that has expired'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "install" -d 'Install modules from packages and start their adapters'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "upgrade" -d 'Take installed modules to another version; the old one stays until the new one is well'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "uninstall" -d 'Stop and remove modules; their data stays unless it is to go too'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "search" -d 'Show what registries offer'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "info" -d 'Show all that is known of modules'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check that unpacked packages are as they were; exit code 1 if not'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand module; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "config" -d 'Change settings for the next start, in a full-screen form or by options'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "start" -d 'Start what is enabled, with the settings that wait'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "recover" -d 'Start again what ran, as it ran: what the systemd unit does when the machine starts'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "restart" -d 'Restart services that run, each within its grace period; what was stopped or paused stays so'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "stop" -d 'Stop every container, each within its grace period; an engine\'s restart doesn\'t bring them back'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "pause" -d 'Stop the services of modules, not their adapters or the daemon; they stay so until a start'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "down" -d 'Stop and remove every container and the project\'s network; settings and data stay'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "status" -d 'Show modules and their containers, what waits, and what is reached from other machines'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "version" -d 'Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "logs" -d 'Print what containers wrote'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "adapter-logs" -d 'Print what adapters\' containers wrote'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "generations" -d 'Show what was started so far, the newest first'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "rollback" -d 'Go back to what was started before: its settings, packages and images; data and volumes are never touched'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "prune" -d 'Show generations, packages and images that are no longer kept, and remove them with --yes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and not __fish_seen_subcommand_from config start recover restart stop pause down status version logs adapter-logs generations rollback prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l set -d 'Set a parameter: MODULE:SECTION/PARAMETER=VALUE, :=JSON, @FILE (what the file holds) or @- (asked for, or the next line of standard input); a secret is set by @ only; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l reset -d 'Give a parameter its default again; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l file -d 'Take settings from a file or a pipe (- is standard input), YAML or JSON: a part of them, or all as --export writes them. --set, --reset, --enable and --disable win over it, wherever they stand' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l enable -d 'Enable a module; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l disable -d 'Disable a module: the next start takes its services down; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l export -d 'Write the complete settings as YAML, to standard output where no file is named, and change nothing' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l allow -d 'Allow this permission, by the name that is shown where it is asked for; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l timeout -d 'How long an adapter may take to answer, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l yes -d 'Ask nothing: what an enabled module needs is enabled too, what needs a disabled one is disabled'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l dry-run -d 'Show what would change and which containers would restart, and change nothing'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l wait -d 'How long to wait for containers to be well, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l allow -d 'Allow this permission, by the name that is shown where it is asked for; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l timeout -d 'How long an adapter may take to answer, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l moved-here -d 'The modules run nowhere else: start what must never run twice, or ran on another machine last'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l run-none -d 'Modules whose adapters name no container any more are to run none: stop and remove what runs of them'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l wait -d 'How long to wait for containers to be well, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l allow -d 'Allow this permission, by the name that is shown where it is asked for; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l timeout -d 'How long an adapter may take to answer, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l moved-here -d 'The modules run nowhere else: start what must never run twice, or ran on another machine last'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l run-none -d 'Modules whose adapters name no container any more are to run none: stop and remove what runs of them'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from restart" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from down" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l tail -d 'How many lines of each container' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -s f -l follow -d 'Go on with what they write, until Ctrl-C'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l tail -d 'How many lines of each container' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -s f -l follow -d 'Go on with what they write, until Ctrl-C'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from adapter-logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from generations" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l wait -d 'How long to wait for containers to be well, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l allow -d 'Allow this permission, by the name that is shown where it is asked for; may be repeated' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l timeout -d 'How long an adapter may take to answer, in seconds' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l anyway -d 'Though a module says that it can\'t be taken back'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l moved-here -d 'The modules run nowhere else: start what must never run twice, or ran on another machine last'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l run-none -d 'Modules whose adapters name no container any more are to run none: stop and remove what runs of them'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l yes -d 'Remove it'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "config" -d 'Change settings for the next start, in a full-screen form or by options'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "start" -d 'Start what is enabled, with the settings that wait'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "recover" -d 'Start again what ran, as it ran: what the systemd unit does when the machine starts'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "restart" -d 'Restart services that run, each within its grace period; what was stopped or paused stays so'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "stop" -d 'Stop every container, each within its grace period; an engine\'s restart doesn\'t bring them back'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "pause" -d 'Stop the services of modules, not their adapters or the daemon; they stay so until a start'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "down" -d 'Stop and remove every container and the project\'s network; settings and data stay'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show modules and their containers, what waits, and what is reached from other machines'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "version" -d 'Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "logs" -d 'Print what containers wrote'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "adapter-logs" -d 'Print what adapters\' containers wrote'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "generations" -d 'Show what was started so far, the newest first'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "rollback" -d 'Go back to what was started before: its settings, packages and images; data and volumes are never touched'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Show generations, packages and images that are no longer kept, and remove them with --yes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand service; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -f -a "add" -d 'Let modules come from this registry, too; its key is shown and asked about'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -f -a "list" -d 'Show the registries that are known'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -f -a "remove" -d 'Forget a registry; what came from it stays'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and not __fish_seen_subcommand_from add list remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l key -d 'The key that has signed it, as its registry publishes it: then nothing is asked' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "add" -d 'Let modules come from this registry, too; its key is shown and asked about'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show the registries that are known'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Forget a registry; what came from it stays'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l address -d 'Where the daemon listens [default: 127.0.0.1 and the setting apiPort]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand api" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l system-dir -d 'Where packages are unpacked' -r -F
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l engine -d 'The Docker Engine\'s address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]' -r
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l json -d 'Print the documents instead of text'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l trace -d 'Print each pipeline on standard error before it runs, as it could be typed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l pretty -d 'Indent documents, as on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l compact -d 'One line per document, also on a terminal'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -s v -l verbose -d 'Say more on standard error'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and not __fish_seen_subcommand_from module service registry api completions help" -f -a "module" -d 'Install modules, or see what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and not __fish_seen_subcommand_from module service registry api completions help" -f -a "service" -d 'Configure, start and stop what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and not __fish_seen_subcommand_from module service registry api completions help" -f -a "registry" -d 'Where modules may come from by their names'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and not __fish_seen_subcommand_from module service registry api completions help" -f -a "api" -d 'Ask the daemon, with the operator\'s own key'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and not __fish_seen_subcommand_from module service registry api completions help" -f -a "completions" -d 'Print what a shell needs to complete the words of this command'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and not __fish_seen_subcommand_from module service registry api completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "install" -d 'Install modules from packages and start their adapters'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "upgrade" -d 'Take installed modules to another version; the old one stays until the new one is well'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "uninstall" -d 'Stop and remove modules; their data stays unless it is to go too'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "list" -d 'Show what is installed'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "search" -d 'Show what registries offer'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "info" -d 'Show all that is known of modules'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from module" -f -a "verify" -d 'Check that unpacked packages are as they were; exit code 1 if not'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "config" -d 'Change settings for the next start, in a full-screen form or by options'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "start" -d 'Start what is enabled, with the settings that wait'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "recover" -d 'Start again what ran, as it ran: what the systemd unit does when the machine starts'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "restart" -d 'Restart services that run, each within its grace period; what was stopped or paused stays so'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "stop" -d 'Stop every container, each within its grace period; an engine\'s restart doesn\'t bring them back'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "pause" -d 'Stop the services of modules, not their adapters or the daemon; they stay so until a start'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "down" -d 'Stop and remove every container and the project\'s network; settings and data stay'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "status" -d 'Show modules and their containers, what waits, and what is reached from other machines'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "version" -d 'Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "logs" -d 'Print what containers wrote'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "adapter-logs" -d 'Print what adapters\' containers wrote'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "generations" -d 'Show what was started so far, the newest first'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "rollback" -d 'Go back to what was started before: its settings, packages and images; data and volumes are never touched'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from service" -f -a "prune" -d 'Show generations, packages and images that are no longer kept, and remove them with --yes'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "add" -d 'Let modules come from this registry, too; its key is shown and asked about'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "list" -d 'Show the registries that are known'
complete -c hyperdrive -n "__fish_hyperdrive_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "remove" -d 'Forget a registry; what came from it stays'
