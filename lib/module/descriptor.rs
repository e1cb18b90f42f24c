//! The descriptor: what a package says of itself (SPEC.md section 3).

use semver::Version;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::document::Document;
use crate::error::{Error, Fault, Result};
use crate::name::{self, Fqmn};

use super::dependency::{self, Dependency};

/// Words that mean something to Hyperdrive itself, and so are no module's shortcut (SPEC.md section 1).
const RESERVED: [&str; 7] = ["completions", "daemon", "doctor", "help", "hyperdrive", "module", "service"];

/// Why this is no module's shortcut, or `None` where it is one.
pub fn shortcut_fault(text: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    let taken = RESERVED.contains(&small.as_str()) || small.ends_with("_adapter");
    taken.then(|| format!("'{text}' is a word of Hyperdrive's own"))
}

/// Why this is no module to install, or `None` where it is one.
pub fn fqmn_fault(fqmn: &Fqmn) -> Option<String> {
    fqmn.is_hyperdrive().then(|| format!("'{fqmn}' is Hyperdrive itself, which is no module to install"))
}

/// A descriptor without a fault in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// The module's own name.
    pub name: String,
    /// The word an operator types, as published.
    pub shortcut: String,
    /// What the module is, for people.
    pub description: String,
    /// Its version, without a leading `v`.
    pub version: Version,
    /// Who made it.
    pub author: String,
    /// Its home page.
    pub url: Option<String>,
    /// Where its author can be written to.
    pub email: Option<String>,
    /// What it needs.
    pub dependencies: Vec<Dependency>,
    /// Services that must never run twice.
    pub exactly_one: Vec<String>,
    /// Whether an older version can't take over the data that this one has had.
    pub irreversible: bool,
    fqmn: Fqmn,
}

impl Descriptor {
    /// Reads the JSON text of a descriptor. Bad input, with every fault and its JSON pointer, where there are any.
    pub fn parse(text: &str) -> Result<Self> {
        let mut reader = Reader { fields: object(text)?, faults: Vec::new() };
        let descriptor = reader.descriptor();
        match (descriptor, reader.faults) {
            (Some(descriptor), faults) if faults.is_empty() => Ok(descriptor),
            (_, faults) => Err(refuse(faults)),
        }
    }

    /// The same of a document's field.
    pub fn from_raw(raw: &RawValue) -> Result<Self> {
        Self::parse(raw.get())
    }

    /// The module's identity.
    pub fn fqmn(&self) -> &Fqmn {
        &self.fqmn
    }
}

fn refuse(faults: Vec<Fault>) -> Error {
    let count = match faults.len() {
        1 => "1 fault".into(),
        many => format!("{many} faults"),
    };
    Error::input(format!("the descriptor has {count}")).with_faults(faults)
}

/// The fields as they stand; a field that stands twice is refused.
fn object(text: &str) -> Result<Document> {
    let wrong = |why: &str| Error::input(format!("the descriptor is no JSON object: {why}"));
    if !text.trim_start().starts_with('{') {
        return Err(wrong("it doesn't begin with '{'"));
    }
    serde_json::from_str(text).map_err(|cause| wrong(&cause.to_string()))
}

/// Takes field after field and collects what is wrong.
struct Reader {
    fields: Document,
    faults: Vec<Fault>,
}

impl Reader {
    fn descriptor(&mut self) -> Option<Descriptor> {
        let name = self.identifier("name");
        let shortcut = self.shortcut();
        let description = self.required("description", "a string");
        let version = self.version();
        let author = self.identifier("author");
        let url = self.checked("url", url_fault);
        let email = self.checked("email", email_fault);
        let fqmn = self.fqmn(author.as_deref(), name.as_deref());
        let dependencies = self.dependencies(fqmn.as_ref());
        let exactly_one = self.exactly_one();
        let irreversible = self.optional("irreversible", "true or false").unwrap_or(false);
        Some(Descriptor {
            name: name?,
            shortcut: shortcut?,
            description: description?,
            version: version?,
            author: author?,
            url,
            email,
            dependencies,
            exactly_one,
            irreversible,
            fqmn: fqmn?,
        })
    }

    fn fault(&mut self, at: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault::new(at, message));
    }

    /// A field as this type; `None`, with a fault, where it is another.
    fn optional<T: DeserializeOwned>(&mut self, field: &str, what: &str) -> Option<T> {
        let value = serde_json::from_str(self.fields.raw(field)?.get());
        if value.is_err() {
            self.fault(format!("/{field}"), format!("must be {what}"));
        }
        value.ok()
    }

    fn required<T: DeserializeOwned>(&mut self, field: &str, what: &str) -> Option<T> {
        if !self.fields.has(field) {
            self.fault(format!("/{field}"), format!("is missing; it must be {what}"));
        }
        self.optional(field, what)
    }

    fn identifier(&mut self, field: &str) -> Option<String> {
        let text: String = self.required(field, "a string")?;
        if let Some(fault) = name::identifier_fault(&text) {
            self.fault(format!("/{field}"), format!("'{text}' is no Identifier: {fault}"));
            return None;
        }
        Some(text)
    }

    fn shortcut(&mut self) -> Option<String> {
        let text = self.identifier("shortcut")?;
        if let Some(fault) = shortcut_fault(&text) {
            self.fault("/shortcut", fault);
            return None;
        }
        Some(text)
    }

    fn version(&mut self) -> Option<Version> {
        let text: String = self.required("version", "a semantic version")?;
        let version = dependency::version(&text);
        version.map_err(|error| self.fault("/version", error.message())).ok()
    }

    fn fqmn(&mut self, author: Option<&str>, name: Option<&str>) -> Option<Fqmn> {
        let fqmn = Fqmn::new(author?, name?).ok()?;
        if let Some(fault) = fqmn_fault(&fqmn) {
            self.fault("/name", fault);
            return None;
        }
        Some(fqmn)
    }

    fn dependencies(&mut self, own: Option<&Fqmn>) -> Vec<Dependency> {
        let texts: Vec<String> = self.required("dependencies", "a list of strings").unwrap_or_default();
        let mut found = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            match text.parse::<Dependency>() {
                Err(error) => self.fault(format!("/dependencies/{place}"), error.message()),
                Ok(dependency) if Some(&dependency.fqmn) == own => {
                    self.fault(format!("/dependencies/{place}"), "the module depends on itself");
                }
                Ok(dependency) => found.push(dependency),
            }
        }
        found
    }

    fn exactly_one(&mut self) -> Vec<String> {
        let names: Vec<String> = self.optional("exactlyOne", "a list of strings").unwrap_or_default();
        for (place, _) in names.iter().enumerate().filter(|(_, name)| name.is_empty()) {
            self.fault(format!("/exactlyOne/{place}"), "is empty; it must be a service's name");
        }
        names
    }

    /// An optional text; the empty one counts as missing, as many write it so.
    fn checked(&mut self, field: &str, fault: fn(&str) -> Option<&'static str>) -> Option<String> {
        let text: String = self.optional(field, "a string").filter(|text: &String| !text.is_empty())?;
        if let Some(fault) = fault(&text) {
            self.fault(format!("/{field}"), format!("'{text}' {fault}"));
            return None;
        }
        Some(text)
    }
}

fn url_fault(text: &str) -> Option<&'static str> {
    let odd = |letter: char| letter.is_control() || letter.is_whitespace();
    let good = !text.contains(odd) && url::Url::parse(text).is_ok_and(|url| url.has_host());
    (!good).then_some("is no URL, like https://example.org/")
}

fn email_fault(text: &str) -> Option<&'static str> {
    let odd =
        |letter: char| letter.is_control() || letter.is_whitespace() || "<>()[],;:\"\\@".contains(letter);
    let dotted = |part: &str| part.split('.').all(|word| !word.is_empty() && !word.contains(odd));
    let good = text.split_once('@').is_some_and(|(local, domain)| dotted(local) && dotted(domain));
    (!good).then_some("is no e-mail address")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const GOOD: &str = r#"{"name":"demo","shortcut":"dm","description":"A demo","version":"v1.2.3-rc.1","author":"me",
        "url":"https://example.org/x","email":"me@example.org","dependencies":["a/b >= 1.0.0","nodeset/hyperdrive"],
        "exactlyOne":["vc"],"unknown":{"x":1}}"#;

    fn faults(text: &str) -> Vec<(String, String)> {
        let report = Descriptor::parse(text).unwrap_err().report("t");
        report.faults.into_iter().map(|fault| (fault.at, fault.message)).collect()
    }

    fn pointers(text: &str) -> Vec<String> {
        faults(text).into_iter().map(|(at, _)| at).collect()
    }

    #[test]
    fn a_good_one_is_read_whole() {
        let read = Descriptor::parse(GOOD).unwrap();
        assert_eq!(read.fqmn().to_string(), "me/demo");
        assert_eq!(read.version.to_string(), "1.2.3-rc.1");
        assert_eq!((read.dependencies.len(), read.exactly_one), (2, vec!["vc".to_owned()]));
    }

    #[test]
    fn all_faults_are_reported_together_with_their_pointers() {
        let bad = r#"{"name":"-x","shortcut":7,"version":"1.2","author":"a b","url":"nowhere","email":"me",
            "dependencies":["a/b","a/b ~ 1.0.0",""],"exactlyOne":[""]}"#;
        let expected = "/name /shortcut /description /version /author /url /email /dependencies/1 /dependencies/2 /exactlyOne/0";
        assert_eq!(pointers(bad).join(" "), expected);
        assert_eq!(Descriptor::parse(bad).unwrap_err().message(), "the descriptor has 10 faults");
    }

    #[test]
    fn missing_fields_are_named() {
        assert_eq!(pointers("{}").join(" "), "/name /shortcut /description /version /author /dependencies");
        let (_, message) = faults("{}").remove(0);
        assert_eq!(message, "is missing; it must be a string");
    }

    #[test]
    fn url_and_email_may_be_empty_or_null() {
        let text = GOOD.replace("\"https://example.org/x\"", "\"\"").replace("\"me@example.org\"", "null");
        let read = Descriptor::parse(&text).unwrap();
        assert_eq!((read.url, read.email), (None, None));
    }

    #[test]
    fn hyperdrive_itself_is_no_module_to_install() {
        let text = GOOD.replace("\"me\"", "\"NodeSet\"").replace("\"demo\"", "\"hyperdrive\"");
        assert_eq!(pointers(&text), ["/name"]);
    }

    #[test]
    fn a_module_does_not_depend_on_itself() {
        assert_eq!(pointers(&GOOD.replace("a/b", "me/demo")), ["/dependencies/0"]);
    }

    #[test]
    fn words_of_hyperdrives_own_are_no_shortcuts() {
        for word in ["daemon", "Service", "x_adapter"] {
            assert_eq!(pointers(&GOOD.replace("\"dm\"", &format!("\"{word}\""))), ["/shortcut"], "{word}");
        }
    }

    #[test]
    fn what_is_no_object_or_says_a_thing_twice_is_refused() {
        for (bad, why) in [
            ("[]", "it doesn't begin with '{'"),
            ("\u{feff}{}", "it doesn't begin with '{'"),
            ("{\"name\":\"a\",\"name\":\"b\"}", "field 'name' stands twice"),
            ("{", "EOF"),
            ("{} {}", "trailing characters"),
        ] {
            let message = Descriptor::parse(bad).unwrap_err().message().to_owned();
            assert!(message.contains(why), "{bad}: {message}");
        }
    }

    #[test]
    fn addresses_are_looked_at() {
        for good in ["a@b", "first.last+tag@sub.example.org", "ä@b.c"] {
            assert_eq!(email_fault(good), None, "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "a@.b", "x <a@b>"] {
            assert!(email_fault(bad).is_some(), "{bad}");
        }
        for bad in ["example.org", "https://", "https://a b/", "mailto:x", "https://a/\n"] {
            assert!(url_fault(bad).is_some(), "{bad}");
        }
    }
}
