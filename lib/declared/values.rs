//! What templates of `module.yaml` see: the module's own parameters, the adapter's environment, a command's words.

use serde_json::{Map, Value as Json};

use crate::config::{Instance, Metadata, Value};
use crate::error::{Error, Result};
use crate::name::Fqpn;
use crate::template::{Context, Values};

/// The name under which templates find the adapter's environment.
pub(super) const ENVIRONMENT: &str = "Env";
/// The name under which a command's templates find the words behind the command's name.
pub(super) const WORDS: &str = "Args";

/// The module's own parameters with the values of one instance, its secrets included.
pub(super) struct Known<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) instance: &'a Instance,
}

impl Known<'_> {
    /// Whether a parameter that a template names has a value with a fraction's type.
    pub(super) fn is_float(&self, origin: &str) -> bool {
        let path = origin.parse::<Fqpn>().map(|fqpn| fqpn.path_text()).unwrap_or_default();
        matches!(self.instance.get(&path), Some(Value::Float(_)))
    }

    /// The texts of secrets, which no message may show.
    pub(super) fn secrets(&self) -> impl Iterator<Item = String> {
        let secret = self.metadata.parameters().filter(|parameter| parameter.secret);
        secret.filter_map(|parameter| Some(self.instance.get(&parameter.path)?.to_string()))
    }
}

impl Values for Known<'_> {
    fn value(&self, fqpn: &Fqpn) -> Result<Json> {
        if fqpn.module().is_some_and(|module| module.to_string() != self.metadata.fqmn) {
            return Err(Error::input(format!("'{fqpn}' is another module's: an adapter knows only its own")));
        }
        let path = fqpn.path_text();
        let Some(parameter) = self.metadata.parameter(&path) else {
            let fault = crate::config::unknown(self.metadata, &path);
            return Err(Error::input(format!("'{}': {}", fault.at, fault.message)));
        };
        Ok(self.instance.get(&path).unwrap_or(&parameter.default).to_json())
    }
}

/// All that a template sees at one time.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) values: &'a Known<'a>,
    pub(super) environment: &'a Json,
    /// A command's words; `None` outside of commands.
    pub(super) words: Option<&'a Json>,
}

impl<'a> Scope<'a> {
    pub(super) fn context(&self) -> Context<'a> {
        let context = Context::new().with_values(self.values).typed().with(ENVIRONMENT, self.environment);
        self.words.into_iter().fold(context, |context, words| context.with(WORDS, words))
    }
}

/// This process's environment as templates see it; what isn't UTF-8 is left out.
pub(super) fn environment() -> Json {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, Json::String(value.into_string().ok()?)))
    };
    Json::Object(std::env::vars_os().filter_map(text).collect::<Map<_, _>>())
}
