//! Frames, read once: an expanded frame becomes a table of patterns that refer to each other by number.

use serde_json::{Map, Value};

use crate::jsonld::error::{ErrorCode, JsonLdError, Result};
use crate::jsonld::node_map::HashMap;
use crate::jsonld::options::{self, FrameOptions};
use crate::jsonld::run::Run;

/// The number of a pattern.
pub(super) type PatternId = usize;

/// The object embed flag, with the values that only JSON-LD 1.0 knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Embed {
    Always,
    /// In 1.0 also written `@first`.
    Once,
    Never,
    /// 1.0 only: later embeds take the place of earlier ones.
    Last,
}

impl From<options::Embed> for Embed {
    fn from(embed: options::Embed) -> Self {
        match embed {
            options::Embed::Always => Self::Always,
            options::Embed::Once => Self::Once,
            options::Embed::Never => Self::Never,
        }
    }
}

/// The flags of one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Flags {
    pub(super) embed: Embed,
    pub(super) explicit: bool,
    pub(super) require_all: bool,
    pub(super) omit_default: bool,
}

/// What an entry asks for: match none, wildcard, or some of these.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted<Item> {
    None,
    Any,
    Some(Vec<Item>),
}

/// What the `@type` of a frame asks for.
#[derive(Debug)]
pub(super) struct Types {
    pub(super) wanted: Wanted<String>,
    /// The `@default` of a default object.
    pub(super) default: Option<Value>,
}

/// A value pattern (Framing §5.3); an entry that is absent is like match none.
#[derive(Debug, PartialEq)]
pub(super) struct ValuePattern {
    pub(super) value: Wanted<Value>,
    pub(super) datatype: Wanted<Value>,
    /// In lower case.
    pub(super) language: Wanted<Value>,
}

/// What a frame object is, as far as matching goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing but framing keywords: a wildcard.
    Any,
    /// It has `@value`.
    Value,
    /// It has `@list`.
    List,
    /// A node pattern.
    Node,
}

/// One frame object.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) kind: Kind,
    pub(super) flags: Flags,
    pub(super) ids: Option<Wanted<String>>,
    pub(super) types: Option<Types>,
    /// By name, sorted; `None` is match none.
    pub(super) properties: Vec<(String, Option<PatternId>)>,
    index: HashMap<String, usize>,
    pub(super) reverse: Vec<(String, PatternId)>,
    pub(super) graph: Option<PatternId>,
    pub(super) included: Option<PatternId>,
    pub(super) list: Option<PatternId>,
    pub(super) default: Option<Value>,
    pub(super) value: ValuePattern,
}

impl Pattern {
    /// Returns the frame of a property, if the property is named.
    pub(super) fn property(&self, name: &str) -> Option<Option<PatternId>> {
        self.index.get(name).map(|&at| self.properties[at].1)
    }

    fn empty(flags: Flags) -> Self {
        Self {
            kind: Kind::Any,
            flags,
            ids: None,
            types: None,
            properties: Vec::new(),
            index: HashMap::default(),
            reverse: Vec::new(),
            graph: None,
            included: None,
            list: None,
            default: None,
            value: ValuePattern { value: Wanted::None, datatype: Wanted::None, language: Wanted::None },
        }
    }
}

/// All frame objects of a frame, and the implicit ones.
#[derive(Debug)]
pub(in crate::jsonld) struct Patterns {
    all: Vec<Pattern>,
    implicit: HashMap<Flags, PatternId>,
    empty: PatternId,
    /// The frame itself.
    pub(super) root: PatternId,
}

impl Patterns {
    /// Reads an expanded frame.
    ///
    /// # Errors
    /// `invalid frame`, `invalid @embed value`.
    pub(in crate::jsonld) fn read(frame: &Value, run: &Run<'_>) -> Result<Self> {
        let mut patterns = Self { all: Vec::new(), implicit: HashMap::default(), empty: 0, root: 0 };
        let omit_default = run.options.frame.omit_default;
        for embed in [Embed::Always, Embed::Once, Embed::Never, Embed::Last] {
            for (explicit, require_all) in [(false, false), (false, true), (true, false), (true, true)] {
                let flags = Flags { embed, explicit, require_all, omit_default };
                patterns.implicit.insert(flags, patterns.all.len());
                patterns.all.push(Pattern::empty(flags));
            }
        }
        patterns.empty = patterns.object(&Map::new(), run)?;
        patterns.root = match frame {
            // An empty frame may vanish when it is expanded.
            Value::Array(items) if items.is_empty() => patterns.empty,
            frame => patterns.first(frame, run)?.unwrap_or_default(),
        };
        Ok(patterns)
    }

    pub(super) fn get(&self, id: PatternId) -> &Pattern {
        &self.all[id]
    }

    /// Returns the frame that stands where none is written, with the flags of the one around it.
    pub(super) fn implicit(&self, around: PatternId, omit_default: bool) -> PatternId {
        let flags = Flags { omit_default, ..self.all[around].flags };
        self.implicit.get(&flags).copied().unwrap_or_default()
    }

    /// Returns the frame that asks for nothing.
    pub(super) fn empty(&self) -> PatternId {
        self.empty
    }

    /// Returns whether named graphs are framed on their own somewhere.
    pub(super) fn speak_of_graphs(&self) -> bool {
        self.all.iter().any(|pattern| pattern.graph.is_some())
    }

    /// Reads the first item of an array, which must be an object.
    fn first(&mut self, frame: &Value, run: &Run<'_>) -> Result<Option<PatternId>> {
        let first = match frame {
            Value::Array(items) => items.first(),
            frame => Some(frame),
        };
        match first {
            None => Ok(None),
            Some(Value::Object(object)) => self.object(object, run).map(Some),
            Some(other) => Err(invalid(format!("a frame must be an object, and {other} is none"))),
        }
    }

    fn object(&mut self, object: &Map<String, Value>, run: &Run<'_>) -> Result<PatternId> {
        let _level = run.enter()?;
        run.step()?;
        let mut pattern = Pattern::empty(flags(object, &run.options.frame, run.is_10())?);
        let mut properties = Vec::new();
        for (key, value) in object {
            match key.as_str() {
                "@id" => pattern.ids = Some(wanted_iris(key, value)?.0),
                "@type" => {
                    let (wanted, default) = wanted_iris(key, value)?;
                    pattern.types = Some(Types { wanted, default });
                    pattern.value.datatype = wanted_values(value);
                }
                "@value" => pattern.value.value = wanted_values(value),
                "@language" => pattern.value.language = lower(wanted_values(value)),
                "@default" => pattern.default = Some(value.clone()),
                "@list" => pattern.list = self.first(value, run)?,
                "@graph" => pattern.graph = Some(self.first_or_empty(value, run)?),
                "@included" => pattern.included = Some(self.first_or_empty(value, run)?),
                "@reverse" => {
                    for (property, frame) in value.as_object().into_iter().flatten() {
                        let frame = self.first_or_empty(frame, run)?;
                        pattern.reverse.push((property.clone(), frame));
                    }
                }
                keyword if keyword.starts_with('@') => continue,
                _ => properties.push((key.clone(), self.first(value, run)?)),
            }
            pattern.kind = match (pattern.kind, key.as_str()) {
                (_, "@value") => Kind::Value,
                (kind, "@list") if kind != Kind::Value => Kind::List,
                (kind, "@default") => kind,
                (Kind::Any, _) => Kind::Node,
                (kind, _) => kind,
            };
        }
        properties.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        pattern.reverse.sort_unstable();
        pattern.index = properties.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        pattern.properties = properties;
        self.all.push(pattern);
        Ok(self.all.len() - 1)
    }

    fn first_or_empty(&mut self, frame: &Value, run: &Run<'_>) -> Result<PatternId> {
        Ok(self.first(frame, run)?.unwrap_or(self.empty))
    }
}

fn invalid(message: impl Into<String>) -> JsonLdError {
    JsonLdError::new(ErrorCode::InvalidFrame, message)
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        value => std::slice::from_ref(value),
    }
}

/// Reads `@id` or `@type`: IRIs, a wildcard, nothing, or for types a default object.
fn wanted_iris(key: &str, value: &Value) -> Result<(Wanted<String>, Option<Value>)> {
    let (mut iris, mut default, mut wildcard) = (Vec::new(), None, false);
    for item in items(value) {
        match item {
            Value::String(iri) if is_iri(iri) || (key == "@type" && iri == "@json") => iris.push(iri.clone()),
            Value::Object(object) => match object.get("@default") {
                Some(written) => default = default.or_else(|| Some(written.clone())),
                None => wildcard = true,
            },
            other => return Err(invalid(format!("`{key}` in a frame must be an IRI or a wildcard, not {other}"))),
        }
    }
    let wanted = if wildcard {
        Wanted::Any
    } else if iris.is_empty() && default.is_none() {
        Wanted::None
    } else {
        Wanted::Some(iris)
    };
    Ok((wanted, default))
}

/// Returns whether a text begins with a scheme and is no blank node.
fn is_iri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn wanted_values(value: &Value) -> Wanted<Value> {
    let items = items(value);
    match items.first() {
        None => Wanted::None,
        Some(Value::Object(object)) if object.is_empty() => Wanted::Any,
        Some(_) => Wanted::Some(items.to_vec()),
    }
}

fn lower(wanted: Wanted<Value>) -> Wanted<Value> {
    let lower = |value: Value| match value {
        Value::String(tag) => Value::String(tag.to_lowercase()),
        other => other,
    };
    match wanted {
        Wanted::Some(tags) => Wanted::Some(tags.into_iter().map(lower).collect()),
        other => other,
    }
}

/// Reads the framing flags of a frame object; what it does not say, the options say.
fn flags(object: &Map<String, Value>, options: &FrameOptions, is_10: bool) -> Result<Flags> {
    let written = |key: &str| {
        let first = object.get(key).and_then(|value| items(value).first())?;
        Some(first.get("@value").unwrap_or(first))
    };
    let truth = |key: &str, default: bool| match written(key) {
        None => Ok(default),
        Some(Value::Bool(truth)) => Ok(*truth),
        Some(Value::String(text)) if text == "true" => Ok(true),
        Some(Value::String(text)) if text == "false" => Ok(false),
        Some(other) => Err(invalid(format!("`{key}` must be true or false, not {other}"))),
    };
    let embed = match written("@embed") {
        None => options.embed.into(),
        Some(Value::Bool(true)) => Embed::Once,
        Some(Value::Bool(false)) => Embed::Never,
        Some(other) => match other.as_str() {
            Some("@always") => Embed::Always,
            Some("@once" | "true") => Embed::Once,
            Some("@never" | "false") => Embed::Never,
            Some("@first") if is_10 => Embed::Once,
            Some("@last") if is_10 => Embed::Last,
            _ => {
                let message = format!("{other} is none of @always, @once, @never");
                return Err(JsonLdError::new(ErrorCode::InvalidEmbedValue, message));
            }
        },
    };
    Ok(Flags {
        embed,
        explicit: truth("@explicit", options.explicit)?,
        require_all: truth("@requireAll", options.require_all)?,
        omit_default: truth("@omitDefault", options.omit_default)?,
    })
}
