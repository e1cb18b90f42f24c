# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hd_render_global_optspecs
    string join \n only= jobs= pretty compact q/quiet v/verbose errors= schema h/help V/version
end

function __fish_hd_render_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hd_render_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hd_render_using_subcommand
    set -l cmd (__fish_hd_render_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hd-render -n "__fish_hd_render_needs_command" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-render -n "__fish_hd_render_needs_command" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-render -n "__fish_hd_render_needs_command" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-render -n "__fish_hd_render_needs_command" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-render -n "__fish_hd_render_needs_command" -l compact -d 'One line per document, also on a terminal'
complete -c hd-render -n "__fish_hd_render_needs_command" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-render -n "__fish_hd_render_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c hd-render -n "__fish_hd_render_needs_command" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-render -n "__fish_hd_render_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-render -n "__fish_hd_render_needs_command" -s V -l version -d 'Print version'
complete -c hd-render -n "__fish_hd_render_needs_command" -f -a "adapter" -d 'Render each module\'s adapter.tmpl and set `adapter`'
complete -c hd-render -n "__fish_hd_render_needs_command" -f -a "services" -d 'Render the templates of each module\'s containers and set `compose`'
complete -c hd-render -n "__fish_hd_render_needs_command" -f -a "text" -d 'Render any one file and print the text'
complete -c hd-render -n "__fish_hd_render_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l print -d 'Print the rendered files in place of the documents, and write nothing'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l explain -d 'Print what each template depends on in place of the documents, and render nothing'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l compact -d 'One line per document, also on a terminal'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -s v -l verbose -d 'Say more on standard error'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-render -n "__fish_hd_render_using_subcommand adapter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l print -d 'Print the rendered files in place of the documents, and write nothing'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l explain -d 'Print what each template depends on in place of the documents, and render nothing'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l compact -d 'One line per document, also on a terminal'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -s v -l verbose -d 'Say more on standard error'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-render -n "__fish_hd_render_using_subcommand services" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l context -d 'What the template sees: {"fqmn": …, "accessors": {…}, "settings": {…}} [default: nothing]' -r -F
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l syntax -d 'The template\'s syntax' -r -f -a "auto\t'What its actions look like'
go\t'Go\'s text/template'
handlebars\t'Handlebars'"
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l only -d 'Work on this module\'s document only; may be repeated' -r
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l jobs -d 'Work on this many documents at once' -r
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l errors -d 'How errors are printed on standard error' -r -f -a "text\t'Lines for people'
json\t'One JSON object a line'"
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l compose -d 'Guard the values and check that the text is a compose file, as adapter and services do'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l explain -d 'Print as JSON what the template depends on, and render nothing'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l pretty -d 'Indent documents, as on a terminal'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l compact -d 'One line per document, also on a terminal'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -s q -l quiet -d 'No progress, and no errors that a document carries anyway'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -s v -l verbose -d 'Say more on standard error'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -l schema -d 'Print the JSON Schema of what the tool reads and writes'
complete -c hd-render -n "__fish_hd_render_using_subcommand text" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c hd-render -n "__fish_hd_render_using_subcommand help; and not __fish_seen_subcommand_from adapter services text help" -f -a "adapter" -d 'Render each module\'s adapter.tmpl and set `adapter`'
complete -c hd-render -n "__fish_hd_render_using_subcommand help; and not __fish_seen_subcommand_from adapter services text help" -f -a "services" -d 'Render the templates of each module\'s containers and set `compose`'
complete -c hd-render -n "__fish_hd_render_using_subcommand help; and not __fish_seen_subcommand_from adapter services text help" -f -a "text" -d 'Render any one file and print the text'
complete -c hd-render -n "__fish_hd_render_using_subcommand help; and not __fish_seen_subcommand_from adapter services text help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
