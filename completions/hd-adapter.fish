# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_adapter_global_optspecs
    string join \n module= pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_adapter_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_adapter_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_adapter_using_subcommand
    set -l cmd (__fish_hd_adapter_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -l module -d 'The file that declares the adapter' -r -F
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -s V -l version -d 'Print version'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -f -a "idle" -d 'Wait until it is stopped, as the adapter\'s container does'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -f -a "hd-module" -d 'Run one command of the adapter protocol: a line of JSON in, JSON out'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -f -a "check" -d 'Judge a module.yaml: every fault with its line and column'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -f -a "init" -d 'Write the folder of a new module'
complete -c hd-adapter -n "__fish_hd_adapter_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -l module -d 'The file that declares the adapter' -r -F
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -l compact -d 'One line per document, also on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -s v -l verbose -d 'Say more on standard error'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand idle" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -l module -d 'The file that declares the adapter' -r -F
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -l compact -d 'One line per document, also on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -s v -l verbose -d 'Say more on standard error'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand hd-module" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -l module -d 'The file that declares the adapter' -r -F
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -l compact -d 'One line per document, also on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -s v -l verbose -d 'Say more on standard error'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l fqmn -d 'The module\'s full name [default: example/ and the folder\'s name]' -r
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l shortcut -d 'The word that operators will type [default: made of the name]' -r
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l module -d 'The file that declares the adapter' -r -F
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l compact -d 'One line per document, also on a terminal'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -s v -l verbose -d 'Say more on standard error'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand help; and not __fish_seen_subcommand_from idle hd-module check init help" -f -a "idle" -d 'Wait until it is stopped, as the adapter\'s container does'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand help; and not __fish_seen_subcommand_from idle hd-module check init help" -f -a "hd-module" -d 'Run one command of the adapter protocol: a line of JSON in, JSON out'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand help; and not __fish_seen_subcommand_from idle hd-module check init help" -f -a "check" -d 'Judge a module.yaml: every fault with its line and column'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand help; and not __fish_seen_subcommand_from idle hd-module check init help" -f -a "init" -d 'Write the folder of a new module'
complete -c hd-adapter -n "__fish_hd_adapter_using_subcommand help; and not __fish_seen_subcommand_from idle hd-module check init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
