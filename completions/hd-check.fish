# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_check_global_optspecs
    string join \n f/format= strict pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_check_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_check_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_check_using_subcommand
    set -l cmd (__fish_hd_check_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-check -n "__fish_hd_check_needs_command" -s f -l format -d 'The form of the report' -r -f -a "text\t'Lines for people'
json\t'One JSON object'
tap\t'Test Anything Protocol 14, a test for each code'
junit\t'JUnit XML, a test case for each code'
sarif\t'SARIF 2.1.0'"
complete -c hd-check -n "__fish_hd_check_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-check -n "__fish_hd_check_needs_command" -l strict -d 'Count warnings as errors'
complete -c hd-check -n "__fish_hd_check_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-check -n "__fish_hd_check_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-check -n "__fish_hd_check_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-check -n "__fish_hd_check_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-check -n "__fish_hd_check_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-check -n "__fish_hd_check_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-check -n "__fish_hd_check_needs_command" -s V -l version -d 'Print version'
complete -c hd-check -n "__fish_hd_check_needs_command" -f -a "package" -d 'Judge a package: the archive, the descriptor, the templates and what they make'
complete -c hd-check -n "__fish_hd_check_needs_command" -f -a "adapter" -d 'Judge an adapter: every command, with everything that it may meet'
complete -c hd-check -n "__fish_hd_check_needs_command" -f -a "explain" -d 'Say what codes mean, and what to do about them'
complete -c hd-check -n "__fish_hd_check_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l metadata -d 'The module\'s metadata, as its adapter answers get-config' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l module -d 'The metadata of another module, whose parameters templates read; may be repeated' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l container -d 'The adapter in this container' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l key-file -d 'The file with that adapter\'s key' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l replay -d 'Answers that were recorded, in place of an adapter' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l record -d 'Keep the adapter\'s answers in this file; keys aren\'t in it' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l dialect -d 'The dialect that the adapter speaks: current, 2024-12, 2025-01 or 2025-03 [default: found out]' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l timeout -d 'Seconds for one command' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -s f -l format -d 'The form of the report' -r -f -a "text\t'Lines for people'
json\t'One JSON object'
tap\t'Test Anything Protocol 14, a test for each code'
junit\t'JUnit XML, a test case for each code'
sarif\t'SARIF 2.1.0'"
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l start -d 'Start the package\'s own adapter, and ask it'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l no-compose -d 'Judge compose files by Hyperdrive\'s own rules, though Docker Compose is here'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l strict -d 'Count warnings as errors'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l compact -d 'One line per document, also on a terminal'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -s v -l verbose -d 'Say more on standard error'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-check -n "__fish_hd_check_using_subcommand package" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l fqmn -d 'The module\'s full name, where there is no package to say it' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l container -d 'The adapter in this container' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l key-file -d 'The file with that adapter\'s key' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l replay -d 'Answers that were recorded, in place of an adapter' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l record -d 'Keep the adapter\'s answers in this file; keys aren\'t in it' -r -F
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l dialect -d 'The dialect that the adapter speaks: current, 2024-12, 2025-01 or 2025-03 [default: found out]' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l timeout -d 'Seconds for one command' -r
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -s f -l format -d 'The form of the report' -r -f -a "text\t'Lines for people'
json\t'One JSON object'
tap\t'Test Anything Protocol 14, a test for each code'
junit\t'JUnit XML, a test case for each code'
sarif\t'SARIF 2.1.0'"
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l strict -d 'Count warnings as errors'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l compact -d 'One line per document, also on a terminal'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -s v -l verbose -d 'Say more on standard error'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-check -n "__fish_hd_check_using_subcommand adapter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -s f -l format -d 'The form of the report' -r -f -a "text\t'Lines for people'
json\t'One JSON object'
tap\t'Test Anything Protocol 14, a test for each code'
junit\t'JUnit XML, a test case for each code'
sarif\t'SARIF 2.1.0'"
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -l strict -d 'Count warnings as errors'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -l compact -d 'One line per document, also on a terminal'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -s v -l verbose -d 'Say more on standard error'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-check -n "__fish_hd_check_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-check -n "__fish_hd_check_using_subcommand help; and not __fish_seen_subcommand_from package adapter explain help" -f -a "package" -d 'Judge a package: the archive, the descriptor, the templates and what they make'
complete -c hd-check -n "__fish_hd_check_using_subcommand help; and not __fish_seen_subcommand_from package adapter explain help" -f -a "adapter" -d 'Judge an adapter: every command, with everything that it may meet'
complete -c hd-check -n "__fish_hd_check_using_subcommand help; and not __fish_seen_subcommand_from package adapter explain help" -f -a "explain" -d 'Say what codes mean, and what to do about them'
complete -c hd-check -n "__fish_hd_check_using_subcommand help; and not __fish_seen_subcommand_from package adapter explain help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
