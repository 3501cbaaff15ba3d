//! Texts to start from: a dossier with the article's metadata filled in, and a knowledge base that
//! already works.
//!
//! ```
//! use chancery::dossier::skeleton::{Skeleton, skeleton};
//! let article = Skeleton { url: Some("https://news.example/2024/05/03/gas-deal"), language: Some("en"), ..Skeleton::default() };
//! assert!(skeleton(&article).starts_with("# One article"));
//! ```

use std::fmt::Write as _;

use super::canonical::scalar;

/// What is known about an article when its dossier is begun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the dossier format, documented there")]
pub struct Skeleton<'a> {
    /// Left out when it is the name of the file anyway.
    pub id: Option<&'a str>,
    pub url: Option<&'a str>,
    pub title: Option<&'a str>,
    pub author: Option<&'a str>,
    pub publisher: Option<&'a str>,
    pub published: Option<&'a str>,
    /// A guess will do: the author of the dossier sees it.
    pub language: Option<&'a str>,
    /// Path to the text, relative to the dossier.
    pub text: Option<&'a str>,
    pub text_sha256: Option<&'a str>,
}

/// Returns a dossier to fill in; it is valid as it is, and says nothing yet.
#[must_use]
pub fn skeleton(article: &Skeleton<'_>) -> String {
    let mut out = String::from(
        "# One article: what it is, whom it speaks of, what it says. FORMAT.md explains every field;\n\
         # `chancery check` finds mistakes, `chancery fmt` writes the missing ids.\narticle:\n",
    );
    let mut field = |name: &str, value: Option<String>, else_comment: &str| {
        let _ = match value {
            Some(value) => writeln!(out, "  {name}: {value}"),
            None if else_comment.is_empty() => Ok(()),
            None => writeln!(out, "  # {name}: {else_comment}"),
        };
    };
    let text = |value: Option<&str>| value.map(yaml_text);
    let named = |value: Option<&str>| value.map(|name| format!("{{ name: {} }}", yaml_text(name)));
    let language = article.language.unwrap_or("und");
    let title = article.title.map(|title| format!("{{ {}: {} }}", yaml_text(language), yaml_text(title)));
    field("id", text(article.id), "");
    field("url", text(article.url), "https://news.example/2024/05/03/gas-deal");
    field("title", title, "{ en: The headline }");
    field("author", named(article.author), "{ name: Who wrote it }");
    field("publisher", named(article.publisher), "{ name: Who published it }");
    field("published", text(article.published), "2024-05-03            # or 2024-05, 2024, { unknown: not-stated }");
    match article.language {
        Some(_) => field("language", text(article.language), ""),
        None => field("language", Some("und # write the language of the article, such as en or ar".to_owned()), ""),
    }
    field("text", text(article.text), "../articles/gas-deal.txt");
    field("text_sha256", text(article.text_sha256), "");
    out.push_str(STATEMENTS);
    out
}

const STATEMENTS: &str = "\
# Countries, goods and organisations are known already (`chancery entities NAME`); others go here.
entities:
  # tanap: { type: Pipeline, label: { en: Trans-Anatolian Pipeline, ar: خط أنابيب الأناضول } }
statements:
  # - says: Azerbaijan supplies Turkey with gas         # in your own words
  #   subject: Azerbaijan                                # a name in any language, a code, an id
  #   predicate: supplies                                # `chancery ontology` lists them
  #   object: TR
  #   with: { theme: natural-gas, time: 2024-05 }
  #   holder: author                                     # or unnamed, or who says so
  #   stance: committed                                  # hedged, predicted, reported, denied …
  #   quote: the exact words of the article
";

/// Writes text so that YAML reads exactly it: without quotes where that is plain to see.
fn yaml_text(text: &str) -> String {
    let is_address = text.starts_with("http")
        && !text.contains([' ', '#', '"', '\'', '\\', '{', '}', '[', ']', ',', '`'])
        && !text.ends_with(':')
        && !text.chars().any(char::is_control);
    let is_path_or_date = text.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '.')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '~'))
        && text.contains(['/', '-'])
        && !text.starts_with("---")
        && !text.starts_with("...");
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_address || is_path_or_date || is_hash { text.to_owned() } else { scalar(text) }
}

/// Returns an id for the article at an address: the last telling part of its path.
///
/// ```
/// use chancery::dossier::skeleton::id_from_url;
/// assert_eq!(id_from_url("https://news.example/2024/05/03/gas-deal.html?page=2#top"), "gas-deal");
/// assert_eq!(id_from_url("https://news.example/"), "news.example");
/// ```
#[must_use]
pub fn id_from_url(address: &str) -> String {
    let without_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = without_scheme.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let host = parts.next().unwrap_or("article");
    let decode = |part: &str| {
        url::form_urlencoded::parse(part.replace('+', "%2B").as_bytes()).next().map(|(name, _)| name.into_owned())
    };
    let telling = parts
        .rfind(|part| part.chars().any(char::is_alphabetic) && !part.starts_with("index."))
        .and_then(|part| decode(part.split(['=', '&']).next().unwrap_or(part)));
    let name = telling.unwrap_or_else(|| host.to_owned());
    let name = match name.rsplit_once('.') {
        Some((stem, "html" | "htm" | "php" | "aspx" | "asp" | "shtml" | "txt" | "pdf")) => stem.to_owned(),
        _ => name,
    };
    let id: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') || is_mark(c) { c } else { '-' })
        .collect();
    let id = id.trim_matches(['-', '.']);
    if id.is_empty() { "article".to_owned() } else { id.to_owned() }
}

/// Marks that belong to the letters before them, such as Arabic vowel signs.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Returns the text of `chancery.toml`.
#[must_use]
pub fn kb_config(base: Option<&str>, languages: &[&str]) -> String {
    // A JSON string is a TOML string, but for the one control character that JSON leaves as it is.
    let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('\u{7F}', "\\u007F");
    let base = base.map_or_else(
        || "# Where the IRIs of your articles and statements begin; set it before you publish.\n# base = \"https://kb.example/\"".to_owned(),
        |base| format!("# Where the IRIs of your articles and statements begin. Changing it renames everything.\nbase = {}", quoted(base)),
    );
    let languages: Vec<String> = languages.iter().map(|language| quoted(language)).collect();
    let languages = if languages.is_empty() { "\"en\", \"ar\"".to_owned() } else { languages.join(", ") };
    format!(
        "# Settings of this knowledge base.\n\n{base}\n\n\
         # Languages of labels, the preferred one first.\nlanguages = [{languages}]\n\n\
         # What may become a plain triple: strict, default or open.\npolicy = \"default\"\n\n\
         # What queries see: statements, asserted or reviewed.\nlens = \"statements\"\n\n\
         # Where the texts of the articles are, to check quotes against.\ntexts = \"articles\"\n"
    )
}

/// One file of a new knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Path below the knowledge base, with `/`.
    pub path: &'static str,
    /// What is in it.
    pub text: String,
}

/// Returns the files of a new knowledge base: settings, and one small dossier with its text.
#[must_use]
pub fn kb_files(base: Option<&str>, languages: &[&str]) -> Vec<NewFile> {
    let file = |path: &'static str, text: &str| NewFile { path, text: text.to_owned() };
    vec![
        NewFile { path: "chancery.toml", text: kb_config(base, languages) },
        file(".gitignore", ".chancery/\n"),
        file("dossiers/ferry.yaml", DOSSIER),
        file("articles/ferry.txt", ARTICLE),
        file("entities/shared.yaml", ENTITIES),
        file("reviews/README.md", "Verdicts on statements, written by `chancery review`.\n"),
        file("queries/README.md", "Your own named queries: one `.rq` file each.\n"),
        file("vocab/README.md", "Your own terms: one `.ttl` file for each vocabulary.\n"),
    ]
}

const DOSSIER: &str = "\
# A first dossier, on an invented article. Change it, or begin with `chancery new FILE`.
article:
  url: https://news.example/2024/06/10/ferry
  title: { en: A ferry for two shores }
  author: { name: Sample Writer }
  published: 2024-06-10
  language: en
  text: ../articles/ferry.txt
  licence: CC0-1.0
statements:
  - id: neighbours
    says: Norway and Sweden share a border
    subject: Norway
    predicate: sharesBorderWith
    object: السويد
    quote: Norway and Sweden share a border
  - id: ferry-wish
    says: A ferry operator says that Norway seeks a new line
    subject: NO
    predicate: seeks
    object: { situation: { says: a ferry line runs all year } }
    holder: ferry-operator
    quote: Norway, the ferry operator says, seeks a line that runs all year
  - id: weather
    says: The line may stop in winter
    about: [NO, SE]
    stance: hedged
    quote: perhaps the line will stop in winter
";

const ARTICLE: &str = "\
A ferry for two shores

Norway and Sweden share a border, and most people drive across it. Norway, the ferry operator says,
seeks a line that runs all year; perhaps the line will stop in winter.
";

const ENTITIES: &str = "\
# Entities that several articles speak of. Countries and organisations are in the gazetteer already.
ferry-operator: { type: Actor, label: { en: ferry operator, ar: مشغّل العبّارة } }
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::{Notation, canonical, parse};
    use crate::source::Source;

    #[test]
    fn a_skeleton_is_valid_and_keeps_hostile_metadata() {
        for title in
            ["Gas: \"deal\" # signed", "null", "- x", "{a}", "عنوان: خبر", "a\nb\u{85}\u{2028}", "'", "\\", "123"]
        {
            let article = Skeleton {
                id: Some(title.trim()),
                url: Some("https://news.example/a?b=c:d"),
                title: Some(title),
                author: Some(title),
                language: Some("no"),
                text: Some("../articles/a b.txt"),
                published: Some("2024-05"),
                ..Skeleton::default()
            };
            let text = skeleton(&article);
            let source = Source::new("x.yaml", &*text);
            let read = parse(&source, Notation::Yaml, "x").unwrap().value;
            assert_eq!(read.article.title.texts[0].1.value, title, "{text}");
            assert_eq!(read.article.url.unwrap().value, "https://news.example/a?b=c:d");
            assert_eq!(read.article.text.unwrap().value, "../articles/a b.txt");
            assert!(read.statements.is_empty());
        }
        let text = skeleton(&Skeleton::default());
        let source = Source::new("x.yaml", &*text);
        let read = parse(&source, Notation::Yaml, "x").unwrap();
        assert!(read.findings.is_empty(), "{:?}", read.findings);
        assert_eq!(canonical::format(&source).unwrap(), text);
    }

    #[test]
    fn the_commented_example_is_valid_when_uncommented() {
        let text = skeleton(&Skeleton { language: Some("en"), ..Skeleton::default() })
            .replace("  # tanap", "  tanap")
            .replace("  # - says", "  - says")
            .replace("  #   ", "    ");
        let source = Source::new("x.yaml", text);
        let read = parse(&source, Notation::Yaml, "x").unwrap();
        assert!(read.findings.is_empty(), "{:?}", read.findings);
        assert_eq!((read.value.entities.len(), read.value.statements.len()), (1, 1));
    }

    #[test]
    fn ids_come_from_addresses_in_any_script() {
        for (address, id) in [
            ("https://news.example/2024/05/03/", "news.example"),
            ("https://news.example/a/%D8%BA%D8%A7%D8%B2", "غاز"),
            ("https://news.example/a/غاز-وماء.html", "غاز-وماء"),
            ("https://news.example/x/index.html", "x"),
            ("https://news.example/a b/..", "a-b"),
            ("", "article"),
        ] {
            assert_eq!(id_from_url(address), id, "{address}");
        }
    }

    #[test]
    fn a_new_knowledge_base_is_whole() {
        let files = kb_files(Some("https://kb.example/a\"b/"), &["ar", "en"]);
        let config: toml::Table = files[0].text.parse().unwrap();
        assert_eq!(config["base"].as_str(), Some("https://kb.example/a\"b/"));
        assert_eq!(config["languages"].as_array().unwrap().len(), 2);
        assert!(kb_config(None, &[]).parse::<toml::Table>().unwrap().get("base").is_none());
        let source = Source::new("ferry.yaml", DOSSIER);
        let read = parse(&source, Notation::Yaml, "ferry").unwrap();
        assert!(read.findings.is_empty(), "{:?}", read.findings);
        assert_eq!(canonical::format(&source).unwrap(), DOSSIER);
        let article = ARTICLE.split_whitespace().collect::<Vec<_>>().join(" ");
        for statement in &read.value.statements {
            let quote = &statement.quote[0].quote.as_ref().unwrap().value;
            assert!(article.contains(&**quote), "{quote}");
        }
    }
}
