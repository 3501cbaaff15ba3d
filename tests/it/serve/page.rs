//! SERVE.md tells the truth: its files are written, its server is started, what it asks is asked.

use std::process::Command;

use super::served::Served;
use crate::readme::{is_like, words};

const PAGE: &str = include_str!("../../../SERVE.md");

/// Asks as `curl` would, as far as the page needs it.
fn curl(served: &Served, line: &str) -> String {
    let arguments = words(line);
    let (mut url, mut body, mut headers, mut with_head) = (String::new(), Vec::new(), Vec::new(), false);
    let mut rest = arguments.iter().skip(1);
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-i" => with_head = true,
            "-H" => headers.extend(rest.next().and_then(|header| header.split_once(": "))),
            "-d" => body.push(rest.next().unwrap().clone()),
            "--data-urlencode" => {
                let (name, value) = rest.next().unwrap().split_once('=').unwrap();
                body.push(url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish());
            }
            other => url = other.to_owned(),
        }
    }
    let path = url.strip_prefix("http://127.0.0.1:7878").unwrap_or_else(|| panic!("{line}"));
    let body = body.join("&");
    if !body.is_empty() {
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
    }
    let method = if body.is_empty() { "GET" } else { "POST" };
    let answer = served.ask(method, path, &headers, body.as_bytes());
    let mut shown = String::new();
    if with_head {
        let reason = if answer.status == 303 { "See Other" } else { "…" };
        shown.push_str(&format!("HTTP/1.1 {} {reason}\n", answer.status));
        shown.extend(answer.header("location").map(|value| format!("location: {value}\n")));
    }
    shown + answer.text()
}

#[test]
fn the_page_is_what_happens() {
    let folder = tempfile::tempdir().unwrap();
    let kb = folder.path().join("kb");
    let mut served = None;
    let (mut asked, mut wrong) = (0, Vec::new());
    let mut blocks = PAGE.split("\n```");
    blocks.next();
    for block in blocks.step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        if language != "console" {
            let name = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap();
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
            continue;
        }
        for step in text.split("$ ").skip(1) {
            let (line, expected) = step.split_once('\n').unwrap_or((step, ""));
            let shown = match line.strip_prefix("chancery ") {
                Some("-C kb serve") => {
                    let copy = tempfile::tempdir().unwrap();
                    crate::world::copy(&kb, copy.path());
                    crate::program::ends(copy.path(), 0, &["sync", "--quiet"]);
                    let started = Served::start(copy, &[]);
                    let shown = format!("listening on http://{}/ (read only; Ctrl-C ends)", started.address);
                    let port = started.address.port().to_string();
                    served = Some(started);
                    shown.replace(&port, "7878")
                }
                Some(arguments) => {
                    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
                    let output = command.args(words(arguments)).current_dir(folder.path()).output().unwrap();
                    assert!(output.status.success(), "{line}");
                    String::from_utf8(output.stdout).unwrap()
                }
                None => {
                    asked += 1;
                    curl(served.as_ref().expect("a server is started before it is asked"), line)
                }
            };
            let shown = shown.replace("\r\n", "\n");
            let (got, like) = (shown.trim_end().lines(), expected.trim_end().lines());
            let same =
                got.clone().count() == like.clone().count() && got.zip(like).all(|(got, like)| is_like(got, like));
            if !same {
                wrong.push(format!("$ {line}\n{shown}"));
            }
        }
    }
    assert!(wrong.is_empty(), "the page should say:\n{}", wrong.join("\n"));
    assert!(asked > 8, "the page asks too little");
}
