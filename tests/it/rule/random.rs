//! Random articles for property tests: valid in form, wild in who holds what, how surely, and in which article.
//!
//! Few entities and predicates, so that conflicts, twins, repeated triples and references do occur.

use super::{Article, Holder, Review, Stance, Statement, Term, Verdict};
use proptest::prelude::*;
use proptest::sample::select;

/// Entities every knowledge base knows: gazetteer codes.
pub const KNOWN: [&str; 4] = ["AZ", "GE", "NO", "PT"];
/// The article's own entities, with their written types.
pub const OWN: [(&str, Option<&str>); 4] =
    [("hall", Some("Place")), ("evening", Some("Event")), ("جسر", Some("Pipeline")), ("thing", None)];
const PREDICATES: [&str; 14] = [
    "visited",
    "gp:visited",
    "supplies",
    "alliedWith",
    "gp:alliedWith",
    "sharesBorderWith",
    "heldTalksWith",
    "occupies",
    "sanctions",
    "needs",
    "fears",
    "regardsAs",
    "threatened",
    "partnerOf",
];

/// Returns articles of up to `size` statements without a cause for refusal.
pub fn article(size: usize) -> impl Strategy<Value = Article> {
    let flags = (prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    (prop::collection::vec(statement(), 1..=size), flags).prop_map(|(drafts, (retracted, assert_never))| {
        let mut article = Article { id: "random".to_owned(), retracted, assert_never, ..Article::default() };
        article.entities = OWN.map(|(id, kind)| (id.to_owned(), kind.map(str::to_owned))).to_vec();
        place(&mut article, drafts);
        article
    })
}

/// A statement before it has its place: the numbers choose parent, named content, conflict, and what it gainsays.
type Draft = (Statement, [usize; 4]);

/// Gives ids, parents and references; a reference only ever leads to a later statement, so nothing goes in a circle.
fn place(article: &mut Article, drafts: Vec<Draft>) {
    let count = drafts.len();
    let mut depth = vec![0_usize; count];
    for (index, (mut statement, [parent, content, conflict, gainsaid])) in drafts.into_iter().enumerate() {
        statement.id = format!("s{index}");
        if let Some(earlier) = article.statements.get(gainsaid) {
            gainsay(&mut statement, earlier, content % 2 == 0);
        }
        let accusation = |at: usize| article.statements.get(at).is_some_and(|s| s.predicate == "accuses");
        if parent < index && accusation(parent) && depth[parent] < 4 {
            depth[index] = depth[parent] + 1;
            statement.parent = Some(format!("s{parent}"));
        }
        if statement.predicate == "accuses" && content > index && content < count {
            statement.content.push(format!("s{content}"));
        }
        if conflict < count && conflict != index && conflict % 3 == 0 {
            statement.conflicts.push(format!("s{conflict}"));
        }
        if let Term::Statement(id) = &mut statement.object {
            *id = format!("s{}", (index + 1).min(count - 1));
        }
        article.statements.push(statement);
    }
    // Content that is named must stand at the top: what is nested is already somebody's content.
    let nested: Vec<String> = article.statements.iter().filter(|s| s.parent.is_some()).map(|s| s.id.clone()).collect();
    for statement in &mut article.statements {
        statement.content.retain(|id| !nested.contains(id));
    }
    sort_parents_first(article);
}

/// Makes a statement say the opposite of an earlier one, its ends perhaps the other way round.
fn gainsay(statement: &mut Statement, earlier: &Statement, swapped: bool) {
    statement.predicate.clone_from(&earlier.predicate);
    (statement.subject, statement.object) = match (&earlier.subject, &earlier.object) {
        (subject, object @ Term::Entity(_)) if swapped => (object.clone(), subject.clone()),
        (subject, object) => (subject.clone(), object.clone()),
    };
    if statement.stance != Some(Stance::Denied) {
        statement.not = Some(!earlier.negative());
    }
}

/// Puts nested statements right behind their parents, as a reader of the file meets them.
fn sort_parents_first(article: &mut Article) {
    fn follow(all: &[Statement], parent: Option<&str>, into: &mut Vec<Statement>) {
        for statement in all.iter().filter(|s| s.parent.as_deref() == parent) {
            into.push(statement.clone());
            follow(all, Some(&statement.id), into);
        }
    }
    let mut sorted = Vec::new();
    follow(&article.statements, None, &mut sorted);
    article.statements = sorted;
}

fn statement() -> impl Strategy<Value = Draft> {
    let predicate = prop_oneof![2 => select(&PREDICATES[..]), 1 => Just("accuses")];
    let roles = prop::collection::vec((select(&["place", "theme", "topic"][..]), entity()), 0..2);
    let core = (entity(), predicate, object(), roles, prop::option::weighted(0.2, Just("2024-05".to_owned())));
    let reviews = prop::collection::vec(review(), 0..3);
    let stance = prop::option::weighted(0.4, select(&Stance::ALL[..]));
    let how = (prop::option::weighted(0.4, holder()), stance, prop::option::weighted(0.3, any::<bool>()), reviews);
    (core, how, [0_usize..6, 0..24, 0..24, 0..24]).prop_map(
        |((subject, predicate, object, roles, time), how, links)| {
            let (holder, stance, not, reviews) = how;
            let denied = stance == Some(Stance::Denied);
            let statement = Statement {
                subject: Term::Entity(subject),
                predicate: predicate.to_owned(),
                object,
                roles: roles.into_iter().map(|(role, id)| (role.to_owned(), id)).collect(),
                time,
                holder,
                stance,
                not: if denied { not.filter(|not| *not) } else { not },
                reviews,
                ..Statement::default()
            };
            (statement, links)
        },
    )
}

fn entity() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(&KNOWN[..]), 1 => select(OWN.map(|(id, _)| id).to_vec())].prop_map(str::to_owned)
}

fn object() -> impl Strategy<Value = Term> {
    let situation = |(s, o)| Term::Situation(s, "visited".to_owned(), o);
    prop_oneof![
        12 => entity().prop_map(Term::Entity),
        1 => Just(Term::Statement(String::new())),
        1 => (entity(), entity()).prop_map(situation),
        1 => select(&["not-stated", "unnamed", "vague"][..]).prop_map(|reason| Term::Unknown(reason.to_owned())),
        1 => Just(Term::Text("words".to_owned())),
    ]
}

fn holder() -> impl Strategy<Value = Holder> {
    let one = prop_oneof![
        3 => Just(Holder::Author),
        1 => Just(Holder::Unnamed),
        1 => entity().prop_map(Holder::Entity),
    ];
    prop_oneof![3 => one.clone(), 1 => prop::collection::vec(one, 1..4).prop_map(Holder::Chain)]
}

fn review() -> impl Strategy<Value = Review> {
    let verdict = select(&[Verdict::Accept, Verdict::Reject, Verdict::Open][..]);
    (verdict, any::<bool>()).prop_map(|(verdict, current)| Review { verdict, current })
}
