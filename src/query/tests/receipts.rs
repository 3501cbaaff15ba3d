use oxigraph::model::NamedNode;

use super::*;
use crate::convert::Withheld;

fn ask(loaded: &Loaded, subject: &str, predicate: &str, object: &str) -> Why {
    let prefixes = Prefixes::new(&loaded.base);
    let term = |name: &str| Term::from(NamedNode::new(prefixes.expand(name).unwrap()).unwrap());
    why(&loaded.asker(), term(subject), term(predicate), term(object)).unwrap()
}

#[test]
fn why_shows_each_statement_with_its_words_and_what_withholds_it() {
    let loaded = fixture("receipts.trig");
    let found = ask(&loaded, "gz:AM", "gp:alliedWith", "gz:RU");
    let short: Vec<_> = found
        .receipts
        .iter()
        .map(|r| {
            let name = |iri: &str| iri.rsplit(['/', '#']).next().unwrap().to_owned();
            (name(&r.statement), r.reversed, name(&r.holder), name(&r.stance), r.positive, r.asserted, r.withheld)
        })
        .collect();
    let row = |id: &str, reversed, holder: &str, stance: &str, positive, asserted, withheld| {
        (id.to_owned(), reversed, holder.to_owned(), stance.to_owned(), positive, asserted, withheld)
    };
    assert_eq!(
        short,
        [
            row("no", false, "AM", "Denied", false, false, Some(Withheld::Holder)),
            row("maybe", false, "ArticleAuthor", "Hedged", true, false, Some(Withheld::Stance)),
            row("ally", true, "ArticleAuthor", "Committed", true, true, None),
        ]
    );
    let ally = &found.receipts[2];
    assert_eq!(ally.headlines["ar"], "قراءة في العلاقات");
    assert_eq!(ally.published.as_deref(), Some("2018-11"));
    assert_eq!(ally.glosses["en"], "Russia is Armenia's ally");
    let quotes: Vec<_> = ally.quotes.iter().map(|q| (q.exact.as_deref().unwrap(), q.position.unwrap())).collect();
    assert_eq!(quotes, [("روسيا الحليفة", (10, 23)), ("لأرمينيا", (40, 48))]);
    assert_eq!(ally.contradicted_by, ["https://kb.example/statement/denial/no"]);
    assert!(!found.reviewed);
    assert!(ask(&loaded, "gz:AZ", "gp:supplies", "gz:TR").reviewed);
}

#[test]
fn why_shows_content_with_its_chain_of_holders() {
    let found = ask(&fixture("receipts.trig"), "gz:AM", "gp:perpetrated", "e:qiraa/events");
    let [content] = found.receipts.as_slice() else { panic!("{found:?}") };
    assert_eq!(content.via, ["https://w3id.org/chancery/statement#UnnamedSource"]);
    assert_eq!(content.content_of, ["https://kb.example/statement/qiraa/accusation"]);
    assert_eq!(content.withheld, Some(Withheld::Holder));
    assert_eq!(content.quotes.len(), 1);
    assert!(ask(&fixture("receipts.trig"), "gz:AM", "gp:supplies", "gz:TR").receipts.is_empty());
}

#[test]
fn the_leak_audit_is_empty_where_nothing_leaks() {
    assert_eq!(fixture("receipts.trig").rows("leak-audit", &[]), [""; 0]);
}

#[test]
fn the_leak_audit_finds_each_planted_leak() {
    let leaks = include_bytes!("../../../tests/fixtures/query/leaks.nq");
    let planted: Vec<Quad> =
        RdfParser::from_format(RdfFormat::NQuads).for_slice(leaks).collect::<Result<_, _>>().unwrap();
    let base = fixture("receipts.trig");
    let kept: Vec<Quad> = base.engine.quads().collect::<Result<_, _>>().unwrap();
    for leak in planted {
        let dataset = kept.iter().cloned().chain([leak.clone()]);
        let engine = MemoryEngine::from_quads(dataset).unwrap();
        // The event node of the withheld content needs two quads to look like one.
        let rows = Loaded { engine, base: base.base.clone() }.rows("leak-audit", &[]);
        assert!(!rows.is_empty(), "not found: {leak}");
    }
}
