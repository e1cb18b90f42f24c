//! Tokens of every shape that are signed rightly, with a module's own key: it is their shape alone that is refused. They are
//! put together here by hand, with another HMAC than the daemon's.

use hd::auth::Key;
use hd::digest::sha256;

use super::{Daemon, modules, now};

/// Bytes that stand there as hex.
fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// RFC 2104 with SHA-256.
fn hmac(key: &Key, message: &[u8]) -> Vec<u8> {
    let mut block = bytes(&sha256(key.bytes()));
    assert!(key.bytes().len() > 64, "a longer key than a block is hashed first");
    block.resize(64, 0);
    let padded = |pad: u8, rest: &[u8]| {
        let whole: Vec<u8> = block.iter().map(|byte| byte ^ pad).chain(rest.iter().copied()).collect();
        bytes(&sha256(whole))
    };
    padded(0x5c, &padded(0x36, message))
}

/// Base64 as URLs take it, without padding (RFC 4648 section 5).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let group = |three: &[u8]| {
        let number = (0..3).fold(0, |sum, at| sum << 8 | usize::from(*three.get(at).unwrap_or(&0)));
        let letters = (0..=three.len()).map(move |at| char::from(LETTERS[number >> (18 - 6 * at) & 63]));
        letters.collect::<Vec<_>>()
    };
    bytes.chunks(3).flat_map(group).collect()
}

fn forged(key: &Key, header: &str, payload: &str) -> String {
    let message = format!("{}.{}", base64(header.as_bytes()), base64(payload.as_bytes()));
    format!("Bearer {message}.{}", base64(&hmac(key, message.as_bytes())))
}

/// A daemon, and what asks it with this header and these claims, signed by `me/one`'s key: the status, and the answer without
/// the request's name.
fn asking() -> (Daemon, impl Fn(&Daemon, &str, &str) -> (u16, String)) {
    let daemon = Daemon::new(&modules());
    let key = daemon.key("me/one");
    let ask = move |daemon: &Daemon, header: &str, payload: &str| {
        let token = forged(&key, header, payload);
        let reply = daemon.send("GET", "/api/v1/config/me/one", &[("authorization", &token)]);
        let mut said = reply.json();
        if let Some(said) = said.as_object_mut() {
            said.remove("instance");
        }
        (reply.status, said.to_string())
    };
    (daemon, ask)
}

const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

#[test]
fn a_token_without_an_end_or_with_odd_claims_is_refused_without_saying_which() {
    let (daemon, ask) = asking();
    let (now, plain) = (now(), daemon.send("GET", "/api/v1/config/me/one", &[]));
    let (born, exp) = (now, now + 60);
    let ask = |payload: &str| ask(&daemon, HEADER, payload);
    for good in [
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one","exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one","iat":{born}.25,"exp":{exp}.0,"aud":["x","demo"],"more":[{{}}]}}"#),
    ] {
        assert_eq!(ask(&good).0, 200, "{good}");
    }
    let mut expected = plain.json();
    expected.as_object_mut().unwrap().remove("instance");
    let far = now + 100_000_000;
    for bad in [
        // No end, or one that is none.
        format!(r#"{{"iss":"me/one","iat":{born}}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":null}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":"{exp}"}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":true}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":[{exp}]}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":-{exp}}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":0}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":1e400}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":1e300}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{far}}}"#),
        format!(r#"{{"iss":"me/one","exp":{far}}}"#),
        format!(r#"{{"iss":"me/one","iat":{},"exp":{far}}}"#, far - 60),
        format!(r#"{{"iss":"me/one","iat":{},"exp":{}}}"#, now - 100, now - 40),
        format!(r#"{{"iss":"me/one","iat":-1,"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one","iat":"{born}","exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp},"nbf":{}}}"#, now + 30),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp},"nbf":"now"}}"#),
        // For somebody else.
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp},"aud":"other"}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp},"aud":[]}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp},"aud":7}}"#),
        // A claim twice, and what is no claims at all.
        format!(r#"{{"iss":"me/two","iss":"me/one","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{},"exp":{exp}}}"#, now - 100),
        format!(r#"[{{"iss":"me/one","iat":{born},"exp":{exp}}}]"#),
        format!(r#"{{"iss":"me/one","iat":{born},"exp":{exp}}} "#) + "{}",
        format!("\u{feff}{{\"iss\":\"me/one\",\"iat\":{born},\"exp\":{exp}}}"),
        String::new(),
        "null".into(),
        "[".repeat(5000),
        format!(r#"{{"iss":"me/one","exp":{exp},"x":{}}}"#, "[".repeat(3000)),
        // From nobody, or from who isn't the key's.
        format!(r#"{{"iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":null,"iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":["me/one"],"iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/two","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"nodeset/hyperdrive","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"NodeSet/Hyperdrive","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"Me/One","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one ","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/one\u0000","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/%6fne","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me//one","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/./one","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"me/two/../one","iat":{born},"exp":{exp}}}"#),
        format!(r#"{{"iss":"../modules/me/one","iat":{born},"exp":{exp}}}"#),
        format!(
            r#"{{"iss":"{}","iat":{born},"exp":{exp}}}"#,
            daemon.place.path("user/modules/me/one").display()
        ),
    ] {
        assert_eq!(ask(&bad), (401, expected.to_string()), "{bad}");
    }
}

#[test]
fn a_header_chooses_nothing_and_is_refused_without_saying_which() {
    let (daemon, ask) = asking();
    let good = format!(r#"{{"iss":"me/one","iat":{},"exp":{}}}"#, now(), now() + 60);
    let mut expected = daemon.send("GET", "/api/v1/config/me/one", &[]).json();
    expected.as_object_mut().unwrap().remove("instance");
    for fine in [HEADER, r#"{"alg":"HS256","kid":"../../me/two","jku":"http://evil.example/","x":[]}"#] {
        assert_eq!(ask(&daemon, fine, &good).0, 200, "{fine}");
    }
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"nOnE"}"#,
        r#"{"alg":""}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["HS256"]}"#,
        r#"{"alg":{"HS256":null}}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS256 "}"#,
        // Another algorithm than the one that signed.
        r#"{"alg":"HS384"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"ES256"}"#,
        r#"{"alg":"PS256"}"#,
        r#"{"alg":"EdDSA"}"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"HS256","crit":["exp"]}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"ALG":"HS256"}"#,
        r#"{"typ":"JWT"}"#,
        r#""HS256""#,
        "[]",
        "{}",
        "",
    ] {
        assert_eq!(ask(&daemon, header, &good), (401, expected.to_string()), "{header}");
    }
    let many: String = (0..2000).map(|number| format!(r#","x{number}":1"#)).collect();
    assert_eq!(ask(&daemon, &format!(r#"{{"alg":"HS256"{many}}}"#), &good), (401, expected.to_string()));
    assert_eq!(ask(&daemon, HEADER, &good).0, 200);
}

#[test]
fn a_name_of_any_shape_is_accepted_once_and_what_is_no_name_never() {
    let (daemon, ask) = asking();
    let claims =
        |jti: &str| format!(r#"{{"iss":"me/one","iat":{},"exp":{},"jti":{jti}}}"#, now(), now() + 60);
    for name in [r#""""#, r#"" ""#, r#""\u0000""#, r#""../../x""#, &format!(r#""{}""#, "x".repeat(4000))] {
        let once = claims(name);
        assert_eq!((ask(&daemon, HEADER, &once).0, ask(&daemon, HEADER, &once).0), (200, 401), "{name}");
        // The same name on another token.
        assert_eq!(ask(&daemon, HEADER, &(once + " ")).0, 401, "{name}");
    }
    for none in ["7", "true", "[]", r#"["x"]"#, "{}"] {
        assert_eq!(ask(&daemon, HEADER, &claims(none)).0, 401, "{none}");
    }
}
