//! The codes: one flat table of everything that a module is judged by. Codes are stable: none is ever given to something else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// It works, and an operator would rather that it were otherwise.
    Warning,
    /// The module doesn't conform.
    Error,
}

impl Level {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// A package.
    Package,
    /// An adapter.
    Adapter,
}

/// One thing that a module is judged by.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `HD001`.
    pub id: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// What is judged by it.
    pub scope: Scope,
    /// What is well where nothing is found.
    pub title: &'static str,
    /// What it means and why it matters: sentences.
    pub about: &'static str,
    /// What the author can do.
    pub fix: &'static str,
}

macro_rules! codes {
    ($($name:ident $id:literal $level:ident $scope:ident $title:literal $about:literal $fix:literal)*) => {
        $(
            #[doc = $title]
            pub const $name: &Code = &Code {
                id: $id,
                level: Level::$level,
                scope: Scope::$scope,
                title: $title,
                about: $about,
                fix: $fix,
            };
        )*
        /// All of them, by id.
        pub const ALL: &[&Code] = &[$($name),*];
    };
}

codes! {
    ARCHIVE "HD001" Error Package
        "the archive is a package"
        "The file isn't a ZIP archive that can be unpacked safely, or descriptor.json or adapter.tmpl is missing. Nothing else can be looked at."
        "make it with 'hd-unpack pack DIR -o FILE', which refuses what an operator's machine would refuse"
    DESCRIPTOR "HD002" Error Package
        "the descriptor is sound"
        "A field of descriptor.json is missing or isn't what it has to be. The place is the field's JSON pointer."
        "mend the field that is named"
    TEMPLATE "HD003" Error Package
        "templates can be read"
        "A template isn't UTF-8, or breaks the rules of its syntax, Handlebars or Go's text/template."
        "mend the template at that line; 'hd-render text FILE' shows the same error"
    RENDER "HD004" Error Package
        "templates render with every combination of choices and booleans"
        "Rendering failed: with the defaults, or with the combination of values that is named. Any two values of any two parameters were tried together. The adapter's template has to give a container the name AdapterContainerName."
        "mend the template, or let process-config refuse that combination"
    COMPOSE "HD005" Error Package
        "what is rendered is a compose file"
        "Docker Compose refuses what a template makes; where Docker Compose isn't on the machine, Hyperdrive's own rules do."
        "mend the template until 'docker compose config' takes what it makes"
    CLASH "HD006" Error Package
        "templates that run together define nothing twice"
        "Two templates of containers that run together define a service, a container, a volume or a network differently. Docker Compose would merge both without a word, so Hyperdrive refuses them."
        "rename one of the two, or define it in one template only"
    METADATA "HD007" Error Package
        "the metadata are sound"
        "A parameter or section isn't as the protocol has it. The place is its JSON pointer in the answer to get-config."
        "mend what the adapter answers to get-config"
    UNKNOWN_PARAMETER "HD010" Error Package
        "every parameter that a template reads is there"
        "GetValue or GetValueArray names a parameter that the module's metadata, or Hyperdrive's own, don't have. In a branch that is seldom taken nobody would notice before an operator does."
        "correct the name, or add the parameter to the metadata"
    DEPENDENCY "HD011" Error Package
        "modules whose parameters are read are dependencies"
        "A template reads a parameter of a module that the descriptor's dependencies don't name. Where that module isn't installed, the template can't be rendered."
        "name the module in 'dependencies' of descriptor.json"
    NO_TEMPLATE "HD012" Error Package
        "every container that is named has a template"
        "get-containers, affectsContainers of a parameter, or exactlyOne of the descriptor name a container that is no template's stem, and no service or container of any template."
        "name the template's stem, or the service that it declares"
    NO_CONTAINER "HD013" Warning Package
        "every template has a container that needs it"
        "With no combination of choices and booleans did get-containers name a container of this template: it never runs."
        "remove the template, or let get-containers name its container"
    ACCESSOR "HD014" Error Package
        "every accessor that a template uses is there"
        "A template uses a name that Hyperdrive doesn't know. Where the branch is taken, rendering fails."
        "use an accessor that hyperdrive-module(7) lists"
    UNPINNED "HD020" Warning Package
        "images have a version"
        "An image has no tag, or the tag 'latest': what is run changes without a new version of the module."
        "give the image the tag of a release, better its digest"
    NO_DIGEST "HD021" Note Package
        "images are pinned by digest"
        "An image has a tag and no digest. Who may push to its repository can put something else under that tag. Images that are never pulled (pull_policy: never) are left alone."
        "write NAME:TAG@sha256:DIGEST, as 'docker image inspect' shows it"
    CAPABILITIES "HD022" Warning Package
        "containers drop capabilities"
        "A service has no cap_drop: its processes have all the capabilities that Docker gives, and few programs need any."
        "write 'cap_drop: [ALL]', and cap_add for those that are needed"
    SOCKET "HD023" Warning Package
        "no container gets the engine's socket"
        "A service gets the Docker Engine's socket: mounted, with a folder in which it lies (/, /var, /run), as a volume, secret or config that is made of either, or by use_api_socket. It can do on the machine whatever root can. An operator is asked before it starts."
        "do without it; an adapter that starts its services itself gets it through AdapterVolumes"
    LOG_DIR "HD024" Note Package
        "the log folder is used"
        "No template uses ModuleLogDir or AdapterVolumes: what the module logs is lost with its containers."
        "mount ModuleLogDir, and answer get-log-file with a file in it"
    BARE_WORD "HD030" Warning Package
        "parameters are named by quoted strings"
        "A parameter's name stands without quotes. Hyperdrive reads it; Go's text/template doesn't."
        "put the name in quotes"
    RAW "HD031" Warning Package
        "no value escapes the guard"
        "'raw' puts a value into the file as it is: whoever sets the value decides what the compose file says, the engine's socket included."
        "do without raw: a value stands anywhere in a scalar without it"
    START "HD101" Error Adapter
        "the adapter can be run"
        "Its container doesn't start or doesn't stay up, or its program isn't there."
        "run it by hand: the container has to idle, and 'ENTRYPOINT hd-module version' to answer in it"
    VERSION "HD102" Error Adapter
        "version answers a semantic version"
        "'hd-module version' failed, or answered something else than {\"version\": \"MAJOR.MINOR.PATCH\"}."
        "answer {\"version\": \"1.2.3\"}, with no key asked for"
    OTHER_VERSION "HD103" Error Adapter
        "its version is the descriptor's"
        "The adapter says another version than the package it came in: the template names an image of another release."
        "release both under one version"
    DIALECT "HD104" Error Adapter
        "it speaks the protocol"
        "Neither get-config nor get-config-metadata was answered with metadata: nothing else can be asked."
        "answer get-config with {\"parameters\": […], \"sections\": […]}"
    ANSWER "HD105" Error Adapter
        "each command is answered as the protocol says"
        "A command with the right key failed, or its answer has another form than the protocol gives it."
        "answer with one JSON object of that command's form on standard output, and with exit code 0"
    WRONG_KEY "HD106" Error Adapter
        "a wrong key is refused"
        "A command was carried out for somebody with a wrong key: whoever reaches the container could."
        "compare the request's key with the whole of the key file, byte for byte, and end with exit code 1"
    NO_KEY "HD107" Error Adapter
        "a request without a key is refused"
        "A command was carried out for somebody without a key."
        "refuse a request whose key is missing or empty, with exit code 1"
    HANGS "HD108" Error Adapter
        "every command ends"
        "A command didn't end within its time, or printed without end. Standard input was closed after the request. It hasn't ended either as long as something that it started holds its output open."
        "read one line, answer, and end; end also where the input is closed without a line, and let what goes on in the background close its output"
    UNKNOWN_COMMAND "HD109" Warning Adapter
        "an unknown command fails"
        "A command that nobody knows ended with exit code 0: newer versions of Hyperdrive can't tell that the adapter doesn't have theirs."
        "end with exit code 3 and a line on standard error"
    UNKNOWN_FIELD "HD110" Error Adapter
        "unknown fields of a request are ignored"
        "A request with one more field was refused: newer versions of Hyperdrive may send more."
        "ignore fields that you don't know"
    CRASH "HD111" Error Adapter
        "bad input is refused, not crashed on"
        "A signal or a panic ended a command that got bad input: none at all, no newline, no UTF-8, or very much of it."
        "check the input, say what is wrong on standard error, and end with exit code 1"
    BAD_INPUT "HD112" Warning Adapter
        "bad input isn't taken"
        "A request that is no JSON, because its bytes are no UTF-8, was carried out all the same."
        "refuse what isn't JSON in UTF-8"
    LEAK "HD113" Error Adapter
        "the key is never printed"
        "The adapter's key stands in what a command printed: it ends up in logs and on screens."
        "say 'invalid key', and neither of the two keys"
    PARAMETERS "HD114" Error Adapter
        "the metadata are sound"
        "A parameter or section isn't as the protocol has it. The place is its JSON pointer in the answer to get-config."
        "mend what the adapter answers to get-config"
    FORGETS "HD115" Error Adapter
        "what was set is told again"
        "After set-config, get-config told another value of a parameter than the one that was set."
        "answer get-config with each parameter's saved value as 'value'; leave out only secrets"
    BOUND "HD116" Error Adapter
        "values at the bounds are judged"
        "process-config broke at a value that its own metadata allow: the smallest, the largest, the longest, or one of the options."
        "answer with 'errors' where a value doesn't do, and narrow the metadata"
    BOUND_REFUSED "HD117" Note Adapter
        "values at the bounds are taken"
        "process-config refuses a value that its own metadata allow, all others being defaults: an operator can enter it, and is told only afterwards."
        "narrow minValue, maxValue, maxLength, regex or options to what is taken"
    DEFAULTS "HD118" Warning Adapter
        "the defaults are taken"
        "process-config refuses the defaults of its own metadata: nobody can start the module without setting something."
        "make defaults that work"
    PORTS "HD119" Error Adapter
        "ports name parameters"
        "process-config names as a port what is no parameter of the module, or no port's number."
        "name the parameter's FQPN, AUTHOR/NAME:SECTION/PARAMETER, and a number from 1 to 65535"
    LOG_FILE "HD120" Warning Adapter
        "log files are there, or unknown"
        "get-log-file names a file for a source that nobody knows, where it has to answer with an empty path."
        "answer {\"path\": \"\"} for a source that you don't know"
    IDLE "HD121" Error Adapter
        "it idles until it is stopped"
        "The container's own command, without hd-module, ended by itself: commands can't be run in a container that isn't there."
        "wait for SIGTERM, whatever the arguments are"
    SIGTERM "HD122" Error Adapter
        "it ends when it is told to"
        "Idling, it didn't end within 10 seconds of SIGTERM: every stop and every upgrade waits for it, and then kills it. A container's first process gets no signal that it doesn't handle."
        "handle SIGTERM, or let the image have an init"
    BUSY "HD123" Warning Adapter
        "idling costs nothing"
        "Idling, it uses the processor. An operator has many modules."
        "block until a signal comes; don't look again and again"
}

/// The code with this id.
pub fn find(id: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.id == id).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_order_and_each_text_is_there() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        for code in ALL {
            assert!(code.id.len() == 5 && code.about.ends_with('.') && !code.fix.ends_with('.'), "{code:?}");
            assert!(!code.title.ends_with('.') && find(code.id) == Some(*code), "{code:?}");
        }
    }
}
