//! A token: a JSON Web Token with which a module signs a request to the daemon (SPEC.md section 8).

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Key, hmac};
use crate::digest;
use crate::error::{Error, Result};
use crate::name::Fqmn;

/// How long a token may live at most, in seconds.
pub const LONGEST: u32 = 60;
/// How far two clocks may be apart, in seconds.
pub const SKEW: u32 = 5;
/// A token that is longer than this many bytes isn't looked at.
const MOST: usize = 8192;

/// The longest code is one of SHA-512, 64 bytes; a little more, as a text is decoded by fours.
const LONGEST_CODE: usize = 72;

/// The signatures that are accepted. None of them is chosen by a token alone: the key is only ever an HMAC key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    #[serde(rename = "HS256")]
    Hs256,
    /// HMAC with SHA-384, what clients use where nobody says otherwise.
    #[default]
    #[serde(rename = "HS384")]
    Hs384,
    /// HMAC with SHA-512.
    #[serde(rename = "HS512")]
    Hs512,
}

impl Algorithm {
    const ALL: [(&str, Self); 3] = [("HS256", Self::Hs256), ("HS384", Self::Hs384), ("HS512", Self::Hs512)];
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        })
    }
}

impl FromStr for Algorithm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let row = Self::ALL.into_iter().find(|row| row.0 == text);
        row.map(|row| row.1).ok_or_else(|| {
            Error::input(format!("'{text}' is no algorithm of a token")).hint("HS256, HS384 or HS512")
        })
    }
}

/// What a token says. Times are seconds since 1970; other claims of a token are kept in [`Token::raw`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claims {
    /// The FQMN of the module that asks.
    pub iss: String,
    /// The project that the token is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<Time>,
    /// When its life ends.
    pub exp: Time,
    /// When its life begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<Time>,
    /// A name of the token, with which it is accepted only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

impl Claims {
    /// What a token of this module says that is made now and lives this many seconds.
    pub fn new(issuer: &Fqmn, now: u64, life: u32) -> Self {
        let (iat, exp) = (Some(now.into()), now.saturating_add(life.into()).into());
        Self { iss: issuer.to_string(), aud: None, iat, exp, nbf: None, jti: None }
    }

    /// The second in which it was made; where it doesn't say so, the earliest in which it can have been made.
    pub fn made(&self) -> u64 {
        let earliest = || self.exp.seconds().saturating_sub((LONGEST + SKEW).into());
        self.iat.map_or_else(earliest, Time::seconds)
    }

    /// The same for one use only: with a random `jti`.
    pub fn for_one_use(self) -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get randomness for a token: {cause}")))?;
        Ok(Self { jti: Some(digest::hex(&bytes)), ..self })
    }
}

/// For whom a token is meant: one name, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Audience {
    /// This one.
    One(String),
    /// Any of these.
    Several(Vec<String>),
}

impl Audience {
    fn holds(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

/// Seconds since 1970; some clients write parts of a second.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "serde_json::Number", into = "serde_json::Number")]
#[schemars(with = "f64")]
pub struct Time(f64);

impl Time {
    /// Whole seconds since 1970, parts of a second dropped.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps to the range
    pub fn seconds(self) -> u64 {
        self.0 as u64
    }
}

impl From<u64> for Time {
    #[allow(clippy::cast_precision_loss)] // exact for the next 285 million years
    fn from(seconds: u64) -> Self {
        Self(seconds as f64)
    }
}

impl TryFrom<serde_json::Number> for Time {
    type Error = &'static str;

    fn try_from(number: serde_json::Number) -> std::result::Result<Self, Self::Error> {
        let time = number.as_f64().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
        time.map(Self).ok_or("a time is a number of seconds")
    }
}

impl From<Time> for serde_json::Number {
    fn from(time: Time) -> Self {
        let whole = (time.0.fract() == 0.0).then(|| time.seconds().into());
        whole.or_else(|| Self::from_f64(time.0)).unwrap_or_else(|| 0.into())
    }
}

/// What stands before the claims; what else stands there says nothing here.
#[derive(Deserialize)]
struct Header<'a> {
    /// As text: an enum would also be taken from an object.
    #[serde(borrow)]
    alg: Cow<'a, str>,
    /// Extensions that a reader has to know.
    crit: Option<IgnoredAny>,
}

/// Signs these claims.
pub fn sign(claims: &Claims, key: &Key, algorithm: Algorithm) -> Result<String> {
    let claims = serde_json::to_string(claims)
        .map_err(|cause| Error::bug(format!("cannot write a token's claims: {cause}")))?;
    let header = format!(r#"{{"typ":"JWT","alg":"{algorithm}"}}"#);
    Ok(signed(&header, &claims, key, algorithm))
}

/// A token of this header and these claims, whatever they say.
fn signed(header: &str, claims: &str, key: &Key, algorithm: Algorithm) -> String {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", part(header.as_bytes()), part(claims.as_bytes()));
    let code = hmac::code(algorithm, key, message.as_bytes());
    format!("{message}.{}", part(&code))
}

/// A token that was read, and that nobody has vouched for yet.
#[derive(Debug)]
pub struct Token<'a> {
    /// Header and claims, as they are signed.
    message: &'a str,
    /// The claims' part of it.
    payload: &'a str,
    code: &'a str,
    algorithm: Algorithm,
    claims: Claims,
}

impl<'a> Token<'a> {
    /// Takes a token apart. It says nothing about who made it. What is no token, has another algorithm, a critical
    /// extension, or lacks `iss` or `exp`: the answer is no.
    pub fn parse(text: &'a str) -> Result<Self> {
        if text.len() > MOST {
            return Err(refused(&format!("it is longer than {MOST} bytes")));
        }
        let parts =
            text.rsplit_once('.').and_then(|(message, code)| Some((message, message.split_once('.')?, code)));
        let (message, (header, payload), code) = parts.ok_or_else(|| refused("it hasn't three parts"))?;
        let algorithm = algorithm(header)?;
        let claims = decoded("claims", payload)?;
        Ok(Self { message, payload, code, algorithm, claims })
    }

    /// The module that the token says it is from, where that is an FQMN.
    pub fn issuer(&self) -> Result<Fqmn> {
        self.claims.iss.parse().map_err(|_| refused("its issuer is no module"))
    }

    /// The algorithm that it was signed with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What it says, to be believed only after [`Token::verify`].
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Its claims as they stand in it, those that aren't known here too.
    pub fn raw(&self) -> Result<Box<RawValue>> {
        decoded("claims", self.payload)
    }

    /// Whether one of these keys signed it, it lives now, and it is meant for this project where it says for whom.
    /// Otherwise the answer is no.
    pub fn verify(&self, keys: &[Key], now: u64, project: Option<&str>) -> Result<&Claims> {
        if !keys.iter().any(|key| self.is_signed_by(key)) {
            return Err(refused("its signature is another key's"));
        }
        self.lives(now.into())?;
        match (&self.claims.aud, project) {
            (Some(audience), Some(project)) if !audience.holds(project) => {
                Err(refused("it is meant for another project"))
            }
            _ => Ok(&self.claims),
        }
    }

    /// Whether this key signed it; that alone doesn't make it valid.
    pub(crate) fn is_signed_by(&self, key: &Key) -> bool {
        let mut code = [0; LONGEST_CODE];
        let length = URL_SAFE_NO_PAD.decode_slice(self.code, &mut code).unwrap_or_default();
        hmac::is_code(self.algorithm, key, self.message.as_bytes(), &code[..length])
    }

    /// A token without `iat` counts as made now: it may not live longer than that allows.
    fn lives(&self, now: Time) -> Result<()> {
        let (Time(now), Time(exp), skew) = (now, self.claims.exp, f64::from(SKEW));
        let born = self.claims.iat.map_or(now, |iat| iat.0);
        let latest = self.claims.nbf.map_or(born, |nbf| nbf.0.max(born));
        if exp + skew <= now {
            return Err(refused("its time is over"));
        }
        if latest > now + skew {
            return Err(refused("its time hasn't come"));
        }
        // Without `iat`, the clock that set `exp` may be ahead of ours.
        let longest = f64::from(LONGEST) + if self.claims.iat.is_some() { 0.0 } else { skew };
        if exp - born > longest {
            return Err(refused(&format!("it lives longer than {LONGEST} s")));
        }
        Ok(())
    }
}

/// What any token says, whether this daemon would take it or not: the algorithm that its header names, and its claims as
/// they stand in it; nothing where one of them can't be read. Where neither can, it is no token, and the answer is no.
pub fn inspected(text: &str) -> Result<(Option<String>, Option<Box<RawValue>>)> {
    if text.len() > MOST {
        return Err(refused(&format!("it is longer than {MOST} bytes")));
    }
    let parts: Vec<&str> = text.split('.').collect();
    let [header, claims, _] = parts[..] else { return Err(refused("it hasn't three parts")) };
    let header: Result<Value> = decoded("header", header);
    match (header, decoded("claims", claims)) {
        (Err(error), Err(_)) => Err(error),
        (header, claims) => {
            let named = header.ok().and_then(|header| header.get("alg")?.as_str().map(Into::into));
            Ok((named, claims.ok()))
        }
    }
}

thread_local! {
    /// The last header that was read here, and what it names: a client's next token has the same one.
    static LAST: RefCell<Option<(String, Algorithm)>> = const { RefCell::new(None) };
}

/// The algorithm that a header names.
fn algorithm(part: &str) -> Result<Algorithm> {
    let known = LAST.with_borrow(|last| last.as_ref().filter(|last| last.0 == part).map(|last| last.1));
    if let Some(known) = known {
        return Ok(known);
    }
    let named = named(part)?;
    LAST.set(Some((part.into(), named)));
    Ok(named)
}

fn named(part: &str) -> Result<Algorithm> {
    let bytes = object("header", part)?;
    let header: Header = read("header", &bytes)?;
    if header.crit.is_some() {
        return Err(refused("it has an extension that isn't known here"));
    }
    header.alg.parse().map_err(|error: Error| refused(error.message()))
}

/// A part of a token: JSON in base64.
fn decoded<T: DeserializeOwned>(name: &str, part: &str) -> Result<T> {
    read(name, &object(name, part)?)
}

/// The bytes of a part, which have to be an object's: a struct would also be taken from a list.
fn object(name: &str, part: &str) -> Result<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|cause| refused(&format!("its {name}: {cause}")))?;
    let is_object = bytes.trim_ascii_start().starts_with(b"{");
    if is_object { Ok(bytes) } else { Err(refused(&format!("its {name} is no object"))) }
}

fn read<'a, T: Deserialize<'a>>(name: &str, bytes: &'a [u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|cause| refused(&format!("its {name}: {cause}")))
}

fn refused(why: &str) -> Error {
    Error::no(format!("the token isn't valid: {why}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: u64 = 1_700_000_000;

    fn key(letter: u8) -> Key {
        Key::new(vec![letter; 96]).unwrap()
    }

    fn module() -> Fqmn {
        "me/mod".parse().unwrap()
    }

    fn claims() -> Claims {
        Claims::new(&module(), NOW, 60)
    }

    fn judge(claims: &Claims, now: u64) -> Result<()> {
        let text = sign(claims, &key(b'a'), Algorithm::Hs384).unwrap();
        Token::parse(&text)?.verify(&[key(b'a')], now, Some("demo")).map(drop)
    }

    /// A token of this header and payload, signed rightly whatever they say.
    fn forged(header: &str, payload: &str) -> String {
        signed(header, payload, &key(b'a'), Algorithm::Hs384)
    }

    #[test]
    fn every_algorithm_signs_what_it_verifies_and_no_other_key_does() {
        for (_, algorithm) in Algorithm::ALL {
            let text = sign(&claims(), &key(b'a'), algorithm).unwrap();
            let token = Token::parse(&text).unwrap();
            assert_eq!((token.algorithm(), token.issuer().unwrap()), (algorithm, module()));
            assert_eq!(token.verify(&[key(b'a')], NOW, None).unwrap(), &claims());
            assert!(token.verify(&[key(b'b'), key(b'a')], NOW, None).is_ok(), "a second key counts too");
            assert!(token.verify(&[key(b'b')], NOW, None).is_err());
            assert!(token.verify(&[], NOW, None).is_err());
        }
    }

    #[test]
    fn the_signature_is_the_one_of_rfc_7515() {
        // Appendix A.1 of RFC 7515: its key is 64 bytes, its payload has exp 1300819380 and iss "joe".
        let text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
            dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let key = [
            3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40, 230, 240, 84,
            201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6, 71, 239, 150, 138, 180,
            195, 119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245, 103, 208, 128, 163,
        ];
        let token = Token::parse(text).unwrap();
        let key = Key::new(key.into()).unwrap();
        assert_eq!(token.verify(&[key], 1_300_819_379, None).unwrap().iss, "joe");
        assert!(token.issuer().is_err());
        assert!(token.raw().unwrap().get().contains("is_root"));
    }

    #[test]
    fn its_life_begins_ends_and_is_short() {
        assert!(judge(&claims(), NOW).is_ok());
        assert!(judge(&claims(), NOW + 64).is_ok(), "within the skew");
        assert!(judge(&claims(), NOW + 65).is_err(), "over");
        assert!(judge(&claims(), NOW - 5).is_ok(), "within the skew");
        assert!(judge(&claims(), NOW - 6).is_err(), "not yet made");
        assert!(judge(&Claims::new(&module(), NOW, 61), NOW).is_err(), "lives too long");
        let later = Claims { nbf: Some((NOW + 20).into()), ..claims() };
        assert!(judge(&later, NOW + 14).is_err() && judge(&later, NOW + 15).is_ok());
        let unborn = Claims { iat: None, ..claims() };
        assert!(judge(&unborn, NOW).is_ok());
        assert!(judge(&Claims { exp: (NOW + 66).into(), ..unborn }, NOW).is_err(), "far future");
        assert!(
            judge(&Claims { exp: u64::MAX.into(), iat: Some((u64::MAX - 60).into()), ..claims() }, NOW)
                .is_err()
        );
    }

    #[test]
    fn an_audience_that_is_named_has_to_be_this_project() {
        let with = |aud| judge(&Claims { aud: Some(aud), ..claims() }, NOW);
        assert!(with(Audience::One("demo".into())).is_ok());
        assert!(with(Audience::Several(vec!["x".into(), "demo".into()])).is_ok());
        assert!(with(Audience::One("other".into())).is_err());
        assert!(with(Audience::Several(Vec::new())).is_err());
    }

    #[test]
    fn a_header_decides_nothing() {
        let good = format!(r#"{{"iss":"me/mod","iat":{NOW},"exp":{}}}"#, NOW + 60);
        let judge = |header: &str, payload: &str| {
            let text = forged(header, payload);
            Token::parse(&text).and_then(|token| token.verify(&[key(b'a')], NOW, None).map(drop))
        };
        assert!(judge(r#"{"alg":"HS384"}"#, &good).is_ok());
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"None"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"ES256"}"#,
            r#"{"alg":"EdDSA"}"#,
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"hs384"}"#,
            r#"{"alg":["HS384"]}"#,
            r#"{"alg":"HS384","crit":["b64"],"b64":false}"#,
            r#"{"alg":"none","alg":"HS384"}"#,
            r#"{"typ":"JWT"}"#,
            r#"{"alg":{"HS384":null}}"#,
            r#"["HS384",null]"#,
            "{}",
            "[]",
            "",
        ] {
            assert!(judge(header, &good).is_err(), "{header}");
        }
    }

    #[test]
    fn claims_of_another_shape_are_no_claims() {
        let exp = NOW + 60;
        for payload in [
            r#"{"iss":"me/mod"}"#.to_owned(),
            format!(r#"{{"exp":{exp}}}"#),
            format!(r#"{{"iss":"me/mod","exp":"{exp}"}}"#),
            r#"{"iss":"me/mod","exp":null}"#.into(),
            r#"{"iss":"me/mod","exp":-1}"#.into(),
            r#"{"iss":"me/mod","exp":1e400}"#.into(),
            format!(r#"{{"iss":["me/mod"],"exp":{exp}}}"#),
            format!(r#"{{"iss":"a/b","iss":"me/mod","exp":{exp}}}"#),
            format!(r#"{{"iss":"me/mod","exp":{exp},"nbf":"now"}}"#),
            format!(r#"{{"iss":"me/mod","exp":{exp},"aud":7}}"#),
            format!(r#"["me/mod",null,{NOW},{exp},null,null]"#),
            "[".repeat(3000),
        ] {
            assert!(Token::parse(&forged(r#"{"alg":"HS384"}"#, &payload)).is_err(), "{payload}");
        }
        let parts = format!(r#"{{"iss":"me/mod","iat":{NOW}.5,"exp":{exp}.25}}"#);
        let text = forged(r#"{"alg":"HS384"}"#, &parts);
        assert_eq!(Token::parse(&text).unwrap().claims().exp.seconds(), exp);
    }

    #[test]
    fn an_issuer_is_a_module_name_before_any_path_is_made_of_it() {
        for issuer in
            ["", "mod", "../../etc/passwd", "a/../b", "a/b/c", "a/.b", "/a", "a/", "a/b\0", "a\\b/c"]
        {
            let text =
                sign(&Claims { iss: issuer.into(), ..claims() }, &key(b'a'), Algorithm::Hs256).unwrap();
            assert!(Token::parse(&text).unwrap().issuer().is_err(), "{issuer:?}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused_without_a_panic() {
        let text = sign(&claims(), &key(b'a'), Algorithm::Hs256).unwrap();
        let (message, signature) = text.rsplit_once('.').unwrap();
        for bad in [
            String::new(),
            "..".into(),
            "a.b.c".into(),
            "é.é.é".into(),
            message.into(),
            format!("{message}."),
            format!("{message}.{}", &signature[..20]),
            format!("{message}.{signature}="),
            format!("{message}.{signature}.{signature}"),
            format!(" {text}"),
            "a".repeat(1 << 20),
        ] {
            let judged = Token::parse(&bad).and_then(|token| token.verify(&[key(b'a')], NOW, None).map(drop));
            assert_eq!(judged.unwrap_err().kind(), crate::Kind::No, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_changed_letter_spoils_a_token(at in 0usize..200, letter in "[A-Za-z0-9_-]") {
            let text = sign(&claims(), &key(b'a'), Algorithm::Hs384).unwrap();
            let at = at % text.len();
            let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            let valid = Token::parse(&changed).is_ok_and(|token| token.verify(&[key(b'a')], NOW, None).is_ok());
            proptest::prop_assert_eq!(valid, changed == text);
        }
    }
}
