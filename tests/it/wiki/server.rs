//! A Wikibase for tests: `api.php` with the answers of a real one (MediaWiki 1.39), and faults on demand.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// What goes wrong with the next edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    MaxLag,
    RateLimited,
    Throttled,
    ReadOnly,
    TooMany,
    BadToken,
    LoggedOut,
    EditConflict,
    Blocked,
    Modification,
    /// The connection ends before anything is done.
    DropBefore,
    /// The connection ends after the edit is done.
    DropAfter,
    /// The edit is done, and a gateway says 502.
    GatewayAfter,
}

#[derive(Debug, Default)]
pub struct State {
    /// Items: revision and statements.
    pub items: BTreeMap<String, (u64, Vec<Value>)>,
    pub moved: BTreeMap<String, String>,
    pub faults: VecDeque<Fault>,
    /// Edits that made a revision.
    pub edits: usize,
    /// Each edit that came, whatever became of it.
    pub asked: usize,
    pub revision: u64,
    /// The user and password that writers need; nobody needs any if there is none.
    pub password: Option<(String, String)>,
    session: u64,
    /// The user agents that were seen.
    pub agents: Vec<String>,
}

#[derive(Clone)]
pub struct Server {
    pub api: String,
    pub state: Arc<Mutex<State>>,
}

struct Answer {
    status: u16,
    headers: String,
    body: Value,
}

impl Answer {
    fn of(body: Value) -> Self {
        Self { status: 200, headers: String::new(), body }
    }

    fn error(code: &str, info: &str) -> Self {
        let mut answer = Self::of(json!({ "error": { "code": code, "info": info, "docref": "See the API page" } }));
        answer.headers = format!("MediaWiki-API-Error: {code}\r\n");
        answer
    }
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let server = Self {
            api: format!("http://{}/w/api.php", listener.local_addr().expect("an address")),
            state: Arc::default(),
        };
        let answering = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let server = answering.clone();
                std::thread::spawn(move || server.answer_all(stream));
            }
        });
        server
    }

    /// Makes items that have no statements yet.
    pub fn with_items<'i>(&self, ids: impl IntoIterator<Item = &'i str>) {
        let mut state = self.state.lock().expect("the state");
        for id in ids {
            state.revision += 1;
            let revision = state.revision;
            state.items.entry(id.to_owned()).or_insert((revision, Vec::new()));
        }
    }

    /// Lets somebody else change the statements of an item.
    pub fn meddle(&self, item: &str, change: impl FnOnce(&mut Vec<Value>)) {
        let mut state = self.state.lock().expect("the state");
        state.revision += 1;
        let revision = state.revision;
        let known = state.items.get_mut(item).expect("an item");
        change(&mut known.1);
        known.0 = revision;
    }

    /// All statements by id.
    pub fn statements(&self) -> BTreeMap<String, Value> {
        let state = self.state.lock().expect("the state");
        let all = state.items.values().flat_map(|(_, statements)| statements);
        let mut found = BTreeMap::new();
        for statement in all {
            let id = statement["id"].as_str().expect("an id").to_owned();
            assert!(found.insert(id.clone(), statement.clone()).is_none(), "{id} is there twice");
        }
        found
    }

    fn answer_all(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        loop {
            let (mut length, mut cookie, mut line) = (0, String::new(), String::new());
            loop {
                line.clear();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                let (name, value) = line.split_once(':').unwrap_or((line.trim(), ""));
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.trim().parse().expect("a number"),
                    "cookie" => cookie = value.trim().to_owned(),
                    "user-agent" => self.state.lock().expect("the state").agents.push(value.trim().to_owned()),
                    "" => break,
                    _ => {}
                }
            }
            let mut body = vec![0; length];
            if reader.read_exact(&mut body).is_err() {
                return;
            }
            let form: BTreeMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
            assert_eq!((form["format"].as_str(), form["formatversion"].as_str()), ("json", "2"));
            let Some(answer) = self.answer(&form, &cookie) else { return };
            let text = answer.body.to_string();
            let head = format!(
                "HTTP/1.1 {} Status\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n",
                answer.status,
                answer.headers,
                text.len()
            );
            if reader.get_mut().write_all((head + &text).as_bytes()).is_err() {
                return;
            }
        }
    }

    /// Answers; nothing means that the connection ends.
    fn answer(&self, form: &BTreeMap<String, String>, cookie: &str) -> Option<Answer> {
        let mut state = self.state.lock().expect("the state");
        let session = format!("session={}", state.session);
        Some(match form["action"].as_str() {
            "query" if form["type"] == "login" => {
                Answer::of(json!({ "query": { "tokens": { "logintoken": "in+\\" } } }))
            }
            "query" => {
                let token = if state.password.is_none() || cookie.contains(&session) {
                    format!("csrf{}+\\", state.session)
                } else {
                    "+\\".to_owned()
                };
                Answer::of(json!({ "query": { "tokens": { "csrftoken": token } } }))
            }
            "login" => {
                let (name, password) = state.password.clone().expect("somebody logs in");
                let result = if form["lgname"] == name && form["lgpassword"] == password && form["lgtoken"] == "in+\\" {
                    state.session += 1;
                    json!({ "result": "Success", "lguserid": 3, "lgusername": name })
                } else {
                    // A careless server repeats what it was sent.
                    json!({ "result": "Failed", "reason": format!("no such password: {}", form["lgpassword"]) })
                };
                let mut answer = Answer::of(json!({ "login": result }));
                answer.headers = format!("Set-Cookie: session={}; path=/; HttpOnly\r\n", state.session);
                answer
            }
            "wbgetentities" => entities(&state, &form["ids"]),
            "wbeditentity" => return edit(&mut state, form),
            other => panic!("{other}"),
        })
    }
}

fn entities(state: &State, ids: &str) -> Answer {
    let mut found = serde_json::Map::new();
    assert!(ids.split('|').count() <= 50);
    for id in ids.split('|') {
        let entity = match (state.moved.get(id), state.items.get(id)) {
            (Some(to), _) => {
                json!({ "type": "item", "id": to, "lastrevid": 1, "redirects": { "from": id, "to": to }, "claims": {} })
            }
            (None, None) => json!({ "id": id, "missing": "" }),
            (None, Some((revision, statements))) => told(id, *revision, statements),
        };
        found.insert(id.to_owned(), entity);
    }
    Answer::of(json!({ "entities": found, "success": 1 }))
}

/// An item as a wiki tells it, with the hashes and datatypes that it adds.
fn told(id: &str, revision: u64, statements: &[Value]) -> Value {
    let mut claims: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for statement in statements {
        let mut statement = statement.clone();
        statement["mainsnak"]["hash"] = json!("0a1b");
        statement["mainsnak"]["datatype"] = json!("wikibase-item");
        for reference in statement.get_mut("references").and_then(Value::as_array_mut).into_iter().flatten() {
            reference["hash"] = json!("ffff");
        }
        claims
            .entry(statement["mainsnak"]["property"].as_str().expect("a property").to_owned())
            .or_default()
            .push(statement);
    }
    json!({ "pageid": 1, "ns": 120, "title": format!("Item:{id}"), "type": "item", "id": id, "lastrevid": revision, "claims": claims })
}

fn edit(state: &mut State, form: &BTreeMap<String, String>) -> Option<Answer> {
    state.asked += 1;
    assert!(form.contains_key("maxlag") && form.contains_key("baserevid") && form["assert"] == "user");
    let fault = state.faults.pop_front();
    match fault {
        Some(Fault::MaxLag) => {
            let mut answer = Answer::error("maxlag", "Waiting for 10.0.0.1: 7.2 seconds lagged.");
            answer.body["error"]["lag"] = json!(7.2);
            answer.headers += "Retry-After: 5\r\nX-Database-Lag: 7\r\n";
            return Some(answer);
        }
        Some(Fault::RateLimited) => return Some(Answer::error("ratelimited", "You've exceeded your rate limit.")),
        Some(Fault::Throttled) => {
            let mut answer = Answer::error("failed-save", "As an anti-abuse measure, you are limited.");
            answer.body["error"]["messages"] = json!([{ "name": "actionthrottledtext", "parameters": [] }]);
            return Some(answer);
        }
        Some(Fault::ReadOnly) => return Some(Answer::error("readonly", "The wiki is currently in read-only mode.")),
        Some(Fault::TooMany) => {
            return Some(Answer { status: 429, headers: "Retry-After: 1\r\n".to_owned(), body: json!("slow down") });
        }
        Some(Fault::BadToken) => return Some(Answer::error("badtoken", "Invalid CSRF token.")),
        Some(Fault::LoggedOut) => {
            state.session += 1;
            return Some(Answer::error("assertuserfailed", "You are no longer logged in."));
        }
        Some(Fault::EditConflict) => {
            let mut answer = Answer::error("editconflict", "Edit conflict. Could not patch the current revision.");
            answer.body["error"]["messages"] =
                json!([{ "name": "wikibase-api-editconflict" }, { "name": "edit-conflict" }]);
            return Some(answer);
        }
        Some(Fault::Blocked) => return Some(Answer::error("blocked", "You have been blocked from editing.")),
        Some(Fault::Modification) => {
            let mut answer = Answer::error("modification-failed", "Malformed input.");
            answer.body["error"]["messages"] = json!([{ "name": "wikibase-validator-malformed-value" }]);
            return Some(answer);
        }
        Some(Fault::DropBefore) => return None,
        Some(Fault::DropAfter | Fault::GatewayAfter) | None => {}
    }
    if form["token"] != format!("csrf{}+\\", state.session) {
        return Some(Answer::error("badtoken", "Invalid CSRF token."));
    }
    let answer = carried_out(state, form);
    match fault {
        Some(Fault::DropAfter) => None,
        Some(Fault::GatewayAfter) => Some(Answer { status: 502, headers: String::new(), body: json!("bad gateway") }),
        _ => Some(answer),
    }
}

fn carried_out(state: &mut State, form: &BTreeMap<String, String>) -> Answer {
    let id = form["id"].clone();
    let data: Value = serde_json::from_str(&form["data"]).expect("JSON");
    let Some((revision, statements)) = state.items.get(&id).cloned() else {
        return Answer::error("no-such-entity", "Could not find such an entity.");
    };
    let mut next = statements.clone();
    for claim in data["claims"].as_array().expect("statements") {
        let guid = claim["id"].as_str().expect("an id of our own");
        if !guid.starts_with(&format!("{id}$")) {
            return Answer::error("modification-failed", "Statement GUID invalid for given entity");
        }
        let place = next.iter().position(|known| known["id"] == claim["id"]);
        match (place, claim.get("remove").is_some()) {
            (Some(place), true) => drop(next.remove(place)),
            (None, true) => return Answer::error("no-such-claim", "no such statement"),
            (Some(place), false) => next[place] = claim.clone(),
            (None, false) => next.push(claim.clone()),
        }
        if let Some(wrong) = wrong(claim) {
            return Answer::error("modification-failed", wrong);
        }
    }
    if next == statements {
        let mut entity = told(&id, revision, &statements);
        entity["nochange"] = json!(true);
        return Answer::of(json!({ "entity": entity, "success": 1 }));
    }
    state.revision += 1;
    state.edits += 1;
    state.items.insert(id.clone(), (state.revision, next.clone()));
    Answer::of(json!({ "entity": told(&id, state.revision, &next), "success": 1 }))
}

/// What the validators of a real wiki refuse.
fn wrong(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(map) => {
            if map.get("precision").and_then(Value::as_u64).is_some_and(|precision| precision > 11) {
                return Some("malformed-value: too exact");
            }
            for text in [map.get("text"), map.get("value")].into_iter().flatten().filter_map(Value::as_str) {
                if text.trim() != text || text.contains(['\n', '\t']) || text.chars().count() > 400 || text.is_empty() {
                    return Some("malformed-value: a text");
                }
            }
            map.values().find_map(wrong)
        }
        Value::Array(list) => list.iter().find_map(wrong),
        _ => None,
    }
}
