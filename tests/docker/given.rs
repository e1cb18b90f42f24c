//! Folders that are given to the user as whom a service writes into them.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

use crate::support::engine::{docker, words};
use crate::support::{Home, example};

const OVERRIDE: &str = "user/modules/example/hello-world/override/hw-server.yml";

fn data(home: &Home) -> String {
    home.place.path("user/data/modules/example/hello-world").display().to_string()
}

fn log(home: &Home) -> String {
    home.place.path("user/modules/example/hello-world/log").display().to_string()
}

/// Owner and mode.
fn about(path: &str) -> (u32, u32) {
    let about = fs::metadata(path).unwrap();
    (about.uid(), about.mode() & 0o777)
}

/// The service mounts both folders, to write into them, and runs as this user and of this image where one is said.
fn mounting(home: &Home, keys: &str) {
    let text = format!(
        "services:\n  hw-server:\n    volumes: ['{}:/data', '{}:/log']\n{keys}",
        data(home),
        log(home)
    );
    home.place.write(OVERRIDE, text);
}

#[test]
fn data_and_log_are_the_services_users_before_it_first_starts_and_stay_what_they_are_then() {
    let home = Home::with_example();
    home.configure();
    let own = about(&data(&home));
    assert_eq!(own.1, 0o700);
    let log_mode = about(&log(&home)).1;
    // Mounted to be read only, they stay; so do those that nobody mounts.
    home.place.write(
        OVERRIDE,
        format!("services: {{hw-server: {{volumes: ['{}:/data:ro'], environment: [A=1]}}}}\n", data(&home)),
    );
    home.start();
    assert_eq!(about(&data(&home)), own);

    mounting(&home, "");
    home.start();
    assert_eq!((about(&data(&home)), about(&log(&home))), ((65532, 0o700), (65532, log_mode)));
    assert_eq!(home.containers().len(), 3, "what gave them is gone: {:?}", home.containers());

    // What is somebody's already stays, whoever writes there now.
    mounting(&home, "    user: '65531:65531'\n");
    home.start();
    assert_eq!((about(&data(&home)).0, about(&log(&home)).0), (65532, 65532));
}

#[test]
fn a_user_by_name_is_the_images_and_one_that_it_hasnt_got_stops_nothing() {
    let home = Home::with_started_example();
    let before = home.container("hw-server").life();
    mounting(&home, "    user: nobody-there\n");
    home.hyperdrive(["service", "start"])
        .any_stdout()
        .stderr_has("has no user 'nobody-there', as which a service is to run")
        .status(3);
    assert_eq!(home.container("hw-server").life(), before);

    // An image whose own list of users has it, behind links as some systems have it.
    let (name, image) = (format!("{}_made", home.project), format!("{}:1", home.project));
    docker(["create", "--name", &name, &example::images()[1]]);
    home.place.write("srv/people", "root:x:0:0::/:/x\nkeeper:x:4711:4712::/:/x\n");
    fs::create_dir(home.place.path("etc")).unwrap();
    symlink("../srv/users", home.place.path("etc/passwd")).unwrap();
    symlink("/srv/people", home.place.path("srv/users")).unwrap();
    for folder in ["etc", "srv"] {
        docker(["cp", &home.place.path(folder).display().to_string(), &format!("{name}:/")]);
    }
    docker(["commit", "--change", "USER keeper", &name, &image]);
    docker(["rm", &name]);
    mounting(&home, &format!("    image: {image}\n    user: !reset null\n"));
    let started = home.hyperdrive(["service", "start"]).any_stdout().any_stderr().any_status();
    let given = (about(&data(&home)).0, about(&log(&home)).0);
    home.hyperdrive(["service", "down"]).any_stdout().any_stderr().any_status();
    docker(["image", "rm", &image]);
    assert_eq!(given, (4711, 4711), "{}{}", started.stdout, started.stderr);
    let trial = format!("label=com.docker.compose.project={}-hw_trial", home.project);
    assert!(words(["ps", "--all", "--quiet", "--filter", &trial]).is_empty());
}

#[test]
fn what_several_users_write_into_stays_the_operators() {
    let home = Home::with_example();
    home.configure();
    home.set(["example/hello-world:mode=full"]).any_stdout().status(0);
    let own = about(&data(&home));
    mounting(&home, "");
    let mirror = format!("services: {{hw-mirror: {{user: '65531', volumes: ['{}:/data']}}}}\n", data(&home));
    home.place.write("user/modules/example/hello-world/override/hw-mirror.yml", mirror);
    home.start();
    assert_eq!((about(&data(&home)), about(&log(&home)).0), (own, 65532));
}

#[test]
fn an_operator_without_root_removes_data_that_a_services_user_owns() {
    let home = Home::with_example();
    home.configure();
    mounting(&home, "");
    home.start();
    let sub = home.place.path("user/data/modules/example/hello-world/chain/ancient");
    fs::create_dir_all(&sub).unwrap();
    fs::write(sub.join("0001"), "block").unwrap();
    home.sh("chown -R 65534:65534 . && chown -R 65532:65532 user/data/modules/example/hello-world && chmod -R go-rwx user/data/modules/example/hello-world && chmod 777 . .tmp").status(0);
    let socket = home.engine.strip_prefix("unix://").expect("a socket");
    let group = fs::metadata(socket).unwrap().gid();
    let before = home.containers();
    let uninstall = format!(
        "setpriv --reuid 65534 --regid 65534 --groups {group} hyperdrive module uninstall hw --purge-data"
    );
    home.sh(&uninstall).stdout("removed: example/hello-world\n").status(0);
    assert!(!home.place.path("user/data/modules/example").exists());
    let id = home.id().expect("a home");
    let label = format!("label=hyperdrive.home={id}");
    assert_eq!(before.len(), 3);
    assert_eq!(words(["ps", "--all", "--quiet", "--filter", &label]).len(), 1, "the daemon is left");
}
