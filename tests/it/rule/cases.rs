//! Cases of the rule, typed by hand: what is said, and what follows under the three policies.

use super::Policy::{Default as Usual, Open, Strict};
use super::{
    Article, Assertability, Decision, Holder, Policy, Predicate, Reason, Refusal, Review, Stance, Statement, Term,
    Verdict, asserted, decide, described, nodes, random, read, reviewed, write,
};

/// A small table of predicates, enough for the cases.
fn predicates(name: &str) -> Predicate {
    let assertability = match name {
        "occupies" | "perpetrated" | "sanctions" | "actsToward" => Assertability::AfterReview,
        "needs" | "fears" | "seeks" | "regardsAs" | "causes" | "purpose" => Assertability::Never,
        _ => Assertability::Always,
    };
    let symmetric = matches!(name, "alliedWith" | "partnerOf" | "sharesBorderWith" | "heldTalksWith");
    Predicate { assertability, symmetric, opaque: matches!(name, "accuses" | "threatened") }
}

fn entity(id: &str) -> Term {
    Term::Entity(id.to_owned())
}

/// `"a visited b"` with the id of its words.
fn said(words: &str) -> Statement {
    let mut parts = words.split(' ');
    let mut next = || parts.next().expect("three words").to_owned();
    let (subject, predicate, object) = (next(), next(), next());
    let id = words.replace(' ', "-");
    Statement { id, subject: Term::Entity(subject), predicate, object: Term::Entity(object), ..Statement::default() }
}

impl Statement {
    fn by(mut self, holder: Holder) -> Self {
        self.holder = Some(holder);
        self
    }
    fn stance(mut self, stance: Stance) -> Self {
        self.stance = Some(stance);
        self
    }
    fn not(mut self, not: bool) -> Self {
        self.not = Some(not);
        self
    }
    fn inside(mut self, parent: &str) -> Self {
        self.parent = Some(parent.to_owned());
        self
    }
    fn content(mut self, id: &str) -> Self {
        self.content.push(id.to_owned());
        self
    }
    fn against(mut self, id: &str) -> Self {
        self.conflicts.push(id.to_owned());
        self
    }
    fn role(mut self, role: &str, id: &str) -> Self {
        self.roles.push((role.to_owned(), id.to_owned()));
        self
    }
    fn review(mut self, verdict: Verdict, current: bool) -> Self {
        self.reviews.push(Review { verdict, current });
        self
    }
    fn named(mut self, id: &str) -> Self {
        self.id = id.to_owned();
        self
    }
    fn object(mut self, object: Term) -> Self {
        self.object = object;
        self
    }
}

fn somebody(id: &str) -> Holder {
    Holder::Entity(id.to_owned())
}

fn of(statements: impl IntoIterator<Item = Statement>) -> Article {
    Article { id: "case".to_owned(), statements: statements.into_iter().collect(), ..Article::default() }
}

/// The asserted triples as one line each, `strict | default adds | open adds`.
fn graphs(article: &Article) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut layers = Vec::new();
    for policy in Policy::ALL {
        let all = asserted(article, policy, &predicates);
        let lines: Vec<String> = all.keys().map(|(s, p, o)| format!("{} {p} {}", word(s), word(o))).collect();
        assert!(known.iter().all(|line| lines.contains(line)), "{policy:?} lost what a narrower policy asserts");
        layers.push(lines.iter().filter(|line| !known.contains(line)).cloned().collect::<Vec<_>>().join(", "));
        known = lines;
    }
    layers.join(" | ").trim_end().to_owned()
}

fn word(term: &Term) -> String {
    match term {
        Term::Entity(id) => id.clone(),
        Term::Literal(value, datatype) => format!("{value}^^{datatype}"),
        other => panic!("{other:?} stands in a plain triple"),
    }
}

fn why(article: &Article, id: &str, policy: Policy) -> Option<Reason> {
    let statement = article.find(id).expect("the case names its own statement");
    match decide(article, statement, policy, &predicates) {
        Decision::Asserted => None,
        Decision::Withheld(reason) => Some(reason),
    }
}

const NOTHING: &str = "|  |";

#[test]
fn a_flat_sentence_is_asserted() {
    assert_eq!(graphs(&of([said("a visited b")])), "a visited b |  |");
    assert_eq!(graphs(&of([said("a visited b").by(Holder::Author)])), "a visited b |  |");
    assert_eq!(graphs(&of([said("a visited b").by(Holder::Chain(vec![Holder::Author]))])), "a visited b |  |");
    assert_eq!(graphs(&of([said("a visited b").not(false)])), "a visited b |  |");
    assert_eq!(graphs(&of([said("a gp:visited b")])), "a visited b |  |");
}

#[test]
fn the_author_s_stance_decides() {
    for (stance, expected) in [
        (Stance::Committed, "a visited b |  |"),
        (Stance::Presupposed, "| a visited b |"),
        (Stance::Hedged, NOTHING),
        (Stance::Hypothetical, NOTHING),
        (Stance::Predicted, NOTHING),
        (Stance::Questioned, NOTHING),
        (Stance::Reported, NOTHING),
        (Stance::Distanced, NOTHING),
        (Stance::Denied, NOTHING),
        (Stance::Generic, NOTHING),
    ] {
        for holder in [None, Some(Holder::Author)] {
            let statement = Statement { holder, ..said("a visited b").stance(stance) };
            assert_eq!(graphs(&of([statement])).trim_start(), expected, "{stance}");
        }
    }
}

#[test]
fn nothing_that_somebody_else_holds_is_asserted() {
    let chains = [vec![Holder::Author, somebody("x")], vec![somebody("x"), Holder::Author], vec![Holder::Author; 2]];
    let holders = [Holder::Unnamed, somebody("x"), somebody("a")];
    for holder in holders.into_iter().chain(chains.map(Holder::Chain)) {
        for stance in [None, Some(Stance::Committed), Some(Stance::Presupposed)] {
            let article = of([Statement { stance, ..said("a visited b").by(holder.clone()) }]);
            assert_eq!(graphs(&article).trim_start(), NOTHING, "{holder:?} {stance:?}");
            assert_eq!(why(&article, "a-visited-b", Open), Some(Reason::Holder));
        }
    }
}

#[test]
fn what_is_not_so_is_not_asserted() {
    let article = of([said("a visited b").not(true)]);
    assert_eq!(why(&article, "a-visited-b", Usual), Some(Reason::Negative));
    let article = of([said("a visited b").not(true).stance(Stance::Presupposed)]);
    assert_eq!(why(&article, "a-visited-b", Strict), Some(Reason::Stance(Stance::Presupposed)));
    assert_eq!(why(&article, "a-visited-b", Usual), Some(Reason::Negative));
    let article = of([said("a visited b").not(true).stance(Stance::Denied)]);
    assert_eq!(why(&article, "a-visited-b", Open), Some(Reason::Stance(Stance::Denied)));
}

#[test]
fn contradictory_and_broken_articles_are_refused() {
    let article = of([said("c visited d"), said("a visited b").not(false).stance(Stance::Denied)]);
    assert_eq!(article.refusal(), Some(Refusal::DeniedPositive("a-visited-b".into())));
    assert_eq!(graphs(&article).trim_start(), NOTHING);
    assert_eq!(
        of([said("a visited b"), said("a visited b")]).refusal(),
        Some(Refusal::DuplicateId("a-visited-b".into()))
    );
    assert_eq!(of([said("a accuses b").content("nowhere")]).refusal(), Some(Refusal::Dangling("a-accuses-b".into())));
    assert_eq!(of([said("a accuses b").content("other/s")]).refusal(), None);
    let circle = of([said("a accuses b").content("b-accuses-a"), said("b accuses a").content("a-accuses-b")]);
    assert_eq!(circle.refusal(), Some(Refusal::Circle("a-accuses-b".into())));
    let nested = of([said("a accuses b"), said("b accuses c").inside("a-accuses-b").content("a-accuses-b")]);
    assert_eq!(nested.refusal(), Some(Refusal::Circle("a-accuses-b".into())));
}

#[test]
fn content_belongs_to_whoever_says_it() {
    let nested = |inner: Statement| graphs(&of([said("a accuses b"), inner.inside("a-accuses-b")]));
    assert_eq!(nested(said("b visited c")), "a accuses b |  |");
    assert_eq!(nested(said("b alliedWith c")), "a accuses b |  |");
    assert_eq!(nested(said("b visited c").stance(Stance::Committed)), "a accuses b |  |");
    assert_eq!(nested(said("b visited c").by(somebody("x")).stance(Stance::Committed)), "a accuses b |  |");
    assert_eq!(nested(said("b visited c").by(Holder::Author)), "a accuses b, b visited c |  |");
    assert_eq!(
        nested(said("b visited c").by(Holder::Author).stance(Stance::Presupposed)),
        "a accuses b | b visited c |"
    );
    assert_eq!(nested(said("b visited c").by(Holder::Author).stance(Stance::Hedged)), "a accuses b |  |");
    assert_eq!(nested(said("b visited c").by(Holder::Author).not(true)), "a accuses b |  |");
    assert_eq!(nested(said("b occupies c").by(Holder::Author)), "a accuses b |  | b occupies c");
}

#[test]
fn content_may_be_asserted_where_its_parent_is_not() {
    let inner = said("b visited c").by(Holder::Author).inside("a-accuses-b");
    assert_eq!(graphs(&of([said("a accuses b").stance(Stance::Hedged), inner.clone()])), "b visited c |  |");
    assert_eq!(graphs(&of([said("a accuses b").by(Holder::Unnamed), inner])), "b visited c |  |");
}

#[test]
fn four_levels_down_it_is_still_content() {
    let levels = |last: Statement| {
        let second = said("b accuses c").inside("a-accuses-b");
        let third = said("c accuses d").inside("b-accuses-c");
        graphs(&of([said("a accuses b"), second, third, last.inside("c-accuses-d")]))
    };
    assert_eq!(levels(said("d occupies e")), "a accuses b |  |");
    assert_eq!(levels(said("d partnerOf e").by(Holder::Author)), "a accuses b, d partnerOf e, e partnerOf d |  |");
}

#[test]
fn a_statement_named_as_content_is_content() {
    let named = |one: Statement| graphs(&of([said("x accuses b").content("b-visited-c"), one.named("b-visited-c")]));
    assert_eq!(named(said("b visited c")), "x accuses b |  |");
    assert_eq!(named(said("b visited c").stance(Stance::Committed)), "x accuses b |  |");
    assert_eq!(named(said("b visited c").by(Holder::Author)), "b visited c, x accuses b |  |");
    assert_eq!(named(said("b visited c").by(Holder::Author).stance(Stance::Predicted)), "x accuses b |  |");
    let denied = of([said("x accuses b").not(true).content("b-visited-c"), said("b visited c")]);
    assert_eq!(why(&denied, "b-visited-c", Open), Some(Reason::Content));
}

#[test]
fn what_somebody_fears_is_not_asserted_but_a_cause_is() {
    let about = |predicate: &str| {
        let head = said(&format!("x {predicate} y")).object(Term::Statement("a-visited-b".into()));
        graphs(&of([head, said("a visited b")]))
    };
    assert_eq!(about("fears").trim_start(), NOTHING);
    assert_eq!(about("seeks").trim_start(), NOTHING);
    assert_eq!(about("causes"), "a visited b |  |");
    assert_eq!(about("supports"), "a visited b |  |");
}

#[test]
fn ends_that_are_no_entities_give_no_triple() {
    let situation = Term::Situation("b".into(), "visited".into(), "c".into());
    for object in [situation, Term::Unknown("vague".into()), Term::Text("words".into()), Term::Absent] {
        let article = of([said("a supports b").object(object)]);
        assert_eq!(graphs(&article).trim_start(), NOTHING);
        assert_eq!(why(&article, "a-supports-b", Usual), None, "it is said, it only has no triple");
    }
    let counted = said("a hasQuantity b").object(Term::Literal("014".into(), "xsd:integer".into()));
    assert_eq!(graphs(&of([counted])), "a hasQuantity 014^^xsd:integer |  |");
    let unknown = Statement { subject: Term::Unknown("unnamed".into()), ..said("a supplies b") };
    assert_eq!(graphs(&of([unknown])).trim_start(), NOTHING);
}

#[test]
fn never_is_never() {
    for words in ["a needs b", "a fears b", "a regardsAs b", "a causes b", "a purpose b"] {
        let article = of([said(words).review(Verdict::Accept, true)]);
        assert_eq!(graphs(&article).trim_start(), NOTHING, "{words}");
        assert!(reviewed(&article, &predicates).is_empty(), "{words}");
    }
}

#[test]
fn contested_predicates_wait_for_a_current_acceptance() {
    let with = |reviews: &[(Verdict, bool)]| {
        let statement = reviews.iter().fold(said("a occupies b"), |s, &(verdict, current)| s.review(verdict, current));
        graphs(&of([statement])).trim_start().to_owned()
    };
    assert_eq!(with(&[]), "|  | a occupies b");
    assert_eq!(with(&[(Verdict::Accept, true)]), "a occupies b |  |");
    assert_eq!(with(&[(Verdict::Accept, false)]), "|  | a occupies b");
    assert_eq!(with(&[(Verdict::Reject, true)]), NOTHING);
    assert_eq!(with(&[(Verdict::Reject, false)]), NOTHING);
    assert_eq!(with(&[(Verdict::Open, true)]), "|  | a occupies b");
    assert_eq!(with(&[(Verdict::Accept, true), (Verdict::Open, true)]), "|  | a occupies b");
    assert_eq!(with(&[(Verdict::Accept, true), (Verdict::Reject, true)]), NOTHING);
    assert_eq!(with(&[(Verdict::Reject, true), (Verdict::Accept, true)]), "a occupies b |  |");
    assert_eq!(with(&[(Verdict::Accept, true), (Verdict::Accept, false)]), "|  | a occupies b");
    let presupposed = said("a occupies b").stance(Stance::Presupposed).review(Verdict::Accept, true);
    assert_eq!(graphs(&of([presupposed])).trim_start(), "| a occupies b |");
    let hedged = said("a occupies b").stance(Stance::Hedged).review(Verdict::Accept, true);
    assert_eq!(graphs(&of([hedged])).trim_start(), NOTHING);
    let theirs = said("a occupies b").by(somebody("x")).review(Verdict::Accept, true);
    assert_eq!(graphs(&of([theirs])).trim_start(), NOTHING);
}

#[test]
fn a_rejection_takes_out_what_needs_no_review() {
    let article = of([said("a visited b").review(Verdict::Reject, true)]);
    assert_eq!(why(&article, "a-visited-b", Usual), Some(Reason::Rejected));
    let twice = of([said("a visited b").review(Verdict::Reject, true), said("a visited b").named("again")]);
    assert_eq!(graphs(&twice), "a visited b |  |");
}

#[test]
fn the_reviewed_graph_takes_what_a_person_accepted() {
    let count = |statement: Statement| reviewed(&of([statement]), &predicates).len();
    assert_eq!(count(said("a visited b")), 0);
    assert_eq!(count(said("a visited b").review(Verdict::Accept, true)), 1);
    assert_eq!(count(said("a visited b").review(Verdict::Accept, false)), 0);
    assert_eq!(count(said("a visited b").by(Holder::Unnamed).review(Verdict::Accept, true)), 1);
    assert_eq!(count(said("a visited b").stance(Stance::Questioned).review(Verdict::Accept, true)), 1);
    assert_eq!(count(said("a visited b").not(true).review(Verdict::Accept, true)), 0);
    assert_eq!(count(said("a visited b").stance(Stance::Denied).review(Verdict::Accept, true)), 0);
    assert_eq!(count(said("a alliedWith b").review(Verdict::Accept, true)), 1, "no twin");
    let text = said("a supports b").object(Term::Text("words".into())).review(Verdict::Accept, true);
    assert_eq!(count(text), 0);
    let inner = said("b perpetrated c").inside("a-accuses-b").review(Verdict::Accept, true);
    let article = of([said("a accuses b"), inner]);
    assert_eq!(reviewed(&article, &predicates).len(), 1);
    assert_eq!(graphs(&article), "a accuses b |  |");
}

#[test]
fn the_author_who_says_both_asserts_neither() {
    let both = |one: Statement, other: Statement| graphs(&of([one, other.named("other")])).trim_start().to_owned();
    let flat = said("a visited b");
    assert_eq!(both(flat.clone(), said("a visited b").not(true)), NOTHING);
    assert_eq!(both(said("a alliedWith b"), said("b alliedWith a").not(true)), NOTHING);
    assert_eq!(both(flat.clone(), said("b visited a").not(true)), "a visited b |  |");
    assert_eq!(both(flat.clone(), said("a visited b").not(true).stance(Stance::Hedged)), NOTHING);
    assert_eq!(both(flat.clone(), said("a visited b").not(true).stance(Stance::Questioned)), NOTHING);
    assert_eq!(both(flat.clone(), said("a visited b").stance(Stance::Denied)), NOTHING);
    assert_eq!(both(flat.clone().stance(Stance::Presupposed), said("a visited b").not(true)), NOTHING);
    assert_eq!(both(flat.clone().role("topic", "t"), said("a visited b").not(true).role("topic", "u")), NOTHING);
    assert_eq!(both(said("a gp:visited b"), said("a https://w3id.org/x#visited b").not(true)), NOTHING);
    assert_eq!(both(flat.clone(), said("a supports b").not(true)), "a visited b |  |");
    assert_eq!(both(flat.clone(), said("a visited b").stance(Stance::Hedged)), "a visited b |  |");
    let accepted = said("a occupies b").review(Verdict::Accept, true);
    assert_eq!(both(accepted, said("a occupies b").not(true)), NOTHING);
    let turned_down = said("a visited b").not(true).review(Verdict::Reject, true);
    assert_eq!(both(flat, turned_down), NOTHING);
}

#[test]
fn a_denial_by_somebody_else_is_no_conflict() {
    let both = |other: Statement| graphs(&of([said("a visited b"), other.named("other")]));
    assert_eq!(both(said("a visited b").by(somebody("b")).stance(Stance::Denied)), "a visited b |  |");
    assert_eq!(both(said("a visited b").by(Holder::Unnamed).not(true)), "a visited b |  |");
    assert_eq!(
        both(said("a visited b").by(Holder::Chain(vec![Holder::Author, somebody("x")])).not(true)),
        "a visited b |  |"
    );
}

#[test]
fn content_conflicts_when_the_author_holds_it() {
    let with = |inner: Statement| {
        let inner = inner.inside("x-accuses-y").named("inner");
        graphs(&of([said("x accuses y"), inner, said("a visited b")]))
    };
    assert_eq!(with(said("a visited b").not(true)), "a visited b, x accuses y |  |");
    assert_eq!(with(said("a visited b").not(true).by(Holder::Author)), "x accuses y |  |");
    let positive = said("a visited b").by(Holder::Author).inside("x-accuses-y").named("inner");
    assert_eq!(graphs(&of([said("x accuses y"), positive, said("a visited b").not(true)])), "x accuses y |  |");
    let named =
        |inner: Statement| of([said("x accuses y").content("no"), inner.not(true).named("no"), said("a visited b")]);
    let article = named(said("a visited b"));
    assert_eq!(why(&article, "a-visited-b", Usual), None);
    let article = named(said("a visited b").by(Holder::Author));
    assert_eq!(why(&article, "a-visited-b", Usual), Some(Reason::Conflict("no".into())));
}

#[test]
fn a_link_withholds_both_ends() {
    let article = of([said("a partnerOf b").against("a-visited-b"), said("a visited b")]);
    assert_eq!(graphs(&article).trim_start(), NOTHING);
    let article = of([said("a partnerOf b"), said("a visited b").against("a-partnerOf-b")]);
    assert_eq!(graphs(&article).trim_start(), NOTHING);
    let theirs = of([said("a visited b"), said("c visited d").by(Holder::Unnamed).against("a-visited-b")]);
    assert_eq!(graphs(&theirs).trim_start(), NOTHING);
    let outside = of([said("a visited b").against("elsewhere/s")]);
    assert_eq!(graphs(&outside).trim_start(), NOTHING);
}

#[test]
fn withdrawn_articles_and_banned_sources_assert_nothing() {
    let plain = || of([said("a visited b"), said("a occupies c").review(Verdict::Accept, true)]);
    let withdrawn = Article { retracted: true, ..plain() };
    let banned = Article { assert_never: true, ..plain() };
    for article in [withdrawn, banned] {
        assert_eq!(graphs(&article).trim_start(), NOTHING);
        assert!(reviewed(&article, &predicates).is_empty());
    }
}

#[test]
fn twins_stand_for_entities_only() {
    assert_eq!(graphs(&of([said("a alliedWith b")])), "a alliedWith b, b alliedWith a |  |");
    assert_eq!(graphs(&of([said("a alliedWith a")])), "a alliedWith a |  |");
    let both = of([said("a alliedWith b"), said("b alliedWith a")]);
    let behind = asserted(&both, Strict, &predicates);
    assert!(behind.values().all(|ids| ids.len() == 2), "{behind:?}");
    assert_eq!(
        graphs(&of([said("a alliedWith b"), said("b alliedWith a").stance(Stance::Hedged)])),
        "a alliedWith b, b alliedWith a |  |"
    );
    let text = said("a alliedWith b").object(Term::Literal("b".into(), "xsd:string".into()));
    assert_eq!(graphs(&of([text])), "a alliedWith b^^xsd:string |  |");
}

#[test]
fn nodes_and_types_rest_on_asserted_statements() {
    let own = ["night", "hall", "kept", "paper"].map(|id| (id.to_owned(), Some("Event".to_owned()))).to_vec();
    let inner = said("b perpetrated night").role("place", "kept").inside("a-accuses-b");
    let visit = said("a visited b").role("place", "hall").stance(Stance::Presupposed);
    let threat = said("a threatened b").role("theme", "paper");
    let article = Article { entities: own, ..of([said("a accuses b"), inner, visit, threat]) };
    let list = |set: std::collections::BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(list(nodes(&article, Strict, &predicates)), "a-threatened-b");
    assert_eq!(list(nodes(&article, Usual, &predicates)), "a-threatened-b a-visited-b");
    assert_eq!(list(described(&article, Strict, &predicates)), "hall kept night paper");
    assert_eq!(list(described(&article, Usual, &predicates)), "kept night paper");
    let mediator = said("m mediatesBetween x").object(Term::Absent).role("participant", "hall");
    let article = Article { entities: vec![("hall".into(), None)], ..of([mediator]) };
    assert_eq!(list(nodes(&article, Strict, &predicates)), "m-mediatesBetween-x");
    assert_eq!(list(described(&article, Strict, &predicates)), "");
}

#[test]
fn what_is_written_reads_back() {
    let article = Article {
        entities: vec![("hall".into(), Some("Place".into()))],
        ..of([
            said("a accuses b").content("loose").role("place", "hall"),
            said("b perpetrated c").inside("a-accuses-b").stance(Stance::Reported).by(somebody("a")),
            said("c visited d").inside("b-perpetrated-c").by(Holder::Chain(vec![Holder::Author, Holder::Unnamed])),
            said("e fears f").object(Term::Situation("x".into(), "visited".into(), "y".into())),
            said("g supports h").object(Term::Unknown("vague".into())).not(true).against("a-accuses-b"),
            said("b visited hall").named("loose"),
        ])
    };
    let resolve = |name: &str| name.to_owned();
    assert_eq!(read::article("case", &write::dossier(&article), &[], &resolve), article);
    assert_eq!(entity("a"), article.statements[0].subject);
}

proptest::proptest! {
    #[test]
    fn random_articles_are_in_order_and_read_back(article in random::article(12)) {
        assert_eq!(article.refusal(), None);
        let reviews = write::reviews(&article, &|_| "current".to_owned());
        let reviews = reviews.as_array().expect("a list");
        let resolve = |name: &str| name.to_owned();
        let back = read::article("random", &write::dossier(&article), reviews, &resolve);
        assert_eq!(back, article);
    }

    #[test]
    fn what_is_asserted_is_the_author_s_flat_word(article in random::article(16)) {
        let _ = graphs(&article); // each policy keeps what the narrower one asserts
        for (triple, ids) in asserted(&article, Open, &predicates) {
            for id in ids {
                let statement = article.find(&id).expect("it is of this article");
                assert!(!statement.negative() && statement.author_held() && !article.retracted, "{triple:?} {id}");
                assert!(matches!(statement.effective_stance(), Stance::Committed | Stance::Presupposed), "{id}");
            }
        }
    }

    #[test]
    fn one_more_sentence_by_somebody_else_changes_nothing(article in random::article(12), at in 0_usize..12) {
        let Some(copy) = article.statements.get(at) else { return Ok(()) };
        let extra = Statement {
            id: "extra".into(), parent: None, content: vec![], conflicts: vec![],
            holder: Some(Holder::Unnamed), not: Some(true), stance: None, ..copy.clone()
        };
        // As the object of an attitude a statement is withheld; the copy names none.
        let extra = Statement { object: match extra.object { Term::Statement(_) => Term::Absent, other => other }, ..extra };
        let mut more = article.clone();
        more.statements.push(extra);
        for policy in Policy::ALL {
            assert_eq!(asserted(&more, policy, &predicates), asserted(&article, policy, &predicates));
        }
    }
}
