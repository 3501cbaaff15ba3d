//! Clients that are slow, wrong, many, or after something else.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use super::served::{Answer, Served};

fn status(bytes: &[u8]) -> Option<u16> {
    std::str::from_utf8(bytes.get(9..12)?).ok()?.parse().ok()
}

#[test]
fn the_server_answers_only_to_its_own_names() {
    let served = Served::example(&["--host", "kb.example"]);
    let asked = |host: &str| served.ask("GET", "/queries", &[("Host", host)], b"").status;
    for ours in ["localhost", "127.0.0.1:1", "[::1]", "kb.example", "KB.EXAMPLE:443"] {
        assert_eq!(asked(ours), 200, "{ours}");
    }
    for other in ["evil.example", "kb.example.evil.example", "localhost.evil.example", "evil.example:7878", "مثال"]
    {
        assert!(matches!(asked(other), 400 | 421), "{other}");
    }
    assert_eq!(status(&served.raw(b"GET /queries HTTP/1.1\r\nConnection: close\r\n\r\n")), Some(400));
    let two = b"GET /queries HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&served.raw(two)), Some(400));
    let absolute = b"GET http://evil.example/queries HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&served.raw(absolute)), Some(421));
}

#[test]
fn what_is_not_http_or_too_large_is_refused_and_the_server_stays() {
    let mut served = Served::example(&[]);
    let host = "Host: localhost\r\n";
    let many = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect::<String>();
    let long = "x".repeat(100_000);
    let cases: Vec<(String, &[u16])> = vec![
        ("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), &[400, 505]),
        (format!("GET / HTTP/1.1\r\n{host}X: a\r\n b\r\n\r\n"), &[400]),
        (format!("GET / HTTP/1.1\r\n{host}X : a\r\n\r\n"), &[400]),
        (format!("GET / HTTP/1.1\r\n{host}{many}\r\n"), &[431]),
        (format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n"), &[431]),
        (format!("GET /{long} HTTP/1.1\r\n{host}\r\n"), &[414, 431]),
        (format!("GET /sparql?query={} HTTP/1.1\r\n{host}\r\n", "x".repeat(20_000)), &[414]),
        (format!("POST /sparql HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK{{}}"), &[400]),
        (format!("POST /sparql HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"), &[400]),
        (format!("POST /sparql HTTP/1.1\r\n{host}Content-Length: 99999999999999999999\r\n\r\n"), &[400]),
        (
            format!(
                "POST /sparql HTTP/1.1\r\n{host}Content-Type: application/sparql-query\r\nContent-Length: 3000000\r\n\r\n{}",
                "#".repeat(3_000_000)
            ),
            &[413],
        ),
        (
            format!(
                "POST /sparql HTTP/1.1\r\n{host}Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            ),
            &[400],
        ),
        (
            format!(
                "POST /sparql HTTP/1.1\r\n{host}Content-Type: application/sparql-query\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\x1f\x0b"
            ),
            &[415],
        ),
        (format!("GET /\u{1}\u{2} HTTP/1.1\r\n{host}\r\n"), &[400]),
    ];
    for (request, expected) in cases {
        let answer = served.raw(request.as_bytes());
        let shown: String = request.chars().take(90).collect();
        // A connection that is cut is a refusal too: the rest of what was sent was on its way.
        let status = status(&answer);
        assert!(status.is_none_or(|status| expected.contains(&status)), "{shown:?}: {status:?}");
        if expected == [400] {
            assert!(status.is_some(), "{shown:?}");
        }
    }
    served.get("/queries", "").is(200);
    assert!(served.child.try_wait().unwrap().is_none());
}

#[test]
fn a_length_told_twice_smuggles_nothing() {
    let served = Served::example(&[]);
    let request = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n\
        Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /queries HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let answer = served.raw(request.as_bytes());
    let text = String::from_utf8_lossy(&answer);
    assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "{text}");
    assert!(!text.contains("\"queries\""));
}

#[test]
fn paths_lead_nowhere_else_and_headers_are_not_split() {
    let served = Served::example(&[]);
    for path in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/data/article/..%2f..%2f..%2fchancery.toml",
        "/data/article/../../chancery.toml",
        "/data/article/%252e%252e%252fchancery.toml",
        "/data/entity/%5c..%5cchancery.toml",
        "/queries/..%2f..%2fchancery.toml",
        "/graph/..%2f..%2f.chancery%2fCURRENT",
        "/data/article//etc/passwd",
    ] {
        let answer = served.get(path, "");
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("base =") && !answer.text().contains("root:"), "{path}");
    }
    served.get("/data/article/%00", "").is(400);
    for path in ["/article/a%0d%0aX-Evil:%201", "/entity/x%0aSet-Cookie:%20a=b", "/statement/a/%1b%5b31m"] {
        let answer = served.get(path, "").is(303);
        assert_eq!(answer.header("x-evil"), None);
        let place = answer.header("location").unwrap();
        assert!(place.bytes().all(|byte| byte.is_ascii_graphic()) && place.contains('%'), "{place}");
    }
    let echoed = served.get("/queries/%1b%5b31m%e2%80%ae", "").is(404);
    assert!(!echoed.text().contains(['\u{1b}', '\u{202e}']), "{}", echoed.text());
}

#[test]
fn who_is_slow_is_cut_off_and_hinders_nobody() {
    let served = Served::example(&[]);
    let mut drips: Vec<_> = (0..100)
        .map(|number| {
            let mut stream = served.connect();
            let begun = if number % 2 == 0 {
                "GET /queries HT".to_owned()
            } else {
                "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nSEL".to_owned()
            };
            stream.write_all(begun.as_bytes()).unwrap();
            stream
        })
        .collect();
    // One asks for more than fits between here and there, and reads nothing of it.
    let mut idle = served.connect();
    let request = "GET /graph-store?default HTTP/1.1\r\nHost: localhost\r\nAccept: application/n-triples\r\n\r\n";
    idle.write_all(request.repeat(60).as_bytes()).unwrap();
    served.get("/sparql?query=ASK{}", "").is(200);
    let begun = Instant::now();
    served.get("/sparql?query=ASK{}", "").is(200);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // A byte now and then buys no time.
    for _ in 0..3 {
        std::thread::sleep(Duration::from_millis(500));
        for stream in &mut drips {
            let _ = stream.write_all(b"x");
        }
    }
    let begun = Instant::now();
    for stream in &mut drips {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(matches!(status(&answer), None | Some(408 | 400)), "{:?}", String::from_utf8_lossy(&answer));
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    let whole = served.get("/graph-store?default", "application/n-triples").is(200).body.len();
    std::thread::sleep(Duration::from_secs(4));
    let mut read = Vec::new();
    let _ = idle.read_to_end(&mut read);
    assert!(read.len() < 60 * whole, "it was given up, and not answered to the end");
}

#[test]
fn a_thousand_connections_at_once_are_all_answered() {
    const MANY: usize = 1_000;
    let served = Served::example(&[]);
    let request = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut streams: Vec<_> = (0..MANY).map(|_| served.connect()).collect();
    for stream in &mut streams {
        stream.write_all(request).unwrap();
    }
    let mut answered = 0;
    for stream in &mut streams {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let answer = Answer::read(&bytes, false).unwrap_or_else(|| panic!("{:?}", String::from_utf8_lossy(&bytes)));
        match answer.status {
            200 => answered += 1,
            503 => assert!(answer.header("retry-after").is_some()),
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(answered >= MANY - 10, "{answered}");
    served.get("/queries", "").is(200);
}

#[test]
fn who_goes_away_leaves_no_work_behind() {
    let served = Served::example(&["--timeout", "60", "--workers", "1"]);
    let text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    for _ in 0..3 {
        let mut stream = served.connect();
        let request = format!(
            "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {}\r\n\r\n{text}",
            text.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
    }
    let begun = Instant::now();
    served.get("/sparql?query=ASK{}", "").is(200);
    assert!(begun.elapsed() < Duration::from_secs(5), "the only worker is free again: {:?}", begun.elapsed());
}

#[cfg(unix)]
#[test]
fn it_ends_when_told_and_answers_what_is_in_flight() {
    let mut served = Served::example(&["--timeout", "30"]);
    let slow = "SELECT (COUNT(*) AS ?n) { VALUES ?v1 { 1 2 3 4 5 6 7 8 9 10 } ?a ?b ?c . ?a ?e ?f }";
    let request = format!(
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {}\r\n\r\n{slow}",
        slow.len()
    );
    let mut stream = served.connect();
    stream.write_all(request.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let pid = served.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let begun = Instant::now();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    assert_eq!(status(&bytes), Some(200), "{:?}", String::from_utf8_lossy(&bytes));
    assert!(served.child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(7));
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_that_is_killed_leaves_no_workers_behind() {
    let mut served = Served::example(&["--timeout", "60", "--workers", "1"]);
    let text = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f";
    let mut stream = served.connect();
    let request = format!(
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let folder = served.folder.path().to_string_lossy().into_owned();
    let workers = || {
        let lines = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok());
        lines
            .map(|line| String::from_utf8_lossy(&line).into_owned())
            .filter(|line| line.contains(&folder) && line.contains("--worker\0"))
            .count()
    };
    let wait = |wanted: usize| {
        let begun = Instant::now();
        while workers() != wanted && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(workers(), wanted);
    };
    wait(1);
    served.child.kill().unwrap();
    wait(0);
}

#[test]
fn other_machines_are_served_only_when_that_is_said() {
    let kb = tempfile::tempdir().unwrap();
    std::fs::write(kb.path().join("a.nq"), "").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chancery"));
    let output =
        command.current_dir(kb.path()).args(["serve", "--data", "a.nq", "--address", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--public"));
}

/// `CHANCERY_TEST_REQUESTS=10000` sends as many (200 otherwise).
#[test]
fn mutated_requests_never_break_the_server() {
    let many = std::env::var("CHANCERY_TEST_REQUESTS").ok().and_then(|many| many.parse().ok()).unwrap_or(200);
    let mut served = Served::example(&["--timeout", "2"]);
    let good = [
        "GET /sparql?query=ASK%20%7B%7D&lens=asserted&format=json HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv;q=0.5, */*\r\n",
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query; charset=utf-8\r\nContent-Length: 6\r\n",
        "GET /queries/supplies?supplier=%D8%A3%D8%B0 HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, zstd;q=0.1\r\n",
        "GET /data/statement/02-halaib/letter.jsonld HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: W/\"x\", *\r\n",
        "GET /graph-store?graph=https%3A%2F%2Fkb.example%2Fgraph%2Fmeta HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n",
        "HEAD /entity/%D8%AD%D9%84%D8%A7%D9%8A%D8%A8 HTTP/1.1\r\nHost: [::1]:80\r\nX-Forwarded-Host: evil\r\n",
    ];
    // A generator of our own, so that a failure can be had again.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut answered = 0;
    for number in 0..many {
        let mut bytes = good[next(good.len())].as_bytes().to_vec();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            match next(5) {
                0 => bytes[at] = u8::try_from(next(256)).unwrap(),
                1 if bytes.len() > 1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"\0\r\n%&=/?;, \"\xff\xd8"[next(13)]),
                3 => bytes.truncate(at.max(1)),
                _ => {
                    let copy = bytes[at..(at + next(40)).min(bytes.len())].to_vec();
                    let place = next(bytes.len());
                    bytes.splice(place..place, copy);
                }
            }
        }
        let sent = String::from_utf8_lossy(&bytes).into_owned();
        bytes.extend(b"Connection: close\r\n\r\nASK {}");
        let mut stream = served.connect();
        let _ = stream.write_all(&bytes);
        // A request that is not whole is waited for; not here.
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let status = status(&answer);
        assert!(status.is_none_or(|status| status < 500 || status == 503), "{number} {sent:?}: {status:?}");
        answered += usize::from(status.is_some());
    }
    assert!(answered * 10 > many * 8, "only {answered} of {many} were answered");
    assert!(served.child.try_wait().unwrap().is_none());
    served.get("/queries", "").is(200);
}
