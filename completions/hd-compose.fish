# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_compose_global_optspecs
    string join \n p/project-name= f/file= n/dry-run only= jobs= pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_compose_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_compose_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_compose_using_subcommand
    set -l cmd (__fish_hd_compose_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-compose -n "__fish_hd_compose_needs_command" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_needs_command" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_needs_command" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_needs_command" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_needs_command" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -s V -l version -d 'Print version'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "check" -d 'Add to the documents what the merged files ask of the machine, ranked; needs no engine'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "up" -d 'Bring adapters or services up; only `up services` stops anything'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "stop" -d 'Stop containers within their grace period; an engine\'s restart doesn\'t bring them back'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "down" -d 'Stop and remove containers, and the project\'s network when nothing is on it; volumes and data stay'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "restart" -d 'Restart containers that run, each within its grace period; what was stopped stays so'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "ps" -d 'Add the containers as they are now to the documents'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "logs" -d 'Print the last lines that containers wrote'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "pull" -d 'Get the images that are missing'
complete -c hd-compose -n "__fish_hd_compose_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l text -d 'Lines for people in place of documents'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l allow -d 'Allow this permission, by its name as `check` shows it; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l timeout -d 'How long to wait, in seconds' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l wait -d 'Wait until all run, and are healthy where they say how to tell'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l moved-here -d 'The modules run nowhere else: start what must never run twice, or ran on another machine last'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l run-none -d 'Modules whose adapters name no container any more are to run none: stop and remove what runs of them'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l back -d 'Bring up what was well last, whatever the files say now; documents that carry a failure are taken too'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l abandon -d 'After SIGINT or SIGTERM start nothing in the place of what was stopped: whoever runs this puts back what ran. Without it that is still started, and no longer waited for'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l volumes -d 'Their volumes go too, with all that is in them'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand down" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand restart" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand ps" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l tail -d 'How many lines of each' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l follow -d 'Go on with what they write, until they end or Ctrl-C'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -s p -l project-name -d 'Without a stream: the Compose project\'s name' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -s f -l file -d 'Without a stream: a compose file; may be repeated' -r -F
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -s n -l dry-run -d 'Check everything, print the calls of Docker Compose on standard error, and change nothing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -l compact -d 'One line per document, also on a terminal'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -s v -l verbose -d 'Say more on standard error'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "check" -d 'Add to the documents what the merged files ask of the machine, ranked; needs no engine'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "up" -d 'Bring adapters or services up; only `up services` stops anything'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "stop" -d 'Stop containers within their grace period; an engine\'s restart doesn\'t bring them back'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "down" -d 'Stop and remove containers, and the project\'s network when nothing is on it; volumes and data stay'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "restart" -d 'Restart containers that run, each within its grace period; what was stopped stays so'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "ps" -d 'Add the containers as they are now to the documents'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "logs" -d 'Print the last lines that containers wrote'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "pull" -d 'Get the images that are missing'
complete -c hd-compose -n "__fish_hd_compose_using_subcommand help; and not __fish_seen_subcommand_from check up stop down restart ps logs pull help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
