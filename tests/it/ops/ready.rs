//! `examhall ready`.

use super::program::Place;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;

fn asked(port: u16, arguments: &[&str]) -> (bool, String) {
    let place = Place::new(&[("PORT", &port.to_string())]);
    let output = place.run(&[&["ready"], arguments].concat());
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn a_server_is_ready_while_it_serves() {
    let place = Place::new(&[]);
    let serving = place.serve();
    let port = serving.address.port();
    let (is_ready, told) = asked(port, &["--within", "10"]);
    assert!(is_ready && told.contains("is ready"), "{told}");
    serving.terminate();
    serving.ended();
    let (is_ready, told) = asked(port, &[]);
    assert!(!is_ready && told.contains("no server answers"), "{told}");
}

#[test]
fn who_may_not_read_the_secrets_may_ask() {
    let place = Place::new(&[]);
    let serving = place.serve();
    let port = serving.address.port().to_string();
    let secrets = [("DATABASE_URL_FILE", "/nowhere/database_url"), ("JWT_SECRET_FILE", "/nowhere/jwt")];
    let asking =
        Place::new(&[&[("PORT", port.as_str()), ("EXAMHALL__INSTANCE__MODE", "production")], &secrets[..]].concat());
    let output = asking.run(&["ready", "--within", "10"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!asking.run(&["check-config"]).status.success());
    serving.terminate();
    serving.ended();
}

#[test]
fn a_supervisor_hears_when_people_may_come() {
    let folder = Place::new(&[]);
    let socket = folder.mail_folder().with_file_name("notify");
    let supervisor = UnixDatagram::bind(&socket).unwrap();
    let place = Place::new(&[("NOTIFY_SOCKET", socket.to_str().unwrap())]);
    let serving = place.serve();
    let mut word = [0; 64];
    let length = supervisor.recv(&mut word).unwrap();
    assert_eq!(&word[..length], b"READY=1");
    let (is_ready, told) = asked(serving.address.port(), &[]);
    assert!(is_ready, "{told}");
    serving.terminate();
    serving.ended();
}

#[test]
fn a_server_that_is_not_ready_is_not_called_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let draining = std::thread::spawn(move || {
        let (mut peer, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        // What is left unread when the connection closes would take the answer with it.
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            peer.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        assert!(head.starts_with(b"GET /health/ready HTTP/1.1\r\n"));
        peer.write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let (is_ready, told) = asked(port, &[]);
    draining.join().unwrap();
    assert!(!is_ready && told.contains("answers 503"), "{told}");
}
