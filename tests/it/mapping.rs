//! Foreign tables by mapping files: what each row says, what is left out, where mistakes are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{chancery, ends, said};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/relations")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() == ".chancery" {
            continue;
        }
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A knowledge base with one table and one mapping.
fn kb(table: &str, mapping: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dossiers")).unwrap();
    fs::create_dir(folder.path().join("tables")).unwrap();
    fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\ndata = \"tables\"\n").unwrap();
    fs::write(folder.path().join("tables/rows.csv"), table).unwrap();
    fs::write(folder.path().join("dossiers/rows.map.yaml"), mapping).unwrap();
    folder
}

const TABLE: &str = "مقال,الدولة,الأخرى,قول,سنة\n\
    أ,النرويج,البرتغال,yes,1999\n\
    ب,NO,SE,no,2001\n\
    أ,Portugal,Spain,maybe,2000\n";

const MAPPING: &str = "mapping:\n  table: rows.csv\n  rows: gathered\n  skip: [{ when: { قول: maybe }, reason: ليس قولًا }]\n\
article: { id: \"مقال-{مقال}\", language: ar }\n\
statements:\n  - subject: { column: الدولة }\n    predicate: alliedWith\n    object: { column: الأخرى }\n    \
not: { column: قول, values: { yes: false, no: true } }\n    with: { time: \"{سنة}\" }\n    quote: \"{@row}\"\n";

#[test]
fn the_example_turns_rows_into_dossiers() {
    let scratch = tempfile::tempdir().unwrap();
    copy(&example(), scratch.path());
    let root = scratch.path();
    let synced = ends(root, 0, &["sync"]);
    assert!(said(&synced).contains("left out by dossiers/votes.map.yaml: 1 rows"), "{}", said(&synced));
    assert!(said(&synced).contains("left out by dossiers/alliances.map.yaml: 1 rows (no obligation"));
    let ask = |query: &str| text(&ends(root, 0, &["query", query, "--lens", "asserted", "--format", "csv"]).stdout);
    // One name, two states: the Soviet Union voted in 1946, Russia in 1992.
    let voters = ask(
        "SELECT ?who ?when { ?s st:predicate <https://relations.example/vocab/votes#votedFor> ; st:subject/rdfs:label ?who ; q:time/st:edtf ?when FILTER(LANG(?who) = 'ar') } ORDER BY ?when ?who",
    );
    let lines: Vec<&str> = voters.lines().collect();
    assert_eq!(lines, ["who,when", "الاتحاد السوفيتي,1946-02-28", "روسيا,1992-11-24", "ناميبيا,1992-11-24"]);
    // A year stays a year, obligations stay words, and a number of 1960 is the United Arab Republic.
    let allies = ask(
        "SELECT ?ally ?year (GROUP_CONCAT(?how; separator='+') AS ?h) { { SELECT * { ?s st:predicate gp:alliedWith ; st:object ?ally ; q:time/st:edtf ?year ; q:degree ?how } ORDER BY ?how } } GROUP BY ?ally ?year ORDER BY ?year",
    );
    assert!(allies.contains("gazetteer/united-arab-republic,1960,consultation+non-aggression"), "{allies}");
    assert!(allies.contains("gazetteer/EG,1955,non-aggression") && allies.contains("gazetteer/EG,1999,neutrality"));
    assert!(!allies.contains("-01-01"), "{allies}");
    // An abstention is no support, and a vote is not taken for more than a vote.
    assert_eq!(ask("SELECT ?s { ?s gp:supports ?o }").lines().count(), 1);
    // The receipt is the row.
    let why =
        ends(root, 0, &["why", "NA", "votes:votedFor", "https://relations.example/entity/un-roll-call-2/proposal"]);
    assert!(text(&why.stdout).contains("2,Namibia,NA,yes"), "{}", text(&why.stdout));
    assert!(said(&ends(root, 0, &["sync"])).contains("nothing to do"));
}

#[test]
fn one_row_changes_one_article() {
    let scratch = tempfile::tempdir().unwrap();
    copy(&example(), scratch.path());
    let root = scratch.path();
    ends(root, 0, &["sync"]);
    let change = |file: &str, from: &str, to: &str| {
        let path = root.join("sample").join(file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(before.contains(from));
        fs::write(&path, before.replace(from, to)).unwrap();
        let output = said(&ends(root, 0, &["sync"]));
        output.lines().filter(|line| line.contains("changed:")).map(str::trim).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(change("unvotes/un_votes.csv", "2,Egypt,EG,no", "2,Egypt,EG,yes"), "changed: un-roll-call-2");
    // What it is joined with counts too, and only for its own article.
    assert_eq!(change("unvotes/un_roll_calls.csv", "1946-02-28", "1946-03-01"), "changed: un-roll-call-1");
    assert_eq!(
        change("peacesciencer/atop_alliance.csv", "365,651,1999,0,0,1", "365,651,1999,1,0,1"),
        "changed: atop-365"
    );
}

#[test]
fn any_script_and_rows_apart() {
    let kb = kb(TABLE, MAPPING);
    let out = ends(kb.path(), 0, &["map", kb.path().join("dossiers/rows.map.yaml").to_str().unwrap()]);
    let lines: Vec<serde_json::Value> =
        text(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["article"]["id"], "مقال-أ");
    assert_eq!(lines[0]["statements"][0]["subject"], "النرويج");
    assert_eq!(lines[0]["statements"][0]["quote"], "أ,النرويج,البرتغال,yes,1999");
    assert_eq!(lines[1]["statements"][0]["not"], true);
    assert!(
        said(&out).contains("3 rows: 2 articles, 2 statements") && said(&out).contains("1 rows (ليس قولًا)"),
        "{}",
        said(&out)
    );
    // What `map` writes converts to the same quads as the mapping itself.
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("all.jsonl"), &out.stdout).unwrap();
    let written = chancery(kb.path(), &["convert", other.path().join("all.jsonl").to_str().unwrap()]);
    let direct = ends(kb.path(), 0, &["convert"]);
    assert_eq!(text(&direct.stdout), text(&written.stdout));
    assert!(!direct.stdout.is_empty());
}

#[test]
fn rows_that_are_wrong_are_shown_where_they_stand() {
    let kb = kb(&TABLE.replace("NO,SE", "NO,Ruritania"), MAPPING);
    let output = ends(kb.path(), 1, &["check"]);
    assert!(said(&output).contains("tables/rows.csv:3:6"), "{}", said(&output));
    // The other article is there all the same.
    let synced = ends(kb.path(), 1, &["sync"]);
    assert!(
        said(&synced).contains("added: مقال-أ") && said(&synced).contains("it has errors: مقال-ب"),
        "{}",
        said(&synced)
    );
}

#[test]
fn mistakes_of_a_mapping_are_told_once_and_where_they_are() {
    for (from, to, place, words) in [
        ("alliedWith", "alliedWit", "8:16", "did you mean `alliedWith`"),
        ("column: الدولة", "column: الدوله", "7:24", "did you mean `الدولة`"),
        ("{سنة}", "{سن", "11:19", "stands alone"),
        ("with:", "wiht:", "11:5", "did you mean `with`"),
        ("time:", "tmie:", "11:13", "unknown qualifier"),
        ("table: rows.csv", "table: raws.csv", "2:10", "there is no table"),
        ("rows: gathered", "rows: apart", "3:9", "how the rows of one article stand"),
        ("object: { column: الأخرى }", "object: Ruritania", "9:13", "unknown entity"),
        ("id: \"مقال-{مقال}\", ", "", "5:10", "`id` is missing"),
        ("{ column: الدولة }", "{ column: الدولة, codes: cow }", "7:39", "no code list `cow`"),
    ] {
        assert!(MAPPING.contains(from), "{from}");
        let kb = kb(TABLE, &MAPPING.replace(from, to));
        let place = format!("rows.map.yaml:{place}");
        let path = kb.path().join("dossiers/rows.map.yaml");
        let output = ends(kb.path(), 1, &["map", path.to_str().unwrap(), "--check"]);
        let all = said(&output);
        assert!(all.contains(&place) && all.contains(words), "{from} → {to}: {all}");
        assert_eq!(all.matches("error[").count(), 1, "{all}");
        // `sync` says the same and leaves the store as it was.
        assert!(said(&ends(kb.path(), 1, &["sync"])).contains(&place));
    }
}

#[test]
fn a_broken_mapping_retracts_nothing() {
    let kb = kb(TABLE, MAPPING);
    ends(kb.path(), 0, &["sync"]);
    let path = kb.path().join("dossiers/rows.map.yaml");
    fs::write(&path, MAPPING.replace("alliedWith", "alliedWit")).unwrap();
    ends(kb.path(), 1, &["sync"]);
    fs::remove_file(kb.path().join("tables/rows.csv")).unwrap();
    fs::write(&path, MAPPING).unwrap();
    ends(kb.path(), 1, &["sync"]);
    let count = ends(kb.path(), 0, &["query", "SELECT (COUNT(*) AS ?n) { ?s a st:Statement }", "--format", "csv"]);
    assert_eq!(text(&count.stdout), "n\r\n2\r\n");
}

#[test]
fn codes_of_the_gazetteer_and_dates_put_together() {
    let table = "a,b,y,m,d\n2,365,1999,3,5\n2,20,2001,,\n2,999,1990,1,1\n";
    let mapping = "mapping:\n  table: rows.csv\n  codes: { cow: gazetteer:cow }\n\
        article: { id: pairs, language: en }\nstatements:\n  - subject: { column: a, codes: cow }\n    predicate: alliedWith\n    \
        object: { column: b, codes: cow }\n    with: { time: \"{y}-{m:02}-{d:02}\" }\n";
    let kb = kb(table, mapping);
    let output = ends(kb.path(), 1, &["check"]);
    let all = said(&output);
    assert!(all.contains("rows.csv:2:3") && all.contains("several entities"), "{all}");
    assert!(all.contains("rows.csv:4:3") && all.contains("`999` is not in the code list"), "{all}");
    let out = ends(kb.path(), 1, &["map", kb.path().join("dossiers/rows.map.yaml").to_str().unwrap()]);
    assert!(out.stdout.is_empty());
    fs::write(kb.path().join("tables/rows.csv"), "a,b,y,m,d\n2,20,1999,3,5\n2,20,2001,,\n").unwrap();
    let out = ends(kb.path(), 0, &["map", kb.path().join("dossiers/rows.map.yaml").to_str().unwrap()]);
    let line: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(line["statements"][0]["with"]["time"], "1999-03-05");
    // A date with a part missing is none: nothing is made up.
    assert!(line["statements"][1].get("with").is_none());
}

/// What the store holds, as bytes.
fn held(root: &Path) -> Vec<u8> {
    ends(root, 0, &["export", "--to", "nq"]).stdout
}

#[test]
fn a_file_that_is_passed_over_hides_no_change() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    copy(&example(), root);
    ends(root, 0, &["sync"]);
    let note = root.join(".chancery/index/INPUTS");
    let noted = fs::read_to_string(&note).unwrap();
    assert!(noted.contains("votes.map.yaml") && noted.contains("alliances.map.yaml"), "{noted}");
    // Read or passed over, the same is said.
    let quiet = said(&ends(root, 0, &["sync"]));
    fs::remove_file(&note).unwrap();
    assert_eq!(quiet, said(&ends(root, 0, &["sync"])));
    assert!(quiet.contains("left out by dossiers/votes.map.yaml: 1 rows"), "{quiet}");
    // A note that is not what was written says nothing.
    fs::write(&note, noted.replace("gave", "gvae")).unwrap();
    ends(root, 0, &["sync"]);
    assert_eq!(fs::read_to_string(&note).unwrap(), noted);
    // Whatever a row is read with: changed, the store is the one that is made afresh.
    for (file, from, to) in [
        ("sample/unvotes/un_votes.csv", "2,Egypt,EG,no", "2,Egypt,EG,yes"),
        ("sample/unvotes/un_roll_calls.csv", "1946-02-28", "1946-03-01"),
        ("codes/un.csv", "Russia,SUHH,,", "Russia,RU,,"),
        ("codes/cow.csv", "2,US,,,", "2,MX,,,"),
        ("vocab/votes.ttl", "\"voted for\"@en", "\"was for\"@en"),
        ("entities/states-of-the-past.yaml", "en: ", "en: the "),
        ("dossiers/alliances.map.yaml", "defence", "defense"),
        ("dossiers/votes.map.yaml", "skip:", "empty: [NA]\n  skip:"),
        ("chancery.toml", "languages", "policy = \"strict\"\nlanguages"),
    ] {
        let path = root.join(file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(before.contains(from), "{file}");
        fs::write(&path, before.replacen(from, to, 1)).unwrap();
        chancery(root, &["sync"]);
        let other = tempfile::tempdir().unwrap();
        copy(root, other.path());
        chancery(other.path(), &["sync"]);
        assert!(held(root) == held(other.path()), "{file}: {from} → {to}");
    }
    // What was taken back stays so until its own file changes.
    let path = root.join("sample/unvotes/un_votes.csv");
    let before = fs::read_to_string(&path).unwrap();
    fs::write(&path, before.replace("2,Egypt,EG,yes", "2,Egypt,EG,abstain")).unwrap();
    ends(root, 0, &["sync"]);
    let runs = fs::read_dir(root.join(".chancery/runs")).unwrap().count().to_string();
    ends(root, 0, &["undo", &runs]);
    let undone = held(root);
    ends(root, 0, &["sync"]);
    ends(root, 0, &["sync"]);
    assert!(held(root) == undone);
    ends(root, 0, &["verify"]);
}
