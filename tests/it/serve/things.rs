//! Things by their own addresses: 303 to what is known of them, in the format wanted, without a leak.

use serde_json::Value;

use super::served::Served;

#[test]
fn a_thing_leads_to_what_is_known_of_it() {
    let served = Served::example(&[]);
    for (path, place) in [
        ("/article/02-halaib", "../data/article/02-halaib"),
        ("/article/02-halaib/author/1", "../../../data/article/02-halaib"),
        ("/statement/02-halaib/letter", "../../data/statement/02-halaib/letter"),
        ("/statement/02-halaib/letter/evidence/1", "../../../../data/statement/02-halaib/letter"),
        ("/entity/halaib", "../data/entity/halaib"),
        ("/entity/03-rebels/al-bashir", "../../data/entity/03-rebels/al-bashir"),
        ("/entity/%D8%AD%D9%84%D8%A7%D9%8A%D8%A8%2F%3C", "../data/entity/%D8%AD%D9%84%D8%A7%D9%8A%D8%A8%2F%3C"),
    ] {
        let answer = served.get(path, "text/turtle").is(303);
        assert_eq!(answer.header("location"), Some(place));
    }
    served.get("/article/%FF", "").is(400);
}

#[test]
fn what_is_known_comes_in_the_format_wanted() {
    let served = Served::example(&[]);
    for thing in ["article/02-halaib", "statement/02-halaib/letter", "entity/halaib"] {
        for (suffix, accept, media_type) in [
            ("", "", "text/turtle; charset=utf-8"),
            ("", "application/ld+json", "application/ld+json"),
            (".ttl", "application/ld+json", "text/turtle; charset=utf-8"),
            (".nt", "", "application/n-triples"),
            (".nq", "", "application/n-quads"),
            (".trig", "", "application/trig"),
            (".rdf", "", "application/rdf+xml"),
            (".jsonld", "", "application/ld+json"),
            (".json", "", "application/ld+json"),
        ] {
            let answer = served.get(&format!("/data/{thing}{suffix}"), accept).is(200);
            assert_eq!(answer.header("content-type"), Some(media_type), "{thing}{suffix}");
            assert!(answer.text().contains("halaib"), "{thing}{suffix}");
        }
        let framed: Value = serde_json::from_slice(&served.get(&format!("/data/{thing}.jsonld"), "").body).unwrap();
        assert!(framed["@context"].is_object(), "the context is at hand, not on the web");
    }
    served.get("/data/entity/halaib", "image/png").is(406);
    served.get("/data/entity/nobody.ttl", "").is(404);
    served.get("/data/statement/02-halaib/nothing", "").is(404);
    served.get("/data/statement/nothing/letter", "").is(404);
    served.get("/data/graph/asserted", "").is(404);
}

#[test]
fn a_statement_comes_with_its_words_and_without_what_it_says_as_a_fact() {
    let served = Served::example(&[]);
    let lines = served.get("/data/statement/02-halaib/letter-content.nt", "").is(200);
    let lines = lines.text();
    assert!(lines.contains("statement#holder>") && lines.contains("statement#evidence>"), "{lines}");
    let shares = served.get("/data/statement/03-rebels/support-south.nt", "").is(200);
    let words = "<https://kb.example/statement/03-rebels/accusation-south/evidence/1> <http://www.w3.org/ns/oa#exact>";
    assert!(shares.text().contains(words), "the words it shares with another: {}", shares.text());
    assert!(!lines.contains("> <https://w3id.org/chancery/geopolitics#occupies> <"), "{lines}");
    assert!(
        !lines.contains("<https://kb.example/statement/02-halaib/letter> <https://w3id.org/chancery/statement#id>")
    );
    let whole = served.get("/data/article/02-halaib.nq", "").is(200);
    assert!(!whole.text().contains("> <https://w3id.org/chancery/geopolitics#occupies> <"));
}

#[test]
fn the_service_and_the_data_describe_themselves() {
    let served = Served::example(&[]);
    let service = served.get("/sparql", "application/n-triples").is(200);
    let endpoint = format!("<http://{}/sparql>", served.address);
    assert!(service.text().contains(&format!("sparql-service-description#endpoint> {endpoint}")));
    let data = served.get("/.well-known/void", "application/n-triples").is(200);
    assert!(data.text().contains("<https://kb.example/dataset> <http://rdfs.org/ns/void#sparqlEndpoint>"));
    assert!(data.text().contains("void#entities"));
    assert_eq!(served.get("/dataset", "application/n-triples").is(200).body, data.body);
}
