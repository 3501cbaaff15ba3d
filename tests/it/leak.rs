//! No leak: the hostile corpus under every policy and in every format, against the lists that a person wrote.

use crate::audit::Corpus;
use crate::corpus;
use crate::world::{self, Both, POLICIES, Run, World};
use chancery::convert::Used;
use chancery::finding::{Finding, Severity};
use oxigraph::model::Quad;
use std::collections::BTreeSet;

/// Every way out, as quads read back from its bytes. A new format is one line here.
type Format = (&'static str, fn(&World, &Run) -> Vec<Quad>);
const FORMATS: [Format; 1] = [("nq", |_, run| world::parse(&run.bytes))];

#[test]
fn nothing_leaves_the_statement_layer_that_is_not_listed() {
    let (_folder, world) = World::hostile();
    let corpus = Corpus::hostile();
    let mut wrong = Vec::new();
    for (name, policy) in POLICIES {
        let run = world.run(policy);
        let refused: Vec<_> = run.articles.iter().filter(|(_, counts)| counts.is_none()).collect();
        wrong.extend(refused.iter().map(|(article, _)| format!("{name}: {article} was refused: {:?}", run.found(Severity::Error))));
        wrong.extend(corpus.audit(&run.quads, name));
        let whole: BTreeSet<String> = run.quads.iter().map(Quad::to_string).collect();
        for (format, read_back) in FORMATS {
            let quads = read_back(&world, &run);
            let same: BTreeSet<String> = quads.iter().map(Quad::to_string).collect();
            assert!(same == whole, "{format}: {:?}", same.symmetric_difference(&whole).next());
        }
    }
    assert!(wrong.is_empty(), "{} complaints\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_must_be_refused_is_refused() {
    let folder = corpus::folder().join("refused");
    let expected = corpus::yaml(&folder.join("expected.yaml"));
    let world = World::open(&corpus::folder());
    let mut wrong = Vec::new();
    for (file, expected) in expected.as_object().expect("a mapping") {
        for (name, policy) in POLICIES {
            let listed = expected["policies"].as_array();
            if listed.is_some_and(|listed| !listed.iter().any(|listed| listed == name)) {
                continue;
            }
            let input = world::input(&world.kb, &folder.join(file));
            let (mut sink, mut used) = (Both::default(), Used::default());
            let outcome = world.process(&input, policy, &mut sink, &mut used);
            let errors: Vec<_> =
                outcome.findings.iter().filter(|f| f.severity == Severity::Error).collect();
            let at = expected["at"].as_str().expect("a place");
            let points = errors.iter().any(|finding| stands_in(finding, at));
            let refused = !errors.is_empty() && outcome.counts.is_none() && sink.bytes.is_empty();
            if !(refused && points) {
                let found: Vec<_> = outcome.findings.iter().map(world::line).collect();
                wrong.push(format!("{file} {name}: refused {refused}, points at `{at}` {points}: {found:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Says whether a finding stands in the statement, entity or line that holds this id or field.
fn stands_in(finding: &Finding, at: &str) -> bool {
    let text = &*finding.label.source.text;
    let (start, end) = (finding.label.span.start as usize, finding.label.span.end as usize);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1)
        ..text[end..].find('\n').map_or(text.len(), |at| end + at);
    let before = &text[..end];
    let last = before.rfind("id: ").map_or("", |at| &before[at..]);
    text[line].contains(at) || last.starts_with(&format!("id: {at}"))
}
