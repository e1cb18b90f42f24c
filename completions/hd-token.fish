# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_token_global_optspecs
    string join \n pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_token_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_token_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_token_using_subcommand
    set -l cmd (__fish_hd_token_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-token -n "__fish_hd_token_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-token -n "__fish_hd_token_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-token -n "__fish_hd_token_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-token -n "__fish_hd_token_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-token -n "__fish_hd_token_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-token -n "__fish_hd_token_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-token -n "__fish_hd_token_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-token -n "__fish_hd_token_needs_command" -s V -l version -d 'Print version'
complete -c hd-token -n "__fish_hd_token_needs_command" -f -a "key" -d 'Make a key: into a new file, or on standard output, without a newline'
complete -c hd-token -n "__fish_hd_token_needs_command" -f -a "sign" -d 'Sign a token and print it'
complete -c hd-token -n "__fish_hd_token_needs_command" -f -a "verify" -d 'Read a token on standard input and print its claims; exit 1 where it isn\'t valid'
complete -c hd-token -n "__fish_hd_token_needs_command" -f -a "inspect" -d 'Read a token on standard input and print what it says, whether it is valid or not'
complete -c hd-token -n "__fish_hd_token_needs_command" -f -a "rotate" -d 'Put a new key in an old one\'s place; the old one stays valid for a while'
complete -c hd-token -n "__fish_hd_token_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -l mounted -d 'Let every user read the file, as one that is mounted into containers has to be'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -l compact -d 'One line per document, also on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -s v -l verbose -d 'Say more on standard error'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-token -n "__fish_hd_token_using_subcommand key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l issuer -d 'The module that asks' -r
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l key-file -d 'The file with the key; a link is refused' -r -F
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l ttl -d 'How many seconds the token lives' -r
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l audience -d 'The project that the token is meant for' -r
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l algorithm -d 'The signature' -r -f -a "HS256\t''
HS384\t''
HS512\t''"
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l once -d 'A token for one request only'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l json -d 'Print an object with the token and its claims'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l compact -d 'One line per document, also on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -s v -l verbose -d 'Say more on standard error'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-token -n "__fish_hd_token_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -l key-file -d 'The file with the key; a link is refused' -r -F
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -l audience -d 'The project that the token has to be meant for, where it names one' -r
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -l compact -d 'One line per document, also on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -s v -l verbose -d 'Say more on standard error'
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-token -n "__fish_hd_token_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -l compact -d 'One line per document, also on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -s v -l verbose -d 'Say more on standard error'
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-token -n "__fish_hd_token_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l key-file -d 'The file with the key; a link is refused' -r -F
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l overlap -d 'How many seconds the old key stays valid at most' -r
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l anyway -d 'Rotate though the key before the last rotation still counts: whoever uses it is locked out'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l compact -d 'One line per document, also on a terminal'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -s v -l verbose -d 'Say more on standard error'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-token -n "__fish_hd_token_using_subcommand rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-token -n "__fish_hd_token_using_subcommand help; and not __fish_seen_subcommand_from key sign verify inspect rotate help" -f -a "key" -d 'Make a key: into a new file, or on standard output, without a newline'
complete -c hd-token -n "__fish_hd_token_using_subcommand help; and not __fish_seen_subcommand_from key sign verify inspect rotate help" -f -a "sign" -d 'Sign a token and print it'
complete -c hd-token -n "__fish_hd_token_using_subcommand help; and not __fish_seen_subcommand_from key sign verify inspect rotate help" -f -a "verify" -d 'Read a token on standard input and print its claims; exit 1 where it isn\'t valid'
complete -c hd-token -n "__fish_hd_token_using_subcommand help; and not __fish_seen_subcommand_from key sign verify inspect rotate help" -f -a "inspect" -d 'Read a token on standard input and print what it says, whether it is valid or not'
complete -c hd-token -n "__fish_hd_token_using_subcommand help; and not __fish_seen_subcommand_from key sign verify inspect rotate help" -f -a "rotate" -d 'Put a new key in an old one\'s place; the old one stays valid for a while'
complete -c hd-token -n "__fish_hd_token_using_subcommand help; and not __fish_seen_subcommand_from key sign verify inspect rotate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
