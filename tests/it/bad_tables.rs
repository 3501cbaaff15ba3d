//! Bad tables and bad lines of a stream: each is named with file, line, column and a remedy, and nothing else is lost.

use crate::bad_input::{Folder, expect, place, said};

const HEAD: &str = "article,article.language,id,subject,predicate,object,quote\n";
const ROW: &str = "a,en,s1,AZ,sharesBorderWith,GE,one\n";

/// A table with these rows.
fn table(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

#[test]
fn tables_in_another_encoding_are_named_with_the_way_out() {
    let arabic = "\u{627}\u{644}\u{62D}\u{62F}\u{648}\u{62F}";
    assert_eq!(arabic, "الحدود");
    // The same word in the code page that spreadsheets write Arabic in.
    let mut windows = table("a,ar,s1,AZ,sharesBorderWith,GE,").into_bytes();
    windows.extend(b"\xC7\xE1\xCD\xCF\xE6\xCF\n");
    said("ar.csv", windows, 3, &["error: ar.csv:2:32: not UTF-8 at byte 90", "WINDOWS-1256", "iconv -f WINDOWS-1256"]);
    let mut latin = table("a,fr,s1,AZ,sharesBorderWith,GE,un ").into_bytes();
    latin.extend(b"caf\xE9 ferm\xE9\n");
    latin.iter_mut().filter(|byte| **byte == b',').for_each(|byte| *byte = b'\t');
    said("fr.tsv", latin, 3, &["error: fr.tsv:2:38: not UTF-8", "WINDOWS-1252", "help: "]);
    let utf16: Vec<u8> = table(ROW).encode_utf16().flat_map(u16::to_le_bytes).collect();
    said("wide.csv", [b"\xFF\xFE".to_vec(), utf16.clone()].concat(), 3, &["error: wide.csv:1:1: not UTF-8", "UTF-16"]);
    said("bare.csv", utf16, 3, &["error: bare.csv:1:2: not UTF-8", "UTF-16"]);
    said("book.csv", b"PK\x03\x04\x14\0\x06\0", 3, &["error: book.csv:1:", "ZIP", "help: ", "save it as text"]);
}

#[test]
fn a_zero_byte_is_no_text_wherever_it_stands() {
    for distance in [1, 300, 70_000] {
        let row = format!("a,en,s1,AZ,sharesBorderWith,GE,{}\0y\n", "x".repeat(distance));
        let column = format!("error: zero.csv:2:{}: not text: a zero byte at byte ", 32 + distance);
        said("zero.csv", table(&row), 3, &[&column, "help: take it out"]);
    }
    let yaml = format!("article: {{ language: en }}\nstatements:\n- {{ says: {}\0 }}\n", "x".repeat(90));
    said("zero.yaml", yaml, 3, &["error: zero.yaml:3:101: not text: a zero byte at byte 138", "help: take it out"]);
}

#[test]
fn a_byte_order_mark_is_no_letter() {
    let folder = Folder::new([("mark.csv", format!("\u{FEFF}{}", table(ROW)).as_bytes())]);
    let run = folder.run(&["check", "mark.csv"], b"");
    assert!(run.code == Some(0) && run.err.contains("1 article, 1 statement (1 asserted): 0 errors"), "{}", run.err);
    // In the middle, as where files were put together, it makes another id.
    let twice = table(&format!("{ROW}\u{FEFF}{}", ROW.replace("s1", "s2")));
    let folder = Folder::new([("marks.csv", twice.as_bytes())]);
    let parts = ["error[C107]: the id `\\u{feff}a` holds a character that cannot be seen", "--> marks.csv:3:1"];
    expect(&folder.run(&["check", "marks.csv"], b""), "marks", 1, &parts);
}

#[test]
fn tables_put_together_repeat_their_header() {
    let text = format!("{HEAD}{ROW}{HEAD}a,,s2,AZ,visited,GE,two\n\u{FEFF}{HEAD}b,en,s1,AZ,visted,GE,three\n");
    let folder = Folder::new([("both.csv", text.as_bytes())]);
    let run = folder.run(&["check", "both.csv"], b"");
    expect(&run, "both", 1, &["error[C201]: `visted`", "--> both.csv:6:12", "2 articles, 2 statements", ": 1 error"]);
}

#[test]
fn line_ends_of_old_macs_are_named_and_others_read() {
    let old = table(ROW).replace('\n', "\r");
    said(
        "old.csv",
        old,
        3,
        &["error: old.csv:1:59: the lines end in bare carriage returns", "help: ", "tr '\\r' '\\n'"],
    );
    for text in [table(ROW).replace('\n', "\r\n"), table(ROW).trim_end().to_owned(), HEAD.replace('\n', "\r\n") + ROW] {
        let folder = Folder::new([("ends.csv", text.as_bytes())]);
        let run = folder.run(&["check", "ends.csv"], b"");
        assert!(run.code == Some(0) && run.err.contains("1 statement (1 asserted)"), "{text:?}: {}", run.err);
    }
    let wrong = table("a,en,s1,AZ,visted,GE,one\n").replace('\n', "\r\n");
    said("crlf.csv", wrong, 1, &["error[C201]", "--> crlf.csv:2:12\n", "2 | a,en,s1,AZ,visted,GE,one\n"]);
}

#[test]
fn headers_name_what_is_there() {
    let head = |from: &str, to: &str| table(ROW).replacen(from, to, 1);
    said(
        "word.csv",
        head("subject", "subjct"),
        1,
        &["error[C101]: unknown column `subjct`", "--> word.csv:1:29\n", "did you mean `subject`?"],
    );
    said(
        "twice.csv",
        head("quote", "subject"),
        1,
        &["error[C104]: two columns `subject`", "--> twice.csv:1:54\n", "::: twice.csv:1:29", "= help: keep one"],
    );
    said(
        "nested.csv",
        head("object", "content.objct"),
        1,
        &["error[C101]: unknown column `content.objct`", "--> nested.csv:1:47\n", "did you mean `content.object`?"],
    );
    let missing = "error: head.csv:1:1: the column `article` is missing";
    for (text, remedy) in [
        (ROW.to_owned(), "the first row names the columns"),
        (head("article,", "Article,"), "lower case: `article`"),
        (table(ROW).replace(',', "\t"), "name the file .tsv"),
        (table(ROW).replace(',', "|"), "between bars"),
        (format!("sep=,\n{}", table(ROW)), "take this line out"),
        (head("article,", ""), "`article` holds the id"),
    ] {
        said("head.csv", text, 3, &[missing, "help: ", remedy]);
    }
    said("head.tsv", table(ROW), 3, &["error: head.tsv:1:1: the column `article` is missing", "name the file .csv"]);
    for nothing in ["", "\n\n", ",,,\n"] {
        said("none.csv", nothing, 3, &["error: none.csv:1:1: there is nothing here", "help: the first row"]);
    }
    // A header alone is an empty table, unless it is wrong.
    said("alone.csv", HEAD, 0, &["0 articles, 0 statements"]);
    said(
        "alone.csv",
        HEAD.replace("object", "objct"),
        3,
        &["error: alone.csv:1:47: unknown column `objct`", "`object`"],
    );
}

#[test]
fn ragged_rows_say_which_cell_is_too_much() {
    said(
        "long.csv",
        table("a,en,s1,AZ,sharesBorderWith,GE,the words, all of them\n"),
        1,
        &["error[C105]: a row of 8 cells under a header of 7", "--> long.csv:2:43\n", "= help: put a cell that holds"],
    );
    said(
        "short.csv",
        table("a,en,s1,AZ,sharesBorderWith\n"),
        1,
        &[
            "warning[C105]: a row of 5 cells under a header of 7",
            "--> short.csv:2:1\n",
            "error[C213]",
            "--> short.csv:2:12\n",
        ],
    );
    said(
        "nameless.csv",
        table(",en,s1,AZ,sharesBorderWith,GE,one\n"),
        1,
        &["error[C103]: `id` is missing", "--> nameless.csv:2:1\n", "the column `article`"],
    );
    let run =
        Folder::new([("n.csv", table(",en,s1,AZ,sharesBorderWith,GE,one\n").as_bytes())]).run(&["check", "n.csv"], b"");
    assert!(run.err.contains(": 1 error,"), "the same is not said twice: {}", run.err);
}

#[test]
fn rows_of_one_article_stand_together() {
    let text = table(&format!("{ROW}b,en,s1,AZ,sharesBorderWith,IR,two\na,,s2,AZ,sharesBorderWith,AM,three\n"));
    let parts = [
        "error[C109]: the article `a` is described twice",
        "--> apart.csv:4:1\n",
        "::: apart.csv:2:1\n",
        "= help: the rows of one article stand together: move these up",
    ];
    let folder = Folder::new([("apart.csv", text.as_bytes())]);
    expect(&folder.run(&["check", "apart.csv"], b""), "apart", 1, &parts);
    let run = folder.run(&["convert", "apart.csv"], b"");
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains(parts[0]) && run.err.contains(parts[3]), "{}", run.err);
    assert!(run.out.contains("gazetteer/GE>") && run.out.contains("gazetteer/IR>"));
    assert!(!run.out.contains("/s2>"), "half an article is none");
    said(
        "language.csv",
        table(&format!("{ROW}a,ar,s2,AZ,sharesBorderWith,IR,two\n")),
        1,
        &[
            "error[C104]: `article.language` is not what it is in an earlier row",
            "--> language.csv:3:3\n",
            "::: language.csv:2:3",
        ],
    );
    said(
        "ids.csv",
        table(&format!("{ROW}{ROW}")),
        1,
        &["error[C108]: the id `s1` is used twice", "--> ids.csv:3:6\n", "= help: "],
    );
}

#[test]
fn quotes_that_never_close_are_named_where_they_open() {
    let rows = "a,en,s1,AZ,sharesBorderWith,GE,\"one\na,,s2,AZ,sharesBorderWith,IR,two\n";
    said(
        "open.csv",
        table(rows),
        3,
        &["error: open.csv:2:32: a quote (`\"`) is opened and never closed", "help: close it"],
    );
    said(
        "open.csv",
        HEAD.replace("id", "\"id"),
        3,
        &["error: open.csv:1:26: a quote (`\"`) is opened", "help: close it"],
    );
    let after = table("a,en,s1,AZ,sharesBorderWith,GE,\"one\" two\n");
    said(
        "after.csv",
        after,
        1,
        &["error[C105]: text after a closing quote", "--> after.csv:2:37\n", "= help: inside a quoted"],
    );
    let inside = table("a,en,s1,AZ,sharesBorderWith,GE,he said \"so\" there\n");
    let folder = Folder::new([("inside.csv", inside.as_bytes())]);
    let run = folder.run(&["convert", "inside.csv"], b"");
    assert!(run.code == Some(0) && run.out.contains("he said \\\"so\\\" there"), "{}", run.out);
}

#[test]
fn cells_and_lines_of_enormous_size_are_refused_unread() {
    let huge = "x".repeat(70 << 20);
    for row in [
        format!("{ROW}a,,s2,AZ,sharesBorderWith,IR,{huge}\n"),
        format!("{ROW}a,,s2,AZ,sharesBorderWith,IR,\"{huge}\"\n"),
    ] {
        let folder = Folder::new([("huge.csv", table(&row).as_bytes())]);
        let run = folder.run(&["check", "huge.csv"], b"");
        expect(&run, "huge", 3, &["error: huge.csv:3:1: line larger than 67108864 bytes", "help: ", "`article_bytes`"]);
        assert!(!run.err.contains("JSON Lines"), "{}", run.err);
    }
    // Line feeds inside the cell make it no shorter.
    let lines = table(&format!("a,en,s1,AZ,sharesBorderWith,GE,\"{}", "words \n".repeat(30_000)));
    let folder = Folder::new([("chancery.toml", LIMITS), ("cell.csv", lines.as_bytes())]);
    let run = folder.run(&["check", "cell.csv"], b"");
    expect(&run, "cell", 3, &["error: cell.csv:2:1: quoted cell larger than", "never closed"]);
}

#[test]
fn nested_cells_are_judged_as_what_they_stand_for() {
    let head =
        "article,article.language,id,subject,predicate,object,content.subject,content.predicate,content.object,quote\n";
    let row = "a,en,s1,AZ,accuses,AM,AM,perpetratd,Geogria,one\n";
    let text = format!("{head}{row}");
    said(
        "content.csv",
        &text,
        1,
        &[
            "error[C201]: `perpetratd`",
            &place("content.csv", &text, "perpetratd"),
            "did you mean `perpetrated`?",
            "error[C204]: no entity is called `Geogria`",
            &place("content.csv", &text, "Geogria"),
            "did you mean `Georgia`?",
        ],
    );
    for (cell, column) in [("{situation: peace}", "object.situation"), ("\"{ text: free, lang: en }\"", "object.text")]
    {
        let text = table(&format!("a,en,s1,AZ,seeks,{cell},one\n"));
        let hint = format!("= help: write each field into a column of its own, such as `{column}`");
        said("cell.csv", &text, 1, &["error[C102]: a cell holds one value, not a mapping", "--> cell.csv:2:1", &hint]);
    }
    let both = format!("{}a,en,s1,AZ,seeks,IR,free,one\n", HEAD.replace("object,", "object,object.text,"));
    said(
        "both.csv",
        both,
        1,
        &["error[C104]: `object.text` is given twice in this row", "--> both.csv:2:21\n", "::: both.csv:2:18"],
    );
    let time = format!("{}a,en,s1,AZ,visited,IR,5 May 2024,one\n", HEAD.replace("quote", "with.time,quote"));
    said("time.csv", time, 1, &["error[C105]: `5 May 2024`", "--> time.csv:2:23\n", "write year-month-day"]);
}

#[test]
fn cells_that_look_like_formulas_are_words() {
    let text =
        "article,article.language,id,says,about,quote\na,en,s1,=HYPERLINK(\"\"x\"\"),AZ,+1\na,,s2,@SUM(A1),AZ,-2\n";
    let folder = Folder::new([("formula.csv", text.as_bytes())]);
    let run = folder.run(&["convert", "formula.csv"], b"");
    assert_eq!(run.code, Some(0), "{}", run.err);
    for words in ["\"+1\"", "\"-2\"", "\"@SUM(A1)\"@en"] {
        assert!(run.out.contains(words), "{words} is not in {}", run.out);
    }
    said(
        "name.csv",
        table("a,en,s1,=AZ,sharesBorderWith,GE,one\n"),
        1,
        &["error[C204]: no entity is called `=AZ`", "--> name.csv:2:9\n"],
    );
}

/// Settings of a knowledge base in which nothing is long.
const LIMITS: &[u8] = b"base = \"https://kb.example/\"\n[limits]\narticle_bytes = 100000\n";

fn line(id: &str, object: &str) -> String {
    format!(
        r#"{{"article":{{"id":"{id}","language":"en"}},"statements":[{{"id":"s1","subject":"AZ","predicate":"sharesBorderWith","object":"{object}","quote":"x"}}]}}"#
    ) + "\n"
}

/// Lines that cannot be read, with their place and remedy.
fn bad_lines() -> [(Vec<u8>, &'static str, &'static str); 6] {
    [
        (b"{\"article\": \n".to_vec(), "2:13: not JSON", "each line of JSON Lines holds one whole article"),
        (line("two", "GE").replace("GE", "G\u{0}E").into_bytes(), "2:123: not text: a zero byte", "take it out"),
        (line("two", "Gé").chars().map(|c| c as u8).collect(), "2:123: not UTF-8", "WINDOWS-1252"),
        (line("two", "\\ud800").into_bytes(), "2:128: not JSON", "whole article"),
        (
            [line("two", "GE").trim().as_bytes(), line("too", "GE").as_bytes()].concat(),
            "2:140: not JSON",
            "whole article",
        ),
        (line("two", &"x".repeat(300_000)).into_bytes(), "2:1: line larger than 100000 bytes", "`article_bytes`"),
    ]
}

#[test]
fn a_bad_line_loses_no_other() {
    for (bad, place, remedy) in bad_lines() {
        let text = [line("one", "GE").as_bytes(), &bad, line("three", "IR").as_bytes()].concat();
        let folder = Folder::new([("chancery.toml", LIMITS), ("all.jsonl", &text)]);
        let run = folder.run(&["check", "all.jsonl"], b"");
        expect(&run, place, 3, &["2 articles, 2 statements", &format!("error: all.jsonl:{place}"), "help: ", remedy]);
        let run = folder.run(&["convert", "all.jsonl"], b"");
        assert_eq!(run.code, Some(3), "{}", run.err);
        assert!(run.err.contains(&format!("error: all.jsonl:{place}")) && run.err.contains(remedy), "{}", run.err);
        assert!(run.out.contains("/article/one>") && run.out.contains("/article/three>"), "{place}");
        assert!(!run.out.contains("/article/two>") && !run.out.contains("/article/too>"), "{place}");
        // A file is there whole or not at all.
        let run = folder.run(&["convert", "all.jsonl", "-o", "all.nq"], b"");
        assert_eq!((run.code, folder.0.path().join("all.nq").exists()), (Some(3), false), "{}", run.err);
    }
}

#[test]
fn a_line_without_end_is_given_up() {
    let text =
        [line("one", "GE").into_bytes(), vec![b'x'; 3 << 20], b"\n".to_vec(), line("two", "IR").into_bytes()].concat();
    let folder = Folder::new([("chancery.toml", LIMITS), ("dossiers/all.jsonl", &text)]);
    let run = folder.run(&["check"], b"");
    expect(
        &run,
        "endless",
        3,
        &[
            "1 article, 1 statement",
            "error: dossiers/all.jsonl:2:1: line larger than 100000 bytes",
            "2:1: line larger than 1600000 bytes",
        ],
    );
}

#[test]
fn sync_takes_the_good_lines_and_keeps_what_the_bad_one_was() {
    let three = |bad: Option<&[u8]>, object: &str| {
        [line("one", object).as_bytes(), bad.unwrap_or(line("two", "IR").as_bytes()), line("three", object).as_bytes()]
            .concat()
    };
    let folder = Folder::new([("chancery.toml", LIMITS), ("dossiers/all.jsonl", &three(None, "GE"))]);
    assert_eq!(folder.run(&["sync"], b"").code, Some(0));
    let objects = || {
        let query = "SELECT ?a ?o { ?s st:inArticle ?a ; st:object ?o } ORDER BY ?a";
        let out = folder.run(&["query", query, "--format", "csv"], b"").out;
        let mut rows: Vec<_> = out.lines().skip(1).map(|row| row.replace("https://kb.example/article/", "")).collect();
        rows.iter_mut().for_each(|row| *row = row.replace("https://w3id.org/chancery/gazetteer/", ""));
        rows.join(" ")
    };
    assert_eq!(objects(), "one,GE three,GE two,IR");
    for (number, (bad, place, remedy)) in bad_lines().into_iter().enumerate() {
        let object = ["AM", "TR"][number % 2];
        std::fs::write(folder.0.path().join("dossiers/all.jsonl"), three(Some(&bad), object)).unwrap();
        let run = folder.run(&["sync"], b"");
        assert_eq!(run.code, Some(3), "{place}: {}", run.err);
        assert!(run.err.contains(&format!("dossiers/all.jsonl:{place}")) && run.err.contains(remedy), "{}", run.err);
        assert!(!run.err.contains("described twice"), "{}", run.err);
        assert_eq!(objects(), format!("one,{object} three,{object} two,IR"), "{place}");
    }
}
