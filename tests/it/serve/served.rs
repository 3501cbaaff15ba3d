//! The program as a server, and a client that sends what it is told to, right or wrong.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::program::ends;
use crate::world;

/// A server that ends with the test.
pub struct Served {
    pub child: Child,
    pub address: SocketAddr,
    pub folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Served {
    /// Serves the example.
    pub fn example(arguments: &[&str]) -> Self {
        Self::of(&world::package("examples/kb"), arguments)
    }

    /// Serves a copy of a knowledge base, synced first.
    pub fn of(kb: &Path, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        world::copy(kb, folder.path());
        let _ = std::fs::remove_dir_all(folder.path().join(".chancery"));
        ends(folder.path(), 0, &["sync", "--quiet"]);
        Self::start(folder, arguments)
    }

    /// Serves what is in a folder, or the files that the arguments name.
    pub fn start(folder: TempDir, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CHANCERY_")) {
            command.env_remove(name);
        }
        if folder.path().join("chancery.toml").is_file() {
            command.arg("-C").arg(folder.path());
        }
        command.args(["serve", "--address", "127.0.0.1:0"]).args(arguments).env("NO_COLOR", "1");
        let mut child = command.current_dir(folder.path()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let mut talk = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(talk.read_line(&mut line).unwrap() > 0, "it ended: {said}");
            if let Some(rest) = line.strip_prefix("listening on http://") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
            said.push_str(&line);
        };
        // What it says later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut talk, &mut std::io::sink()));
        Self { child, address, folder }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// Sends bytes as they are and reads until the server ends the connection.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // The server may refuse before everything is sent.
        let _ = stream.write_all(bytes);
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        read
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\n").into_bytes();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.extend(format!("Host: {}\r\n", self.address).bytes());
        }
        for (name, value) in headers {
            request.extend(format!("{name}: {value}\r\n").bytes());
        }
        if !body.is_empty() || method == "POST" {
            request.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
        }
        request.extend(b"Connection: close\r\n\r\n");
        request.extend(body);
        let answer = self.raw(&request);
        Answer::read(&answer, method == "HEAD")
            .unwrap_or_else(|| panic!("{method} {path}: {:?}", String::from_utf8_lossy(&answer)))
    }

    pub fn get(&self, path: &str, accept: &str) -> Answer {
        let headers: &[(&str, &str)] = if accept.is_empty() { &[] } else { &[("Accept", accept)] };
        self.ask("GET", path, headers, b"")
    }

    /// Asks with a query in the body.
    pub fn query(&self, text: &str, accept: &str) -> Answer {
        let mut headers = vec![("Content-Type", "application/sparql-query")];
        if !accept.is_empty() {
            headers.push(("Accept", accept));
        }
        self.ask("POST", "/sparql", &headers, text.as_bytes())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    /// Reads an answer that is whole; anything else is none.
    pub fn read(bytes: &[u8], head_only: bool) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())))
            .collect::<Option<_>>()?;
        let body = bytes[end + 4..].to_vec();
        let answer = Self { status, headers, body };
        let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
        let bodiless = head_only || matches!(status, 204 | 304);
        let whole = if bodiless { answer.body.is_empty() } else { length == Some(answer.body.len()) };
        whole.then_some(answer)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}
