//! A caller: who asks the daemon, once a token has said so and a key has vouched for it.

use crate::auth::{Claims, Key, Token};
use crate::document::HYPERDRIVE;
use crate::error::Result;
use crate::name::Fqmn;

use super::{Answer, Daemon, Problem, View};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The operator, through Hyperdrive's own key.
    Operator,
    /// An installed and enabled module.
    Module(Fqmn),
}

impl Caller {
    /// Whether this module's own affairs are the caller's: its secrets, its containers, its failures.
    pub fn owns(&self, module: &Fqmn) -> bool {
        match self {
            Self::Operator => true,
            Self::Module(own) => own == module,
        }
    }

    /// Whether the caller is this very module: only it gets its secrets.
    pub fn is(&self, module: &Fqmn) -> bool {
        matches!(self, Self::Module(own) if own == module)
    }
}

impl std::fmt::Display for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Operator => f.write_str(HYPERDRIVE),
            Self::Module(module) => module.fmt(f),
        }
    }
}

impl Daemon {
    /// Who signed this token. Every token that isn't accepted gets the same answer.
    pub fn caller(&self, view: &View, token: &str, now: u64) -> Answer<Caller> {
        let refused = |_: crate::Error| Problem::unauthenticated();
        let token = Token::parse(token).map_err(refused)?;
        let issuer = token.issuer().map_err(refused)?;
        let claims = verified(view, &token, &issuer, now).map_err(refused)?;
        self.use_up(&issuer, claims, now)?;
        Ok(if issuer.is_hyperdrive() { Caller::Operator } else { Caller::Module(issuer) })
    }
}

/// What a token says, where its issuer may ask and has signed it.
fn verified<'a>(view: &View, token: &'a Token, issuer: &Fqmn, now: u64) -> Result<&'a Claims> {
    // Before any path is made of the name: it has to be one that Hyperdrive knows.
    if issuer.as_str() != HYPERDRIVE && !view.is_enabled(issuer) {
        return Err(crate::Error::no("no such module"));
    }
    let project = Some(view.settings.project());
    let verified = token.verify(&[view.key(issuer)?], now, project);
    verified.or_else(|refused| match Key::old(&view.key_file(issuer), now) {
        Some(old) => token.verify(&[old], now, project),
        None => Err(refused),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::api::Refusal;
    use crate::api::view::tests::{home, write};
    use crate::auth::Algorithm;
    use crate::auth::token::{Audience, sign};
    use crate::clock;

    const NOW: u64 = 1_700_000_000;

    fn key(letters: &str) -> Key {
        Key::new(format!("{letters:-<96}").into()).unwrap()
    }

    fn claims(issuer: &str) -> Claims {
        Claims::new(&issuer.parse().unwrap(), NOW, 60)
    }

    fn ask(daemon: &Daemon, claims: &Claims, key: &Key) -> Answer<Caller> {
        let token = sign(claims, key, Algorithm::Hs384).unwrap();
        daemon.caller(&daemon.view(), &token, NOW)
    }

    #[test]
    fn a_module_is_who_its_key_says() {
        let (_folder, home) = home(&[("me/mod", json!({})), ("you/mod", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let me = Caller::Module("me/mod".parse().unwrap());
        assert_eq!(ask(&daemon, &claims("me/mod"), &key("me/mod")), Ok(me));
        for (issuer, signer) in [
            ("me/mod", "you/mod"),
            ("Me/mod", "me/mod"),
            ("no/such", "me/mod"),
            ("nodeset/hyperdrive", "me/mod"),
            ("NodeSet/hyperdrive", "me/mod"),
        ] {
            let refused = ask(&daemon, &claims(issuer), &key(signer)).unwrap_err();
            assert_eq!(refused, Problem::unauthenticated(), "{issuer}");
        }
    }

    #[test]
    fn a_disabled_or_removed_module_is_nobody_at_once() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        assert!(ask(&daemon, &claims("me/mod"), &key("me/mod")).is_ok());
        write(&home, &[("me/mod", json!({}))], false);
        assert!(ask(&daemon, &claims("me/mod"), &key("me/mod")).is_err());
        write(&home, &[("me/mod", json!({}))], true);
        std::fs::remove_file(home.dir().join("modules/me/mod/secrets/hyperdrive.key")).unwrap();
        assert!(ask(&daemon, &claims("me/mod"), &key("me/mod")).is_err());
    }

    #[test]
    fn a_rotated_key_and_the_one_before_both_count_for_a_while() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let file = home.dir().join("modules/me/mod/secrets/hyperdrive.key");
        Key::rotate(&file, NOW + 10).unwrap();
        assert!(ask(&daemon, &claims("me/mod"), &key("me/mod")).is_ok());
        assert!(ask(&daemon, &claims("me/mod"), &Key::read(&file).unwrap()).is_ok());
        Key::rotate(&file, NOW).unwrap();
        assert!(ask(&daemon, &claims("me/mod"), &key("me/mod")).is_err());
    }

    #[test]
    fn a_token_for_one_use_is_used_up_and_another_project_s_isn_t_taken() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let mut daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let early = claims("me/mod").for_one_use().unwrap();
        assert!(ask(&daemon, &early, &key("me/mod")).is_err(), "it was made before the daemon began");
        daemon.replays = std::sync::Mutex::new(crate::auth::Replays::since(NOW));
        let once = claims("me/mod").for_one_use().unwrap();
        assert!(ask(&daemon, &once, &key("me/mod")).is_ok());
        assert_eq!(ask(&daemon, &once, &key("me/mod")), Err(Problem::unauthenticated()));
        let audience = |name: &str| Claims { aud: Some(Audience::One(name.into())), ..claims("me/mod") };
        assert!(ask(&daemon, &audience("demo"), &key("me/mod")).is_ok());
        assert!(ask(&daemon, &audience("other"), &key("me/mod")).is_err());
    }

    #[test]
    fn what_one_run_of_the_daemon_has_used_up_isnt_accepted_by_the_next() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let open = || Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let ask = |daemon: &Daemon, made: u64| {
            let claims =
                Claims { jti: Some("x".into()), ..Claims::new(&"me/mod".parse().unwrap(), made, 60) };
            let token = sign(&claims, &key("me/mod"), Algorithm::Hs256).unwrap();
            daemon.caller(&daemon.view(), &token, clock::now())
        };
        // Its clock is ahead of ours.
        let (first, made) = (open(), clock::now() + 3);
        assert!(ask(&first, made).is_ok() && ask(&first, made).is_err());
        let next = open();
        assert_eq!(ask(&next, made), Err(Problem::unauthenticated()));
        assert!(ask(&next, made + 1).is_ok());
        std::fs::remove_dir_all(home.dir().join("log")).unwrap();
        let refused = ask(&next, made + 2).unwrap_err();
        assert_eq!(refused.refusal, Refusal::Unavailable, "{refused:?}");
    }

    #[test]
    fn the_operator_asks_with_hyperdrive_s_own_key() {
        let (_folder, home) = home(&[]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        assert!(ask(&daemon, &claims(HYPERDRIVE), &key("x")).is_err());
        let secrets = home.dir().join("modules/nodeset/hyperdrive/secrets");
        std::fs::create_dir_all(&secrets).unwrap();
        key("x").create(&secrets.join("hyperdrive.key"), crate::auth::key::PRIVATE).unwrap();
        assert_eq!(ask(&daemon, &claims(HYPERDRIVE), &key("x")), Ok(Caller::Operator));
    }
}
