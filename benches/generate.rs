//! Made-up dossiers of a fixed shape, valid to the last rule, the same bytes for the same numbers.
//!
//! A hundred statements an article between 250 countries of the gazetteer and 5,000 actors of the
//! knowledge base, with 30-odd predicates of every assertability; all with time, place, gloss, quote,
//! position and confidence, 30 % with a quantity, 70 % held by a named actor. Nothing here is true.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use chancery::ontology::gazetteer::Gazetteer;
use chancery::ontology::{BareValue, Ontology, Term, TermKind};
use chancery::vocab::{gp, q};

/// Statements of one article.
pub const PER_ARTICLE: usize = 100;
const ACTORS: usize = 5_000;
const COUNTRIES: usize = 250;
/// Types of the actors, in turn.
const ACTOR_TYPES: [&str; 4] = ["StateOrgan", "IntergovernmentalOrganization", "ActorGroup", "Person"];
const WORDS: &str = "the minister said that talks on border trade would resume after both governments agreed to \
    suspend new tariffs while officials warned energy supply and naval exercises remain open questions for regional \
    security council";
const ODD: [&str; 6] = ["said \"yes\"", "naïve", "Türkiye", "a\\b", "São Tomé", "北京"];
/// Stances of what the author says, and of what others say.
const OWN: [&str; 5] = ["committed", "committed", "presupposed", "hedged", "predicted"];
const OTHERS: [&str; 5] = ["reported", "reported", "distanced", "denied", "questioned"];

/// The columns of the table, as documented for dossiers.
pub const COLUMNS: &str = "article,article.language,article.title,article.publisher,article.published,article.url,id,says,subject,predicate,object,with.theme,with.time,with.place,with.quantity.value,with.quantity.unit,holder,stance,not,confidence,quote,quote.start,quote.end";
/// The columns of the table that general mapping engines are given.
pub const PEER_COLUMNS: &str = "id,article,says,subject,predicate,object,theme,date,place,quantity,unit,attribution,stance,polarity,confidence,quote,start,end";

/// In which notation to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One article a line.
    JsonLines,
    /// One statement a row, in the columns of dossiers.
    Csv,
    /// One statement a row, in the columns for other engines.
    PeerCsv,
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

/// Picks small numbers more often: number i with weight 1 / (i + flat).
struct Skewed(Vec<u64>);

impl Skewed {
    fn new(count: usize, flat: usize) -> Self {
        let mut sum = 0;
        Self(
            (0..count)
                .map(|i| {
                    sum += 1_000_000_000 / (i + flat) as u64;
                    sum
                })
                .collect(),
        )
    }

    fn pick(&self, random: &mut Random) -> usize {
        let at = random.next() % self.0.last().copied().unwrap_or(1);
        self.0.partition_point(|&sum| sum <= at)
    }
}

/// Returns the countries: polities of the gazetteer with a two-letter code.
pub fn countries() -> Vec<&'static str> {
    let is_polity = |class: &String| Ontology::embedded().is_a(class, gp::POLITY_CLASS);
    let entities = Gazetteer::embedded().entities().iter();
    let coded = entities.filter(|entity| entity.codes.iso2.is_some() && entity.types.iter().any(is_polity));
    coded.map(|entity| &*entity.id).take(COUNTRIES).collect()
}

/// Returns the predicates that fit between any two actors and need no qualifier but a theme.
pub fn predicates() -> Vec<&'static Term> {
    let ontology = Ontology::embedded();
    let fits = |classes: &[String]| classes.iter().any(|class| class == gp::ACTOR_CLASS);
    let needs_theme_at_most = |term: &Term| term.required_qualifiers.iter().all(|qualifier| qualifier == q::THEME);
    ontology
        .terms()
        .filter(|term| term.kind == TermKind::Predicate && term.bare_value == BareValue::Entity)
        .filter(|term| fits(&term.domains) && fits(&term.ranges) && needs_theme_at_most(term))
        .collect()
}

/// Writes the knowledge base that the dossiers belong to: its settings and its actors.
pub fn write_kb(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder.join("entities"))?;
    std::fs::create_dir_all(folder.join("dossiers"))?;
    std::fs::write(folder.join("chancery.toml"), "base = \"https://kb.example/\"\nlanguages = [\"en\", \"ar\"]\n")?;
    let mut actors = String::from("entities:\n");
    for number in 0..ACTORS {
        let class = ACTOR_TYPES[number % ACTOR_TYPES.len()];
        let _ = writeln!(
            actors,
            "  actor-{number:04}: {{ type: {class}, label: {{ en: Actor No {number}, ar: فاعل رقم {number} }} }}"
        );
    }
    std::fs::write(folder.join("entities/actors.yaml"), actors)
}

struct Row {
    id: String,
    says: String,
    subject: String,
    predicate: &'static str,
    object: String,
    theme: bool,
    time: String,
    place: &'static str,
    quantity: Option<String>,
    holder: Option<String>,
    stance: &'static str,
    not: bool,
    confidence: String,
    quote: String,
    start: usize,
}

/// Writes `statements` statements, in whole articles.
pub fn write(statements: usize, shape: Shape, out: &mut impl Write) -> io::Result<()> {
    let random = &mut Random(20_240_607);
    let (countries, predicates, words) = (countries(), predicates(), WORDS.split(' ').collect::<Vec<_>>());
    let country = Skewed::new(countries.len(), 3);
    let actor = Skewed::new(ACTORS, 10);
    let predicate = Skewed::new(predicates.len(), 2);
    match shape {
        Shape::JsonLines => {}
        Shape::Csv => writeln!(out, "{COLUMNS}")?,
        Shape::PeerCsv => writeln!(out, "{PEER_COLUMNS}")?,
    }
    let mut line = String::new();
    for article in 0..statements.div_ceil(PER_ARTICLE) {
        // What the author said with which sign: a sound article does not contradict itself.
        let mut said = HashSet::new();
        let title: Vec<&str> = (0..8).map(|_| random.pick(&words)).collect();
        let published = date(random);
        let head = [
            format!("art-{article:06}"),
            title.join(" "),
            format!("Publisher {}", article % 97),
            published,
            format!("https://news.example/{article}"),
        ];
        line.clear();
        open(&head, shape, &mut line);
        for number in 0..PER_ARTICLE.min(statements - article * PER_ARTICLE) {
            let entity = |random: &mut Random| {
                if random.chance(60) {
                    countries[country.pick(random)].to_owned()
                } else {
                    format!("actor-{:04}", actor.pick(random))
                }
            };
            let term = predicates[predicate.pick(random)];
            let (subject, mut object) = (entity(random), entity(random));
            while object == subject {
                object = entity(random);
            }
            let holder = random.chance(70).then(|| format!("actor-{:04}", actor.pick(random)));
            let stance = random.pick(if holder.is_some() { &OTHERS } else { &OWN });
            let mut not = stance != "denied" && random.chance(5);
            if holder.is_none() {
                let pair = if term.symmetric && object < subject {
                    [object.clone(), subject.clone()]
                } else {
                    [subject.clone(), object.clone()]
                };
                not &= !said.contains(&(pair.clone(), term.local.as_str(), false));
                if !not && said.contains(&(pair.clone(), term.local.as_str(), true)) {
                    not = true;
                }
                said.insert((pair, term.local.as_str(), not));
            }
            let mut spoken: Vec<&str> = (0..13).map(|_| random.pick(&words)).collect();
            let says = spoken[..8].join(" ");
            if random.chance(8) {
                spoken[3] = random.pick(&ODD);
            }
            let row = Row {
                id: format!("s{number}"),
                says,
                subject,
                predicate: &term.local,
                object,
                theme: !term.required_qualifiers.is_empty(),
                time: date(random),
                place: countries[country.pick(random)],
                quantity: random.chance(30).then(|| format!("{}.{}", 1 + random.below(999_999), random.below(10))),
                holder,
                stance,
                not,
                confidence: format!("0.{}", 50 + random.below(50)),
                quote: spoken.join(" "),
                start: random.below(9_000),
            };
            statement(&row, number, &head, shape, &mut line);
        }
        if shape == Shape::JsonLines {
            line.push_str("]}\n");
        }
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn date(random: &mut Random) -> String {
    format!("20{}-{:02}-{:02}", 10 + random.below(15), 1 + random.below(12), 1 + random.below(28))
}

fn open([id, title, publisher, published, url]: &[String; 5], shape: Shape, line: &mut String) {
    if shape == Shape::JsonLines {
        let _ = write!(
            line,
            r#"{{"article":{{"id":"{id}","language":"en","title":"{title}","publisher":{{"name":"{publisher}"}},"published":"{published}","url":"{url}"}},"statements":["#
        );
    }
}

fn statement(row: &Row, number: usize, head: &[String; 5], shape: Shape, line: &mut String) {
    let end = row.start + row.quote.chars().count();
    let [article, title, publisher, published, url] = head;
    let Row { id, says, subject, predicate, object, time, place, stance, confidence, start, .. } = row;
    let quantity = row.quantity.as_deref();
    match shape {
        Shape::JsonLines => {
            let comma = if number > 0 { "," } else { "" };
            let theme = if row.theme { r#""theme":"natural-gas","# } else { "" };
            let quantity =
                quantity.map_or_else(String::new, |value| format!(r#","quantity":{{"value":"{value}","unit":"bcm"}}"#));
            let holder = row.holder.as_ref().map_or_else(String::new, |holder| format!(r#""holder":"{holder}","#));
            let not = if row.not { r#""not":true,"# } else { "" };
            let quote = row.quote.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(
                line,
                r#"{comma}{{"id":"{id}","says":"{says}","subject":"{subject}","predicate":"{predicate}","object":"{object}","with":{{{theme}"time":"{time}","place":"{place}"{quantity}}},{holder}"stance":"{stance}",{not}"confidence":"{confidence}","quote":{{"quote":"{quote}","start":{start},"end":{end}}}}}"#
            );
        }
        Shape::Csv => {
            let theme = if row.theme { "natural-gas" } else { "" };
            let unit = if quantity.is_some() { "bcm" } else { "" };
            let not = if row.not { "true" } else { "" };
            let (quantity, holder) = (quantity.unwrap_or_default(), row.holder.as_deref().unwrap_or_default());
            let quote = cell(&row.quote);
            let _ = writeln!(
                line,
                "{article},en,{title},{publisher},{published},{url},{id},{says},{subject},{predicate},{object},{theme},{time},{place},{quantity},{unit},{holder},{stance},{not},{confidence},{quote},{start},{end}"
            );
        }
        Shape::PeerCsv => {
            let theme = if row.theme { "natural-gas" } else { "" };
            let unit = if quantity.is_some() { "bcm" } else { "" };
            let polarity = if row.not || *stance == "denied" { "negative" } else { "positive" };
            let (quantity, holder) = (quantity.unwrap_or_default(), row.holder.as_deref().unwrap_or_default());
            let quote = cell(&row.quote);
            let _ = writeln!(
                line,
                "{article}-{id},{article},{says},{subject},{predicate},{object},{theme},{time},{place},{quantity},{unit},{holder},{stance},{polarity},{confidence},{quote},{start},{end}"
            );
        }
    }
}

fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
