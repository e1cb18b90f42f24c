# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_unpack_global_optspecs
    string join \n into= home= release= retain= list check max-entries= max-unpacked= max-ratio= pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_unpack_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_unpack_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_unpack_using_subcommand
    set -l cmd (__fish_hd_unpack_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l into -d 'Place each package in DIR/packages/<sha256>/ and make it the installed one, DIR/modules/<author>/<name>' -r -F
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l home -d 'Note in DIR that the user directory of this id needs the package' -r
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l release -d 'The user directory of this id no longer needs the packages, each given as sha256:DIGEST; one that nobody needs is removed' -r
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l retain -d 'The user directory of this id needs these packages, each given as sha256:DIGEST, and no others: what else it holds is released' -r
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l max-entries -d 'Most entries, folders included' -r
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l max-unpacked -d 'Most bytes, unpacked' -r
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l max-ratio -d 'Most bytes that one packed byte may become, in an entry above 1 MiB' -r
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l list -d 'Add the field \'files\': path, size and SHA-256 of each'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l check -d 'Only say whether the packages are good: print nothing, and exit with 0 or 3. With --into and sha256:DIGEST, whether what is placed is still as it was unpacked: 0 or 1'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -s V -l version -d 'Print version'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -a "pack" -d 'Make a package of a folder: the same bytes for the same files on every machine'
complete -c hd-unpack -n "__fish_hd_unpack_needs_command" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -s o -l output -d 'The package to write' -r -F
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l max-entries -d 'Most entries, folders included' -r
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l max-unpacked -d 'Most bytes, unpacked' -r
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l max-ratio -d 'Most bytes that one packed byte may become, in an entry above 1 MiB' -r
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l compact -d 'One line per document, also on a terminal'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -s v -l verbose -d 'Say more on standard error'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand pack" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand help; and not __fish_seen_subcommand_from pack help" -f -a "pack" -d 'Make a package of a folder: the same bytes for the same files on every machine'
complete -c hd-unpack -n "__fish_hd_unpack_using_subcommand help; and not __fish_seen_subcommand_from pack help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
