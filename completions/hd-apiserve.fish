complete -c hd-apiserve -l listen -d 'Where to listen; port 0 takes a free one' -r
complete -c hd-apiserve -l user-dir -d 'The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]' -r -F
complete -c hd-apiserve -l project -d 'The project\'s name; without a user directory it also means ~/.hyperdrive-NAME' -r
complete -c hd-apiserve -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-apiserve -l container -d 'This is the daemon\'s container: any address of it may be listened on'
complete -c hd-apiserve -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-apiserve -l compact -d 'One line per document, also on a terminal'
complete -c hd-apiserve -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-apiserve -s v -l verbose -d 'Say more on standard error'
complete -c hd-apiserve -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-apiserve -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-apiserve -s V -l version -d 'Print version'
