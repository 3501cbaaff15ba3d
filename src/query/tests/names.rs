use super::*;

fn parse(text: &str) -> Result<NamedQuery, Vec<String>> {
    NamedQuery::parse("x", Origin::Own, Source::new("queries/x.rq", text))
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn every_bundled_query_has_a_question_in_two_languages_and_receipts() {
    let library = Library::bundled();
    assert_eq!(library.iter().count(), 30);
    for query in library.iter() {
        for language in ["en", "ar"] {
            let question = &query.questions.iter().find(|(tag, _)| tag == language).unwrap().1;
            assert!(question.ends_with(['?', '؟', '.', ')']), "{}: {question}", query.name);
        }
        assert!(query.source.text.contains("ORDER BY"), "{}", query.name);
        let receipt = ["?statement", "?affirmed", "?one", "?flat", "?ab ", "?problem", "?author)"];
        assert!(receipt.iter().any(|column| query.source.text.contains(column)), "{}", query.name);
        assert!(depth::check(&query.source.text).is_ok());
    }
    let names: BTreeSet<_> = library.iter().map(|query| query.name.as_str()).collect();
    assert_eq!(names.len(), 30);
    assert_eq!(library.nearest("acusations"), Some("accusations"));
}

#[test]
fn headers_are_read() {
    let query = parse(
        "# question (en): Who?\n# question (AR): من؟\n# param who entity? — somebody\n# param since date = 2020-01-01 -- a day\n\
         # an ordinary comment\n# lens: asserted\n# hidden: since\n\nSELECT ?who (1 AS ?one) ?since { ?who ?p ?o }",
    )
    .unwrap();
    assert_eq!(query.question(&["fr", "ar"]), "من؟");
    assert_eq!(query.question(&["fr"]), "Who?");
    assert_eq!(query.lens, Some(Lens::Asserted));
    assert_eq!(query.hidden, ["since"]);
    assert!(query.parameters[0].optional && query.parameters[0].words == "somebody");
    assert_eq!(query.parameters[1].default.as_deref(), Some("2020-01-01"));
    assert_eq!(
        parse("#+ summary: As grlc has it\n#+ endpoint: x\nASK {}").unwrap().question(&["en"]),
        "As grlc has it"
    );
}

#[test]
fn mistakes_in_headers_are_all_reported_with_their_place() {
    let errors = parse(
        "# question (en):\n# param a colour — x\n# lens: facts\n# param b string\n# param b string\nSELECT ?x { }",
    )
    .unwrap_err();
    let places: Vec<_> = errors.iter().map(|error| error.split(": ").next().unwrap().to_owned()).collect();
    assert_eq!(
        places,
        ["queries/x.rq:1:1", "queries/x.rq:2:1", "queries/x.rq:3:1", "queries/x.rq:5:1", "queries/x.rq:4:9"]
    );
    assert!(errors[1].contains("no parameter type `colour`"), "{}", errors[1]);
    assert!(errors[4].contains("not in the SELECT clause"), "{}", errors[4]);
}

#[test]
fn a_knowledge_bases_own_query_wins_by_name() {
    let mut library = Library::bundled();
    let own = |file: &str, text: &str| (file.to_owned(), Source::new(file, text));
    let errors = library.add([
        own("queries/supplies.rq", "# question (en): Mine?\nSELECT ?x { ?x ?p ?o }"),
        own("queries/new.rq", "SELECT ?x { ?x ?p ?o }"),
        own("queries/bad.rq", "# lens: x\nASK {}"),
    ]);
    assert_eq!(errors.len(), 1);
    assert_eq!(library.shadowed(), ["supplies"]);
    assert_eq!(library.get("supplies").unwrap().origin, Origin::Own);
    assert_eq!(library.iter().count(), 31);
}

#[test]
fn parameters_filter_as_terms() {
    let loaded = example();
    let all = loaded.rows("supplies", &[]);
    assert!(all.len() > 1);
    assert_eq!(
        loaded.rows("supplies", &[("supplier", "AZ")]).len(),
        all.iter().filter(|row| row.starts_with("gz:AZ")).count()
    );
    assert_eq!(loaded.rows("supplies", &[("goods", "natural-gas")]).len(), all.len());
    assert_eq!(loaded.rows("supplies", &[("goods", "TR")]), [""; 0]);
    // With aggregates, sub-queries, filters and negation.
    assert!(loaded.rows("corroboration", &[("atLeast", "3")]).len() < loaded.rows("corroboration", &[]).len());
    assert!(!loaded.rows("corroboration", &[("atLeast", "2")]).is_empty());
    assert_eq!(loaded.rows("unnamed-share", &[("article", "12-forum")]).len(), 1);
    assert_eq!(loaded.rows("new-since", &[("since", "2099-01-01")]), [""; 0]);
    assert!(loaded.rows("timeline", &[("until", "1990-01-01")]).len() < loaded.rows("timeline", &[]).len());
}

#[test]
fn hostile_values_stay_values() {
    let loaded = example();
    let echo = parse("# param v string — anything\nSELECT ?v { }").unwrap();
    for value in
        ["\"} UNION { ?s ?p ?o } #", "'''", "\\", "\n\r\t", "أذربيجان\u{202e}", "> . ?s ?p ?o . <", "{{{{", "\u{0}", ""]
    {
        assert_eq!(loaded.rows_of(&echo, &[("v", value)]).unwrap(), [value]);
    }
    let typed = |kind: &str| parse(&format!("# param v {kind} — x\nSELECT ?v {{ }}")).unwrap();
    for (kind, value) in [
        ("iri", "https://e.example/a b"),
        ("iri", "<https://e.example/a> } #"),
        ("iri", "https://e.example/\u{202e}"),
        ("iri", "not-an-iri"),
        ("entity", "<https://e.example/a\n>"),
        ("entity", "\"} #"),
        ("entity", ""),
        ("integer", "1 } #"),
        ("integer", "1.5"),
        ("integer", "\u{661}"),
        ("decimal", "1e3"),
        ("date", "2020-02-30"),
        ("date", "2020-1-1"),
        ("date", "2020-01-01T00:00:00"),
        ("edtf", "last year"),
        ("lang", "e n"),
        ("statement", "no-slash"),
    ] {
        let refused = loaded.rows_of(&typed(kind), &[("v", value)]).unwrap_err();
        assert!(refused.contains("is no value for the parameter `v`"), "{kind} {value:?}: {refused}");
        assert!(!refused.contains('\u{202e}') && !refused.contains('\n'), "{refused:?}");
    }
    let fine = [
        ("iri", "gp:supplies", "gp:supplies"),
        ("statement", "a/b } #", "s:a/b%20%7D%20%23"),
        ("article", "مقال", "a:مقال"),
        ("edtf", "2018-10-XX", "2018-10-XX"),
        ("lang", "ar", "ar"),
        ("decimal", "-1.50", "-1.5"),
        ("integer", "007", "7"),
    ];
    for (kind, value, shown) in fine {
        assert_eq!(loaded.rows_of(&typed(kind), &[("v", value)]).unwrap(), [shown], "{kind}");
    }
}

#[test]
fn wrong_parameters_are_named() {
    let loaded = example();
    let library = Library::bundled();
    let dyad = library.get("dyad").unwrap();
    let refused = |given: &[(&str, &str)]| loaded.rows_of(dyad, given).unwrap_err();
    assert!(refused(&[("a", "AZ")]).contains("needs a value for `b`"));
    assert!(refused(&[("c", "AZ")]).contains("no parameter `c`; it takes `a`, `b`"));
    assert!(refused(&[("a", "AZ"), ("a", "TR"), ("b", "TR")]).contains("twice"));
}

#[test]
fn columns_are_found_and_explained() {
    let query = parse(
        "# question (en): Who?\n# column who — whoever it is\n# hidden: n\n\
         SELECT DISTINCT ?who (COUNT(?x) AS ?n) ?statement WHERE { ?who ?p ?x } # ?not",
    )
    .unwrap();
    let columns: Vec<_> = query.columns.iter().map(|column| (column.name.as_str(), column.hidden)).collect();
    assert_eq!(columns, [("who", false), ("n", true), ("statement", false)]);
    assert_eq!(query.columns[0].words, "whoever it is");
    assert!(query.columns[2].words.contains("the words, the article"));
    assert_eq!(query.form, "select");
    assert!(parse("SELECT * { ?s ?p ?o }").unwrap().columns.is_empty());
    assert_eq!(parse("# column a\nASK {}").unwrap_err().len(), 1);
    for query in Library::bundled().iter() {
        assert!(!query.columns.is_empty(), "{}", query.name);
    }
}

#[test]
fn headers_of_grlc_and_of_the_wikidata_query_service_are_honoured() {
    let query = parse(
        "#+ summary: من يزوّد من؟\n#+ endpoint: https://elsewhere.example/sparql\n#+ tags:\n#+   - supply\n#+   - 'gas'\n\
         #+ pagination: 100\n#+ defaults:\n#+   - since: 2020-01-01\n#defaultView:Timeline{\"hide\":\"?x\"}\n\
         SELECT ?s { ?s ?p ?_who_iri ; ?q ?__name ; ?r '?_who_iri' FILTER(?d > ?_since_date) }",
    )
    .unwrap();
    assert_eq!(query.question(&["en"]), "من يزوّد من؟");
    assert_eq!(
        (query.tags, query.page, query.view.as_deref()),
        (vec!["supply".to_owned(), "gas".to_owned()], Some(100), Some("Timeline"))
    );
    let parameters: Vec<_> = query.parameters.iter().map(|p| (p.name.as_str(), p.kind.name(), p.optional)).collect();
    assert_eq!(parameters, [("who", "iri", false), ("name", "string", true), ("since", "date", false)]);
    let query = parse("#+ defaults:\n#+   - since: 2020-01-01\nSELECT ?s { ?s ?p ?_who_iri ; ?r '?_who_iri', ?_words FILTER(?d > ?_since_date) }").unwrap();
    let base = Base::new("https://kb.example/").unwrap();
    let prefixes = Prefixes::new(&base);
    let nobody = |_: &str| Err("nobody".to_owned());
    let binder = Binder::new(&base, &prefixes, &nobody);
    let given = |words: &str| {
        let given = [("who".to_owned(), "gz:AZ".to_owned()), ("words".to_owned(), words.to_owned())];
        query.bind(&given, &binder).unwrap().source.text.to_string()
    };
    let text = given("a \" } DROP ALL # \\ \n ?_who_iri");
    assert!(
        text.contains(
            "?p <https://w3id.org/chancery/gazetteer/AZ> ; ?r '?_who_iri', \"a \\\" } DROP ALL # \\\\ \\n ?_who_iri\""
        ),
        "{text}"
    );
    assert!(text.contains("?d > \"2020-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>"), "{text}");
    assert!(parse("#+ pagination: many\nASK {}").is_err());
}

#[test]
fn a_stance_is_a_word() {
    let query = parse("# param stance stance — which\nSELECT ?stance { ?s st:stance ?stance }").unwrap();
    let base = Base::new("https://kb.example/").unwrap();
    let prefixes = Prefixes::new(&base);
    let nobody = |_: &str| Err("nobody".to_owned());
    let binder = Binder::new(&base, &prefixes, &nobody);
    let bind = |value: &str| query.bind(&[("stance".to_owned(), value.to_owned())], &binder);
    for value in ["Denied", "st:Denied", "https://w3id.org/chancery/statement#Denied"] {
        assert_eq!(bind(value).unwrap().parameters[0].1.to_string(), "<https://w3id.org/chancery/statement#Denied>");
    }
    assert!(bind("angry").err().unwrap().to_string().contains("committed, presupposed"));
}
