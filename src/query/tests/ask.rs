use super::*;

/// What each question is asked with, where its wording in the list says so.
const GIVEN: &[(usize, &[(&str, &str)])] = &[
    (7, &[("since", "2024-01-02")]),
    (22, &[("subject", "TR"), ("predicate", "gp:alliedWith"), ("object", "AZ")]),
    (23, &[("a", "EG"), ("b", "SD")]),
];

/// Statements named in any cell of the rows, as `article/id`.
fn statements(rows: &[String]) -> BTreeSet<String> {
    rows.iter()
        .flat_map(|row| row.split(" | "))
        .filter_map(|cell| cell.strip_prefix("s:"))
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
        let rows = example().rows(&query.name, given);
        let found = statements(&rows);
        let missing: Vec<_> = listed.difference(&found).collect();
        let extra: Vec<_> = found.difference(listed).collect();
        if !missing.is_empty() || (*all && !extra.is_empty()) {
            wrong.push(format!("{number} {}: missing {missing:?}, extra {extra:?}\n{}", query.name, rows.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
