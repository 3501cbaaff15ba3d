use super::*;

/// What each question is asked with, where its wording in the list says so.
const GIVEN: &[(usize, &[(&str, &str)])] = &[
    (7, &[("since", "2024-01-01")]),
    (22, &[("subject", "TR"), ("predicate", "gp:alliedWith"), ("object", "AZ")]),
    (23, &[("a", "EG"), ("b", "SD")]),
];

/// Columns that name the statements a row rests on; others may name statements that it speaks of.
const RECEIPTS: [&str; 12] =
    ["statement", "affirmed", "negated", "hedged", "flat", "one", "other", "ab", "bc", "ca", "border", "alliance"];

/// Statements in these columns, or in all, as `article/id`.
fn statements(columns: &[String], rows: &[Vec<String>], only: Option<&[&str]>) -> BTreeSet<String> {
    rows.iter()
        .flat_map(|row| columns.iter().zip(row))
        .filter(|(column, _)| only.is_none_or(|only| only.contains(&column.as_str())))
        .filter_map(|(_, cell)| cell.strip_prefix("s:"))
        .map(|path| path.split('/').take(2).collect::<Vec<_>>().join("/"))
        .collect()
}

#[test]
fn the_thirty_questions_find_what_was_listed_by_hand() {
    let library = Library::bundled();
    let expected = expected();
    assert_eq!(expected.len(), 30);
    let mut wrong = Vec::new();
    for ((number, all, listed), query) in expected.iter().zip(library.iter()) {
        let given = GIVEN.iter().find(|entry| entry.0 == *number).map_or(&[][..], |entry| entry.1);
        let (columns, rows) = example().cells(query, given).unwrap();
        if *number == 28 {
            continue; // It counts; see below.
        }
        let found = statements(&columns, &rows, None);
        let missing: Vec<_> = listed.difference(&found).collect();
        let receipts = statements(&columns, &rows, Some(&RECEIPTS));
        let extra: Vec<_> = receipts.difference(listed).filter(|_| *all).collect();
        if !missing.is_empty() || !extra.is_empty() {
            let rows: Vec<_> = rows.iter().map(|row| row.join(" | ")).collect();
            wrong.push(format!("{number} {}: missing {missing:?}, extra {extra:?}\n{}", query.name, rows.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn unnamed_sources_are_counted_per_article() {
    let (_, _, listed) = expected().swap_remove(27);
    let library = Library::bundled();
    let (columns, rows) = example().cells(library.get("unnamed-share").unwrap(), &[]).unwrap();
    let column = |name: &str| columns.iter().position(|column| column == name).unwrap();
    for row in rows {
        let article = row[column("article")].strip_prefix("a:").unwrap();
        let count = listed.iter().filter(|id| id.split('/').next() == Some(article)).count();
        assert_eq!(row[column("unnamed")], count.to_string(), "{article}");
        let number = |name: &str| row[column(name)].parse::<usize>().unwrap();
        assert_eq!(number("author") + number("unnamed") + number("named"), number("statements"), "{article}");
    }
}

#[test]
fn rows_come_in_the_same_order_each_time() {
    for query in Library::bundled().iter() {
        let given = GIVEN.iter().find(|entry| Library::bundled().iter().nth(entry.0 - 1).unwrap().name == query.name);
        let rows = example().rows_of(query, given.map_or(&[][..], |entry| entry.1)).unwrap();
        let mut distinct = rows.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), rows.len(), "{} repeats rows", query.name);
    }
}
