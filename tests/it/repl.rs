//! Asking line by line: through a terminal, and from a script on standard input.

use crate::program::example;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CHANCERY_")) {
        command.env_remove(name);
    }
    command.arg("-C").arg(example()).env("LANG", "en_GB.UTF-8").env("NO_COLOR", "1").env("TERM", "xterm");
    command.env("HOME", home).env_remove("XDG_STATE_HOME").env_remove("XDG_CONFIG_HOME");
    command
}

fn script(lines: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = command(home.path())
        .arg("repl")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!home.path().join(".local").exists(), "a script leaves no history");
    output
}

#[test]
fn a_script_is_run_to_its_end() {
    let output = script(
        "# counts\nSELECT (COUNT(*) AS ?n) {\n  ?s st:predicate gp:accuses\n\n}\nORDER BY ?n\n\n.format tsv\naccusations accuser='السودان'\n\
         .lens asserted\nASK { gz:AZ gp:supplies gz:TR }\n.search الغاز\n.queries supplies\n.why AZ supplies TR\n.quit\nASK { nonsense\n",
    );
    let (out, talk) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{talk}");
    assert!(out.starts_with("n\r\n"), "{out}");
    assert!(out.contains("?accuser\t?accused") && out.contains("gazetteer/SD"), "{out}");
    assert!(out.contains("[الغاز]") && out.contains("--param supplier"), "{out}");
}

#[test]
fn what_goes_wrong_is_told_with_its_place_and_the_rest_goes_on() {
    let output =
        script(".lens facts\nSELECT * { ?s ?p }\n\nnobody-knows\n.nonsense\naccusations Sudan\nASK {}\nSELECT * {\n");
    let (out, talk) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "the first trouble decides: {talk}");
    for words in [
        "no lens `facts`",
        "<query>:1:12",
        "no query called `nobody-knows`",
        "no command `.nonsense`",
        "accuser=",
        "<query>:",
    ] {
        assert!(talk.contains(words) || words == "accuser=" && talk.contains("parameter=value"), "{words}: {talk}");
    }
    assert!(out.contains("true"), "{out}");
}

#[cfg(unix)]
mod terminal {
    use super::command;
    use crate::program::example;
    use rexpect::session::{PtySession, spawn_command};
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::time::{Duration, Instant};

    fn session(home: &Path, verb: &str) -> PtySession {
        let mut command = command(home);
        command.arg(verb);
        let mut session = spawn_command(command, Some(30_000)).expect("a terminal");
        session.exp_string("chancery> ").expect("a prompt");
        session
    }

    #[test]
    fn a_person_asks_completes_stops_and_goes_on() {
        let home = tempfile::tempdir().unwrap();
        let mut session = session(home.path(), "repl");
        // A query of two lines.
        session.send_line("ASK {").unwrap();
        session.send_line("}").unwrap();
        session.exp_string("true").unwrap();
        session.exp_string("chancery> ").unwrap();
        // A name in Arabic gives the IRI.
        session.send("ASK { ?s st:object أذربيجان").unwrap();
        session.send("\t").unwrap();
        session.flush().unwrap();
        session.exp_string("gz:AZ").unwrap();
        session.send_line(" }").unwrap();
        session.exp_string("true").unwrap();
        session.exp_string("chancery> ").unwrap();
        // What is wrong is told with its place.
        session.send_line("SELECT * { ?s ?p }").unwrap();
        session.exp_string("<query>:1:12").unwrap();
        session.exp_string("chancery> ").unwrap();
        // Ctrl-C ends the query and not the session.
        session.send_line("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }").unwrap();
        std::thread::sleep(Duration::from_millis(1500));
        let asked = Instant::now();
        session.send_control('c').unwrap();
        session.exp_string("stopped").unwrap();
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
        session.exp_string("chancery> ").unwrap();
        session.send_line(".lens asserted").unwrap();
        session.exp_string("chancery> ").unwrap();
        session.send_line("ASK { gz:TR gp:sharesBorderWith ?x }").unwrap();
        session.exp_regex("true|false").unwrap();
        session.exp_string("chancery> ").unwrap();
        // Ctrl-C in a line drops the line.
        session.send("SELECT nonsense").unwrap();
        session.send_control('c').unwrap();
        session.exp_string("chancery> ").unwrap();
        session.send_line(".help").unwrap();
        session.exp_string(".as-of").unwrap();
        session.exp_string("chancery> ").unwrap();
        session.send_line(".quit").unwrap();
        session.exp_eof().unwrap();
        let history = home.path().join(".local/state/chancery/history");
        let mode = std::fs::metadata(&history).expect("a history").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(std::fs::read_to_string(&history).unwrap().contains("gz:AZ"));
    }

    #[test]
    fn query_alone_asks_line_by_line() {
        assert!(example().is_dir());
        let home = tempfile::tempdir().unwrap();
        let mut session = session(home.path(), "query");
        session.send_line("ASK { }").unwrap();
        session.exp_string("true").unwrap();
        session.send_control('d').unwrap();
        session.exp_eof().unwrap();
    }
}
