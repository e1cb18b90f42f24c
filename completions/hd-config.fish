# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_config_global_optspecs
    string join \n only= jobs= pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_config_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_config_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_config_using_subcommand
    set -l cmd (__fish_hd_config_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-config -n "__fish_hd_config_needs_command" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_needs_command" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_needs_command" -s V -l version -d 'Print version'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "defaults" -d 'Complete the settings: what is stored, else what the operator set, what the module reports, the default'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "get" -d 'Print settings: those that are named, one a line, or else all of the system\'s'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "set" -d 'Change settings, all as wanted or none'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "diff" -d 'Print what changed, one line for each module where something did; exit code 1 if something did, as diff does'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "validate" -d 'Check that all settings are there and fit; exit code 1 if not'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "ports" -d 'Check that no two modules want one port; exit code 1 if they do'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "upgrade" -d 'Fit settings of an older version (`from`) to the module\'s metadata, and tell every change in the field `upgraded`'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "resolve" -d 'Evaluate what is hidden, disabled and described by templates, into the field `resolved`'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "edit" -d 'Edit settings in a full-screen form on the terminal'
complete -c hd-config -n "__fish_hd_config_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand defaults" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -s r -l raw -d 'A text without its quotes'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l yaml -d 'As YAML, which \'hd-config set --file\' takes back'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l reset -d 'Give a parameter its default again; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l reported -d 'Give a parameter what its module reports; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l enable -d 'Let a module\'s services run; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l disable -d 'Let a module\'s services not run; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -s f -l file -d 'A part or all of the system\'s settings, as \'hd-config get\' prints them, in YAML or JSON; may be repeated. Edits, --reset, --reported, --enable and --disable win over it, wherever they stand' -r -F
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l follow -d 'Enable what an enabled module needs too, and disable what needs a disabled one; without it that is refused'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l machine -d 'Also what others on this machine have bound'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand ports" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -l compact -d 'One line per document, also on a terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -s v -l verbose -d 'Say more on standard error'
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-config -n "__fish_hd_config_using_subcommand edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "defaults" -d 'Complete the settings: what is stored, else what the operator set, what the module reports, the default'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "get" -d 'Print settings: those that are named, one a line, or else all of the system\'s'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "set" -d 'Change settings, all as wanted or none'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "diff" -d 'Print what changed, one line for each module where something did; exit code 1 if something did, as diff does'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "validate" -d 'Check that all settings are there and fit; exit code 1 if not'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "ports" -d 'Check that no two modules want one port; exit code 1 if they do'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "upgrade" -d 'Fit settings of an older version (`from`) to the module\'s metadata, and tell every change in the field `upgraded`'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "resolve" -d 'Evaluate what is hidden, disabled and described by templates, into the field `resolved`'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "edit" -d 'Edit settings in a full-screen form on the terminal'
complete -c hd-config -n "__fish_hd_config_using_subcommand help; and not __fish_seen_subcommand_from defaults get set diff validate ports upgrade resolve edit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
