//! What leaves the machine: nothing, unless a flag names the place.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};

fn expand(document: &str, flags: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("document.jsonld");
    std::fs::write(&file, document).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["jsonld", "expand", "--one-line"])
        .arg(&file)
        .args(flags)
        .output()
        .expect("the program runs")
}

fn answer(mut stream: TcpStream, body: &str) {
    let mut buffer = [0; 4096];
    let length = stream.read(&mut buffer).expect("a request");
    let asked = String::from_utf8_lossy(&buffer[..length]).to_ascii_lowercase();
    assert!(asked.contains("accept: application/ld+json"), "{asked}");
    stream.write_all(body.as_bytes()).expect("it listens");
}

#[test]
fn a_context_is_fetched_from_where_a_flag_says_and_from_nowhere_else() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = format!("http://{}", listener.local_addr().expect("an address"));
    let document = format!(r#"{{ "@context": "{host}/contexts/ar", "قال": "نعم" }}"#);
    listener.set_nonblocking(true).expect("a listener");
    for flags in [&[][..], &["--allow-context", "https://e.example/"], &["--allow-context", &format!("{host}/other/")]]
    {
        let output = expand(&document, flags);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("loading remote context failed") && said.contains("--allow-context"), "{said}");
        assert_eq!(listener.accept().expect_err("nobody came").kind(), ErrorKind::WouldBlock, "{flags:?}");
    }
    assert_eq!(expand(&document, &["--allow-context", "file:///etc/"]).status.code(), Some(2));
    listener.set_nonblocking(false).expect("a listener");
    let server = std::thread::spawn(move || {
        let context = r#"{ "@context": { "قال": "https://e.example/said" } }"#;
        let good = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{context}",
            context.len()
        );
        let moved = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        for body in [&*good, moved] {
            answer(listener.accept().expect("a caller").0, body);
        }
    });
    let allow = ["--allow-context", &host];
    let output = expand(&document, &allow);
    let expanded = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(expanded.trim(), r#"[{"https://e.example/said":[{"@value":"نعم"}]}]"#);
    let output = expand(&document, &allow);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(3) && said.contains("127.0.0.1:9/secret> is neither bundled nor allowed"),
        "{said}"
    );
    server.join().expect("both were asked");
}
