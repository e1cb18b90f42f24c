//! Where in a compose file a scalar stands, as far as it matters for a value in it: Compose's own small languages.

/// A place in a compose file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// The document.
    Root,
    /// Under `services`.
    Services,
    /// A service.
    Service,
    /// `build`, `healthcheck`, a hook: mappings with keys of their own.
    Build,
    Healthcheck,
    Hooks,
    /// A command: a string is split into words.
    Command,
    /// A health check's test: a string is a shell's.
    Test,
    /// A list, or one item, of the form whose separators these are.
    Form(&'static str),
    /// `NAME=value` items.
    Pairs,
    /// Anything else: a value may be any text.
    Free,
}

impl Spot {
    /// The place of what stands under a key here.
    pub(super) fn under(self, key: &str) -> Self {
        match (self, key) {
            (Self::Root, "services") => Self::Services,
            (Self::Services, _) => Self::Service,
            (Self::Service, key) => Self::of_service(key),
            (Self::Build, "args" | "labels") | (Self::Hooks, "environment") => Self::Pairs,
            (Self::Build, "extra_hosts") => Self::Form(":="),
            (Self::Build, "cache_from" | "cache_to") => Self::Form(","),
            (Self::Healthcheck, "test") => Self::Test,
            (Self::Hooks, "command") => Self::Command,
            _ => Self::Free,
        }
    }

    /// The place of an item of a list here; in the long forms items are mappings, whose scalars are free.
    pub(super) fn item(self) -> Self {
        match self {
            Self::Form(_) | Self::Pairs | Self::Hooks => self,
            _ => Self::Free,
        }
    }

    fn of_service(key: &str) -> Self {
        match key {
            "command" | "entrypoint" => Self::Command,
            "healthcheck" => Self::Healthcheck,
            "build" => Self::Build,
            "post_start" | "pre_stop" => Self::Hooks,
            "volumes" | "devices" | "volumes_from" | "links" | "external_links" | "user" => Self::Form(":"),
            "tmpfs" | "env_file" => Self::Form(":,"),
            "ports" | "expose" => Self::Form(":,/-"),
            "extra_hosts" | "security_opt" => Self::Form(":="),
            "environment" | "labels" | "sysctls" | "annotations" => Self::Pairs,
            _ => Self::Free,
        }
    }
}
