//! Named queries: a SPARQL file whose header says what it answers and what it takes.
//!
//! ```text
//! # question (en): Who supplies whom with what, and who says so?
//! # question (ar): من يزوّد من بماذا، ومن يقول ذلك؟
//! # param supplier entity? — whoever delivers
//! # param since date = 2020-01-01 — earliest day of publication
//! # lens: statements
//! # hidden: since
//! SELECT ?supplier … WHERE { … }
//! ```
//!
//! A parameter is a variable of the `SELECT` clause. `?` after its type makes it optional: without a
//! value the variable stays free, and `BOUND(?name)` asks whether there is one. In an `OPTIONAL` part
//! alone a value would not choose among rows, and `BIND(?name AS ?other)` does not see it: use it in a
//! pattern or a `FILTER` of the group. Columns under `hidden` are not shown: they would repeat what was
//! asked. `# column name — words` says what a column holds; what is common to many queries need not be said
//! ([`super::columns`]).
//!
//! Headers that people bring along are honoured too: decorators of grlc (`#+ summary:`, `description`, `tags`,
//! `defaults`, `pagination`, and its parameters `?_name` and `?__name_type`), and `#defaultView:` and `#title:` of the
//! Wikidata query service.

use oxigraph::model::Term;

use super::columns::{self, Column};
use super::decorators::{self, Decorators};
use super::lens::Lens;
use super::parameter::{Binder, Parameter, ParameterError, ParameterType};
use super::run::Question;
use crate::source::{Position, Source, Span};
use crate::store::token::{Kind, tokens};

/// Where a named query comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the program.
    Bundled,
    /// It is one of the knowledge base's own.
    Own,
}

/// A query with a name, a question in words, and typed parameters.
#[derive(Debug, Clone)]
pub struct NamedQuery {
    /// What people call it by.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The question in words, by language; the language may be empty.
    pub questions: Vec<(String, String)>,
    /// What it takes, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// The lens it is meant for.
    pub lens: Option<Lens>,
    /// Columns that are not shown.
    pub hidden: Vec<String>,
    /// The form of the query: `select`, `ask`, `construct`, `describe`.
    pub form: String,
    /// The columns of a SELECT with what they hold; none if it selects `*`.
    pub columns: Vec<Column>,
    /// How it is best looked at: `Table`, `Timeline`, `Map` and so on, as the Wikidata query service names views.
    pub view: Option<String>,
    /// Under what it is filed.
    pub tags: Vec<String>,
    /// More words on it than the question.
    pub description: Option<String>,
    /// How many rows a page has, if it says so.
    pub page: Option<u64>,
    /// The whole file.
    pub source: Source,
}

/// A mistake in the header of a `.rq` file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}:{}:{}: {message}", .source_text.name, .position.line, .position.column)]
pub struct HeaderError {
    /// The file.
    pub source_text: Source,
    /// The words in question.
    pub span: Span,
    /// Where they are.
    pub position: Position,
    /// What is wrong.
    pub message: String,
}

impl HeaderError {
    fn new(source: &Source, span: Span, message: String) -> Self {
        Self { source_text: source.clone(), span, position: source.position(span.start as usize), message }
    }
}

impl NamedQuery {
    /// Reads a query file; all mistakes of its header are returned at once.
    pub fn parse(name: &str, origin: Origin, source: Source) -> Result<Self, Vec<HeaderError>> {
        let mut query = Self {
            name: name.to_owned(),
            origin,
            questions: Vec::new(),
            parameters: Vec::new(),
            lens: None,
            hidden: Vec::new(),
            form: String::new(),
            columns: Vec::new(),
            view: None,
            tags: Vec::new(),
            description: None,
            page: None,
            source: source.clone(),
        };
        let mut errors = Vec::new();
        let mut decorators = Decorators::default();
        let mut offset = 0;
        for line in source.text.split_inclusive('\n') {
            let written = line.trim();
            if !written.is_empty() && !written.starts_with('#') {
                break;
            }
            let start = offset + line.len() - line.trim_start().len();
            let span = Span::new(start, start + written.len());
            let (decorator, words) = match written.strip_prefix("#+") {
                Some(rest) => (true, rest.trim()),
                None => (false, written.trim_start_matches('#').trim()),
            };
            let result = if decorator {
                decorators.line(written.strip_prefix("#+").unwrap_or_default(), &mut query)
            } else {
                query.header(words)
            };
            if let Err(message) = result {
                errors.push(HeaderError::new(&source, span, message));
            }
            offset += line.len();
        }
        decorators.parameters(&mut query);
        query.find_columns(offset);
        query.check_projection(offset, &mut errors);
        if errors.is_empty() { Ok(query) } else { Err(errors) }
    }

    /// Reads one line of the header; a line that is neither is an ordinary comment.
    fn header(&mut self, words: &str) -> Result<(), String> {
        if let Some(rest) = words.strip_prefix("question") {
            let Some((language, question)) = rest.split_once(':') else { return Ok(()) };
            let language = language.trim().trim_start_matches('(').trim_end_matches(')').trim();
            if question.trim().is_empty() {
                return Err("the question is empty".to_owned());
            }
            self.questions.push((language.to_ascii_lowercase(), question.trim().to_owned()));
        } else if let Some(rest) = words.strip_prefix("lens:") {
            self.lens = Some(rest.parse().map_err(|error: super::lens::UnknownLens| error.to_string())?);
        } else if let Some(rest) = words.strip_prefix("hidden:") {
            self.hidden.extend(rest.split_whitespace().map(|name| name.trim_start_matches('?').to_owned()));
        } else if let Some(view) = words.strip_prefix("defaultView:") {
            let name = view.split(['{', ' ']).next().unwrap_or_default().trim();
            self.view = Some(name.to_owned()).filter(|name| !name.is_empty());
        } else if let Some(title) = words.strip_prefix("title:") {
            if self.questions.is_empty() && !title.trim().is_empty() {
                self.questions.push((String::new(), title.trim().to_owned()));
            }
        } else if let Some(rest) = words.strip_prefix("column ") {
            let (name, words) = split_words(rest);
            let name = name.trim().trim_start_matches('?').to_owned();
            if words.is_empty() {
                return Err("write `# column name — words`".to_owned());
            }
            self.columns.push(Column { name, words: words.to_owned(), hidden: false });
        } else if let Some(rest) = words.strip_prefix("param ") {
            let parameter = parameter(rest)?;
            if self.parameters.iter().any(|known| known.name == parameter.name) {
                return Err(format!("the parameter `{}` is declared twice", parameter.name));
            }
            self.parameters.push(parameter);
        }
        Ok(())
    }

    /// Finds the columns; what the header does not say of them is taken from those common to many queries.
    fn find_columns(&mut self, body: usize) {
        let said = std::mem::take(&mut self.columns);
        let (form, names) = columns::selected(&self.source.text[body..]);
        self.form = form;
        self.columns = names
            .into_iter()
            .map(|name| {
                let own = said.iter().find(|column| column.name == name).map(|column| column.words.clone());
                let parameter = self.parameters.iter().find(|parameter| parameter.name == name);
                let given = || parameter.map(|parameter| parameter.words.clone()).filter(|words| !words.is_empty());
                let words = own.or_else(given).or_else(|| columns::common(&name).map(str::to_owned));
                Column { hidden: self.hidden.contains(&name), words: words.unwrap_or_default(), name }
            })
            .collect();
    }

    /// Parameters and hidden columns must be variables of the `SELECT` clause.
    fn check_projection(&self, body: usize, errors: &mut Vec<HeaderError>) {
        let text = &self.source.text[body..];
        let mut clause = None;
        let mut open = 0_usize;
        let mut projected = Vec::new();
        for token in tokens(text) {
            let written = &text[token.range.clone()];
            match token.kind {
                Kind::Word
                    if clause.is_none()
                        && ["select", "construct", "ask", "describe"]
                            .iter()
                            .any(|form| written.eq_ignore_ascii_case(form)) =>
                {
                    clause = Some(written.to_ascii_lowercase());
                }
                _ if clause.is_none() => {}
                Kind::Sign if written == "(" => open += 1,
                Kind::Sign if written == ")" => open = open.saturating_sub(1),
                Kind::Sign if written == "*" && open == 0 => return,
                Kind::Variable => projected.push(&written[1..]),
                Kind::Sign if written == "{" => break,
                Kind::Word if written.eq_ignore_ascii_case("where") || written.eq_ignore_ascii_case("from") => break,
                _ => {}
            }
        }
        if clause.as_deref() != Some("select") {
            return;
        }
        let all: Vec<_> = tokens(text).map(|token| token.range).collect();
        for window in all.windows(4) {
            let [word, bracket, name, then] = [0, 1, 2, 3].map(|at| &text[window[at].clone()]);
            let parameter = self.parameters.iter().find(|parameter| name.strip_prefix('?') == Some(&parameter.name));
            let renames = word.eq_ignore_ascii_case("bind") && bracket == "(" && then.eq_ignore_ascii_case("as");
            if let (true, Some(parameter)) = (renames, parameter) {
                let span = Span::new(body + window[2].start, body + window[2].end);
                let message =
                    format!("`BIND(?{} AS …)` does not see the value given; use the variable itself", parameter.name);
                errors.push(HeaderError::new(&self.source, span, message));
            }
        }
        let bound = self.parameters.iter().filter(|parameter| parameter.written_for.is_empty());
        let names = bound.map(|parameter| &parameter.name).chain(&self.hidden);
        for name in names.filter(|name| !projected.contains(&name.as_str())) {
            let place = self.source.text.find(name.as_str()).unwrap_or(0);
            let message = format!(
                "`?{name}` is not in the SELECT clause, so no value can be given to it; add it there and name it under `# hidden:`"
            );
            errors.push(HeaderError::new(&self.source, Span::new(place, place + name.len()), message));
        }
    }

    /// Writes `true` or `false` for `BOUND(?parameter)`, at the same length.
    ///
    /// The library's optimizer does not know of given values and takes a variable that no pattern
    /// binds for unbound, so it would answer `false` itself. No value comes into the text here.
    fn with_bound_decided(&self, given: &[&str]) -> String {
        let text = &*self.source.text;
        let all: Vec<_> = tokens(text).collect();
        let written = |at: usize| all.get(at).map_or("", |token| &text[token.range.clone()]);
        let mut decided = text.to_owned();
        for (at, token) in all.iter().enumerate() {
            let call = token.kind == Kind::Word && written(at).eq_ignore_ascii_case("bound");
            if !call || written(at + 1) != "(" || written(at + 3) != ")" {
                continue;
            }
            let name = written(at + 2).trim_start_matches(['?', '$']);
            if self.parameters.iter().any(|parameter| parameter.name == name) {
                let range = token.range.start..all[at + 3].range.end;
                let answer = if given.contains(&name) { "true" } else { "false" };
                let padded = format!("{answer:<width$}", width = range.len());
                decided.replace_range(range, &padded);
            }
        }
        decided
    }

    /// Returns the question in the first of these languages that it has, else in any.
    #[must_use]
    pub fn question(&self, languages: &[&str]) -> &str {
        let in_language = |wanted: &&str| self.questions.iter().find(|(language, _)| language == wanted);
        languages.iter().find_map(in_language).or(self.questions.first()).map_or("", |(_, question)| question)
    }

    /// Returns the question with its values, ready to be asked.
    ///
    /// `given` are names and values as written, on a command line or in an address.
    pub fn bind(&self, given: &[(String, String)], binder: &Binder<'_>) -> Result<Question, ParameterError> {
        for (number, (name, _)) in given.iter().enumerate() {
            if !self.parameters.iter().any(|parameter| parameter.name == *name) {
                let known: Vec<_> = self.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(ParameterError::Unknown {
                    query: self.name.clone(),
                    name: super::syntax::visible(name),
                    known,
                });
            }
            if given[..number].iter().any(|(earlier, _)| earlier == name) {
                return Err(ParameterError::Twice { name: name.clone() });
            }
        }
        let mut values: Vec<(String, Term)> = Vec::new();
        for parameter in &self.parameters {
            let written = given.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| value);
            match written.or(parameter.default.as_ref()) {
                Some(written) => values.push((parameter.name.clone(), binder.term(parameter, written)?)),
                None if parameter.optional => {}
                None => {
                    return Err(ParameterError::Missing {
                        query: self.name.clone(),
                        name: parameter.name.clone(),
                        kind: parameter.kind.name(),
                        words: parameter.words.clone(),
                    });
                }
            }
        }
        let given: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        let mut text = self.with_bound_decided(&given);
        values.retain(|(name, term)| {
            let parameter = self.parameters.iter().find(|parameter| parameter.name == *name);
            let Some(parameter) = parameter.filter(|parameter| !parameter.written_for.is_empty()) else { return true };
            text = decorators::written(&text, &parameter.written_for, term);
            false
        });
        let source = Source { text: text.into(), ..self.source.clone() };
        let question = Question::new(source).with_parameters(values);
        Ok(question.with_lens(self.lens.unwrap_or_default()))
    }
}

/// Takes apart what is named and the words on it.
fn split_words(written: &str) -> (&str, &str) {
    let dashes = [" — ", " – ", " -- "];
    dashes.iter().find_map(|dash| written.split_once(dash)).map_or((written, ""), |(head, words)| (head, words.trim()))
}

/// Reads `name type[?] [= default] — words`.
fn parameter(written: &str) -> Result<Parameter, String> {
    let (head, words) = split_words(written);
    let (head, default) = match head.split_once('=') {
        Some((head, default)) => (head, Some(default.trim().to_owned())),
        None => (head, None),
    };
    let mut parts = head.split_whitespace();
    let (Some(name), Some(kind), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err("write `# param name type — words`".to_owned());
    };
    let name = name.trim_start_matches('?');
    if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(format!("`{name}` cannot be the name of a variable"));
    }
    let optional = kind.ends_with('?');
    let kind = kind.trim_end_matches('?');
    let Some(kind) = ParameterType::from_name(kind) else {
        let known: Vec<_> = ParameterType::ALL.iter().map(|(name, _)| *name).collect();
        return Err(format!("no parameter type `{kind}`; there are {}", known.join(", ")));
    };
    Ok(Parameter {
        name: name.to_owned(),
        kind,
        optional,
        default,
        words: words.trim().to_owned(),
        written_for: Vec::new(),
    })
}
