//! A stand-in for Docker: an engine on a Unix socket and a Docker Compose beside it, which keep all that they have in files of
//! the place, a file for each container. Enough for installing, upgrading and removing modules whose templates are JSON.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;

use serde_json::{Value, json};

use super::{Place, Test};

/// The Compose: its files are JSON, its containers are files.
const COMPOSE: &str = r#"#!/bin/bash
set -eu
files=()
while [[ $1 == --* ]]; do
  case $1 in
    --project-name) project=$2 ;;
    --file) files+=("$2") ;;
  esac
  shift 2
done
merged=$(jq -s --arg p "$project" 'reduce .[] as $one ({}; . * $one) | .name = $p' "${files[@]}")
state=running
case $1 in
  config) echo "$merged" && exit ;;
  create) state=created ;;
esac
jq -r '.services | keys[]' <<<"$merged" | while read -r service; do
  made=$(jq -c --arg p "$project" --arg s "$service" --arg state "$state" '.services[$s] | {
    Names: ["/" + (.container_name // "\($p)-\($s)-1")], State: $state, Image: .image, ImageID: "sha256:\(.image)",
    Env: (.environment // []), Created: 1000, Status: "Up",
    Labels: (.labels + {"com.docker.compose.project": $p, "com.docker.compose.service": $s})}' <<<"$merged")
  name=$(jq -r '.Names[0][1:]' <<<"$made")
  grep -l "\"/$name\"" ENGINE/*.json 2>/dev/null | xargs -r rm
  id=$RANDOM$RANDOM$RANDOM
  jq -c --arg id "$id" '.Id = $id' <<<"$made" >"ENGINE/.$id"
  mv "ENGINE/.$id" "ENGINE/$id.json"
done
"#;

/// The stand-in, for as long as the test's process runs.
#[derive(Debug, Clone)]
pub struct Standin {
    folder: PathBuf,
    docker: PathBuf,
    socket: PathBuf,
}

impl Standin {
    /// One that keeps its things below `engine` of the place.
    pub fn listen(place: &Place) -> Self {
        let (folder, docker, socket) =
            (place.path("engine"), place.path("docker"), place.path("docker.sock"));
        fs::create_dir(&folder).expect("a folder");
        let program = "docker/cli-plugins/docker-compose";
        place.write(program, COMPOSE.replace("ENGINE", folder.to_str().expect("text")));
        fs::set_permissions(place.path(program), fs::Permissions::from_mode(0o755)).expect("a program");
        let listener = UnixListener::bind(&socket).expect("a socket");
        let standin = Self { folder, docker, socket };
        let own = standin.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let own = own.clone();
                thread::spawn(move || own.serve(&stream));
            }
        });
        standin
    }

    /// The run with this in the place of Docker.
    pub fn with(&self, test: Test) -> Test {
        test.env("DOCKER_HOST", format!("unix://{}", self.socket.display()))
            .env("DOCKER_CONFIG", &self.docker)
    }

    /// From the first request on whose path ends so it is silent: it listens, and answers nothing any more.
    pub fn falls_silent_at(&self, path: &str) {
        fs::write(self.folder.join("silent"), path).expect("a file");
    }

    /// Whether it removes no container: it says that it can't.
    pub fn is_stuck(&self, stuck: bool) {
        let mark = self.folder.join("stuck");
        if stuck { fs::write(mark, "").expect("a file") } else { fs::remove_file(mark).expect("a file") }
    }

    fn is_silent(&self, path: &str) -> bool {
        let Ok(at) = fs::read_to_string(self.folder.join("silent")) else { return false };
        let is_silent = path.ends_with(&at);
        if is_silent {
            self.falls_silent_at("");
        }
        is_silent
    }

    /// The containers that there are.
    pub fn containers(&self) -> Vec<Value> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let own = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
        own.filter_map(|path| serde_json::from_slice(&fs::read(path).ok()?).ok()).collect()
    }

    fn serve(&self, stream: &UnixStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        loop {
            let (line, body) = request(&mut reader)?;
            let mut words = line.split(' ');
            let (method, path) = (words.next()?, words.next()?.split('?').next()?);
            let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
            if self.is_silent(path) {
                return hold(stream);
            }
            let parts = if parts[0].starts_with("v1.") { &parts[1..] } else { &parts[..] };
            if let ["exec", exec, "start"] = parts {
                upgrade(stream)?;
                if self.is_silent("stream") {
                    return hold(stream);
                }
                return hijack(stream, &self.say(exec));
            }
            let (status, answer) = self.answer(method, parts, &body);
            reply(stream, status, &answer)?;
        }
    }

    fn answer(&self, method: &str, parts: &[&str], body: &Value) -> (u16, Value) {
        match (method, parts) {
            (_, ["_ping"]) => (200, "OK".into()),
            ("GET", ["containers", "json"]) => (200, self.containers().into()),
            ("GET", ["networks"]) => (200, json!([])),
            ("GET", ["volumes"]) => (200, json!({"Volumes": []})),
            ("GET", ["images", name @ .., "json"]) => {
                (200, json!({"Id": format!("sha256:{}", name.join("/"))}))
            }
            ("GET", ["info"]) => (200, json!({"ID": "here"})),
            ("GET", ["exec", _, "json"]) => (200, json!({"Running": false, "ExitCode": 0, "Pid": 0})),
            // An engine without a pool of IPv6 addresses.
            ("POST", ["networks", "create"]) if body["EnableIPv6"] == true => {
                (500, json!({"message": "could not find an available, non-overlapping IPv6 address pool"}))
            }
            ("POST", ["networks", "create"]) => {
                fs::write(self.folder.join("network"), body.to_string()).expect("a network");
                (201, json!({"Id": "network", "Warning": ""}))
            }
            ("GET", ["networks", _]) => fs::read(self.folder.join("network"))
                .map_or_else(|_| missing(), |text| (200, serde_json::from_slice(&text).expect("a network"))),
            ("DELETE", ["networks", _]) => {
                let _ = fs::remove_file(self.folder.join("network"));
                (204, Value::Null)
            }
            ("DELETE", ["containers", ..]) if self.folder.join("stuck").exists() => {
                (500, json!({"message": "device or resource busy"}))
            }
            ("GET" | "POST" | "DELETE", ["containers", name, verb @ ..]) => {
                let found = self.containers().into_iter().find(|one| is_called(one, name));
                found.map_or_else(missing, |one| self.with_container(one, verb, body))
            }
            _ => missing(),
        }
    }

    fn with_container(&self, mut one: Value, verb: &[&str], body: &Value) -> (u16, Value) {
        let path = self.folder.join(format!("{}.json", one["Id"].as_str().expect("an id")));
        let mut set = |state: &str| {
            one["State"] = state.into();
            fs::write(&path, one.to_string()).expect("a container");
            (204, Value::Null)
        };
        match verb {
            ["stop"] => set("exited"),
            ["start"] => set("running"),
            ["update"] => (200, json!({})),
            ["json"] => (200, inspected(&one)),
            ["exec"] => {
                let word = body["Cmd"].as_array().and_then(|words| words.last()).and_then(Value::as_str);
                (201, json!({"Id": format!("{}-{}", word.unwrap_or_default(), one["Id"].as_str().unwrap())}))
            }
            [] => {
                fs::remove_file(path).expect("a container");
                (204, Value::Null)
            }
            _ => missing(),
        }
    }

    /// What an adapter says: its container's variables, by the command's name.
    fn say(&self, exec: &str) -> String {
        let (command, id) = exec.rsplit_once('-').expect("an exec");
        let one = self.containers().into_iter().find(|one| one["Id"] == id).unwrap_or_default();
        let prefix = format!("{command}=");
        let variables = one["Env"].as_array().cloned().unwrap_or_default();
        let said = variables.iter().find_map(|text| text.as_str()?.strip_prefix(&prefix));
        said.unwrap_or("No help topic").to_owned()
    }
}

fn is_called(container: &Value, name: &str) -> bool {
    container["Id"] == name || container["Names"][0] == format!("/{name}")
}

fn inspected(one: &Value) -> Value {
    let runs = one["State"] == "running";
    json!({"Id": one["Id"], "Name": one["Names"][0], "Image": one["ImageID"], "RestartCount": 0,
        "Config": {"Labels": one["Labels"], "Env": one["Env"]}, "HostConfig": {"RestartPolicy": {"Name": "no"}},
        "State": {"Status": one["State"], "Running": runs, "StartedAt": "2020-01-02T03:04:05Z", "ExitCode": 0}})
}

fn missing() -> (u16, Value) {
    (404, json!({"message": "no such thing"}))
}

/// The first line of a request, and its body.
fn request(reader: &mut BufReader<&UnixStream>) -> Option<(String, Value)> {
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|bytes| *bytes > 0)?;
        if let Some(number) = header.to_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().ok()?;
        }
        if header == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((line, serde_json::from_slice(&body).unwrap_or_default()))
}

fn reply(mut stream: &UnixStream, status: u16, answer: &Value) -> Option<()> {
    let text = if answer.is_null() { String::new() } else { answer.to_string() };
    let length = text.len();
    let head = "content-type: application/json\r\ncontent-length";
    write!(stream, "HTTP/1.1 {status} X\r\n{head}: {length}\r\n\r\n{text}").ok()
}

/// Says nothing until the other side goes.
fn hold(mut stream: &UnixStream) -> Option<()> {
    std::io::copy(&mut stream, &mut std::io::sink()).ok().map(drop)
}

fn upgrade(mut stream: &UnixStream) -> Option<()> {
    stream.write_all(b"HTTP/1.1 101 UPGRADED\r\nconnection: Upgrade\r\nupgrade: tcp\r\n\r\n").ok()
}

/// The connection has become the command's streams: what it says on standard output, in one frame.
fn hijack(mut stream: &UnixStream, said: &str) -> Option<()> {
    let length = u32::try_from(said.len()).ok()?.to_be_bytes();
    let frame = [&[1, 0, 0, 0], &length[..], said.as_bytes()].concat();
    stream.write_all(&frame).ok()?;
    stream.shutdown(std::net::Shutdown::Write).ok()
}
