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
    /// Under `networks`, `volumes`, `secrets` or `configs` of the document.
    Definitions,
    /// A network, volume, secret or config.
    Definition,
    /// `build`, `deploy`, `healthcheck`, `develop`, a hook and others: mappings with keys of their own.
    Build,
    Deploy,
    Placement,
    Resources,
    Reservations,
    Gpus,
    Healthcheck,
    Develop,
    Watch,
    Hooks,
    /// The options of a driver.
    DriverOptions,
    /// A command: a string is split into words.
    Command,
    /// A health check's test: a string is a shell's, the first item of a list says what the others are.
    Test,
    /// The word that says what a test is.
    TestKind,
    /// A list, or one item, of the short form that this is.
    Form(Form),
    /// `NAME=value` items.
    Pairs,
    /// What is built in a line of its own, and what follows it: Dockerfile text.
    Dockerfile,
    /// Anything else: a value may be any text.
    Free,
}

/// A short form: parts in one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Parts with these separators.
    Parts(&'static str),
    /// `[source:]target[:option,…]`
    Volume,
    /// `source[:target][:permissions]`
    Device,
    /// `service[:mode]`, `container:name[:mode]`
    VolumesFrom,
}

impl Spot {
    /// The place of what stands under a key here.
    pub(super) fn under(self, key: &str) -> Self {
        match (self, key) {
            (Self::Root, "services") => Self::Services,
            (Self::Root, "networks" | "volumes" | "secrets" | "configs") => Self::Definitions,
            (Self::Services, _) => Self::Service,
            (Self::Service, key) => Self::of_service(key),
            (Self::Definitions, _) => Self::Definition,
            (Self::Definition, "driver_opts") => Self::DriverOptions,
            // Mount options, as `mount -o` takes them.
            (Self::DriverOptions, "o") => Self::Form(Form::Parts(",")),
            (Self::Build, key) => Self::of_build(key),
            (Self::Deploy, "placement") => Self::Placement,
            (Self::Deploy, "resources") => Self::Resources,
            (Self::Resources, "reservations") => Self::Reservations,
            (Self::Reservations, "devices") => Self::Gpus,
            (Self::Placement, "constraints") => Self::Form(Form::Parts("=!")),
            (Self::Deploy | Self::Definition, "labels")
            | (Self::Gpus, "options")
            | (Self::Hooks, "environment") => Self::Pairs,
            (Self::Healthcheck, "test") => Self::Test,
            (Self::Develop, "watch") => Self::Watch,
            (Self::Watch, "exec") => Self::Hooks,
            (Self::Hooks, "command") => Self::Command,
            _ => Self::Free,
        }
    }

    /// The place of an item of a list here, by its number; in the long forms items are mappings, whose scalars are free.
    pub(super) fn item(self, number: usize) -> Self {
        match self {
            Self::Form(_) | Self::Pairs | Self::Hooks | Self::Watch | Self::Gpus => self,
            Self::Test if number == 0 => Self::TestKind,
            _ => Self::Free,
        }
    }

    fn of_service(key: &str) -> Self {
        let parts = |separators| Self::Form(Form::Parts(separators));
        match key {
            "command" | "entrypoint" => Self::Command,
            "healthcheck" => Self::Healthcheck,
            "build" => Self::Build,
            "deploy" => Self::Deploy,
            "develop" => Self::Develop,
            "gpus" => Self::Gpus,
            "post_start" | "pre_stop" => Self::Hooks,
            "volumes" => Self::Form(Form::Volume),
            "devices" => Self::Form(Form::Device),
            "volumes_from" => Self::Form(Form::VolumesFrom),
            "links" | "external_links" | "user" | "restart" | "network_mode" | "ipc" | "pid" | "uts"
            | "userns_mode" | "cgroup" | "credential_spec" => parts(":"),
            "tmpfs" | "env_file" | "label_file" => parts(":,"),
            "ports" | "expose" => parts(":,/-"),
            "cpuset" => parts(",-"),
            "extra_hosts" | "security_opt" => parts(":="),
            "device_cgroup_rules" | "dns_opt" => parts(": \t\r\n"),
            "dns" | "dns_search" => parts(" \t\r\n"),
            "environment" | "labels" | "sysctls" | "annotations" | "storage_opt" => Self::Pairs,
            _ => Self::Free,
        }
    }

    fn of_build(key: &str) -> Self {
        let parts = |separators| Self::Form(Form::Parts(separators));
        match key {
            "args" | "labels" | "additional_contexts" | "ssh" => Self::Pairs,
            "extra_hosts" => parts(":="),
            // A line of comma-separated values, which may stand in quotes.
            "cache_from" | "cache_to" => parts(",\"\r\n"),
            "dockerfile_inline" => Self::Dockerfile,
            _ => Self::Free,
        }
    }
}
