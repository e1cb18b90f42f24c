//! A registry of container images on this machine: one image of the engine's, under as many tags as a test fetches.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::net::TcpListener;
use std::ops::RangeInclusive;
use std::os::fd::AsFd;
use std::thread;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::{Value, json};

use super::engine::ask;
use super::registry::{Answer, Server};

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// The registry. What was fetched from it is removed from the engine with it.
pub struct Images {
    port: u16,
    image: String,
    tags: RangeInclusive<usize>,
}

impl Images {
    /// A registry with this image of the engine's, under these tags.
    pub fn of(image: &str, tags: RangeInclusive<usize>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let images = Self { port, image: image.into(), tags };
        images.serve(listener);
        images
    }

    /// The image's name under a tag.
    pub fn name(&self, tag: usize) -> String {
        format!("127.0.0.1:{}/hdt:{tag}", self.port)
    }

    /// Serves the same in the network of a process that has one of its own.
    pub fn serve_beside(&self, process: u32) {
        let port = self.port;
        let bind = move || {
            let network = File::open(format!("/proc/{process}/ns/net")).expect("a network");
            move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network)).expect("setns");
            TcpListener::bind(("127.0.0.1", port)).expect("a port")
        };
        self.serve(thread::spawn(bind).join().expect("a listener"));
    }

    fn serve(&self, listener: TcpListener) {
        let server = Server::on(listener);
        let mut saved = unpacked(&ask(["save", &self.image]).stdout);
        let index: Value = serde_json::from_slice(&saved["manifest.json"]).expect("an index");
        let mut blob = |name: &Value, kind: &str| {
            let bytes = saved.remove(name.as_str().expect("a name")).expect("a part of an image");
            let digest = format!("sha256:{}", hd::digest::sha256(&bytes));
            let about = json!({"mediaType": format!("application/vnd.docker.{kind}"), "size": bytes.len(), "digest": digest});
            server.put(&format!("/v2/hdt/blobs/{digest}"), Answer::Content(bytes));
            about
        };
        let config = blob(&index[0]["Config"], "container.image.v1+json");
        let layers = index[0]["Layers"].as_array().expect("layers").iter();
        let layers: Vec<Value> = layers.map(|layer| blob(layer, "image.rootfs.diff.tar.gzip")).collect();
        let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers})
            .to_string();
        server.put("/v2/", Answer::Content(b"{}".to_vec()));
        let digest = format!("sha256:{}", hd::digest::sha256(&manifest));
        for reference in self.tags.clone().map(|tag| tag.to_string()).chain([digest]) {
            let answer = Answer::Typed(MANIFEST, manifest.clone().into());
            server.put(&format!("/v2/hdt/manifests/{reference}"), answer);
        }
    }
}

/// The files of an archive, by name.
fn unpacked(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(Cursor::new(archive));
    let mut files = BTreeMap::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("a file");
        files.insert(name, bytes);
    }
    files
}

impl Drop for Images {
    fn drop(&mut self) {
        let names = self.tags.clone().map(|tag| self.name(tag));
        ask(["image".to_owned(), "rm".to_owned()].into_iter().chain(names));
    }
}
