complete -c hd-adapter-call -l container -d 'Call the adapter in this container, with no stream' -r
complete -c hd-adapter-call -l key-file -d 'The file with the adapter\'s key' -r -F
complete -c hd-adapter-call -l home -d 'Send no key to a container that isn\'t of this home' -r
complete -c hd-adapter-call -l fqmn -d 'Send no key to a container that isn\'t of this module' -r
complete -c hd-adapter-call -l words -d 'How many words after `--` are those of `run`, before a local adapter\'s command line' -r
complete -c hd-adapter-call -l dialect -d 'The dialect that the adapter speaks: current, 2024-12, 2025-01 or 2025-03 [default: found out]' -r
complete -c hd-adapter-call -l timeout -d 'Seconds for one command [default: the setting clientTimeout, else 30; for `start` 600; for `run` none]' -r
complete -c hd-adapter-call -l source -d 'Whose log get-log-file asks for: `adapter`, or a container\'s name' -r
complete -c hd-adapter-call -l from -d 'The version that the settings are of, for upgrade-instance [default: the document\'s field `from`]' -r
complete -c hd-adapter-call -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-adapter-call -l jobs -d 'Work on this many documents at once' -r
complete -c hd-adapter-call -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-adapter-call -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-adapter-call -l compact -d 'One line per document, also on a terminal'
complete -c hd-adapter-call -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-adapter-call -s v -l verbose -d 'Say more on standard error'
complete -c hd-adapter-call -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-adapter-call -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-adapter-call -s V -l version -d 'Print version'
